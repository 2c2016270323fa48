package dev.lanewise.compute.testkit;

import static dev.lanewise.compute.testkit.Misuse.names;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;

/** How much memory may be asked for; what is refused takes none. */
public interface MemoryConformance extends Fixture {
    @Test
    default void sizesOfAllocations() {
        var c = compute();
        assertThrows(IllegalArgumentException.class, () -> c.allocate(-1));
        assertThrows(IllegalArgumentException.class, () -> c.allocate(1, 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> c.allocate());
        assertThrows(IllegalArgumentException.class, () -> c.allocateIndices(-1));
        names(ComputeException.class, () -> c.allocate(1L << 60), c.name(), "memory");
        names(ComputeException.class, () -> c.allocate(1L << 40, 1L << 40), c.name(), "memory");
        names(ComputeException.class, () -> c.allocateIndices(1L << 60), c.name(), "memory");
    }

    /** Rank 0 and 5, and sizes that no index counts: nothing is taken before they are refused. */
    @Test
    default void refusedAllocationsTakeNoMemory() {
        try (var limited = another(ComputeOptions.DEFAULT.withMemoryLimit(1 << 20))) {
            long half = (1 << 19) / limited.elementType().bytes();
            for (int i = 0; i < 3; i++) {
                names(IllegalArgumentException.class, () -> limited.allocate(half, 1, 1, 1, 1), "sizes", "one to 4");
                names(IllegalArgumentException.class, () -> limited.allocate(), "sizes", "one to 4");
                names(IllegalArgumentException.class, () -> limited.allocate(half, -1), "sizes", "negative");
                names(IllegalArgumentException.class, () -> limited.allocate(0, 1L << 40, 1L << 40), "sizes",
                        "too many");
            }
            // In three quarters of the limit, to leave the device's own rounding its room.
            limited.allocate(half + half / 2);
        }
    }

    /**
     * One element repeated to more than any memory holds: a copy of it is refused, not made in part. A backend that
     * makes none has no need to refuse.
     */
    @Test
    default void packingMoreThanMemoryHolds() {
        var x = compute().allocate(1, 1);
        for (var role : PackedMatrix.Role.values())
            for (var huge : new View[]{x.broadcast(1L << 62, 1), x.broadcast(1, 1L << 62)})
                try (var scope = compute().newScope()) {
                    var packed = scope.pack(huge, role);
                    assertSame(x.buffer(), packed.buffer(), "a copy was made of " + huge.shapeText());
                } catch (ComputeException e) {
                    assertTrue(e.getMessage().contains("memory"), e::getMessage);
                }
    }

    @Test
    default void memoryLimit() {
        try (var limited = another(ComputeOptions.DEFAULT.withMemoryLimit(1 << 20))) {
            int bytes = limited.elementType().bytes();
            names(ComputeException.class, () -> limited.allocate((1 << 20) / bytes + 1), "memory", "1 MiB");
            // Closed scopes give their share back.
            for (int round = 0; round < 10; round++)
                try (var scope = limited.newScope()) {
                    scope.allocate((1 << 19) / bytes);
                    names(ComputeException.class, () -> scope.allocate((1 << 20) / bytes), "memory");
                }
        }
    }
}
