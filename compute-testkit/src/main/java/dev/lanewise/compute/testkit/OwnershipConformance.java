package dev.lanewise.compute.testkit;

import static dev.lanewise.compute.testkit.Misuse.names;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scalar;
import org.junit.jupiter.api.Test;

import java.util.List;

/** What belongs to another compute, or was closed: refused by an error that names the operand. */
public interface OwnershipConformance extends Fixture {
    @Test
    default void buffersOfAnotherCompute() {
        try (var other = another(ComputeOptions.DEFAULT); var t = new Trial(compute(), "foreign buffers")) {
            var foreign = other.allocate(3, 4);
            var numbers = other.allocateIndices(3);
            var packed = other.pack(other.allocate(4, 4), PackedMatrix.Role.RIGHT);
            var x = t.inout("x", Layout.DENSE, new double[12], 3, 4).view();
            var c = compute();
            isForeign("x", () -> c.copy(foreign, x));
            isForeign("out", () -> c.copy(x, foreign));
            isForeign("a", () -> c.add(foreign, x, x));
            isForeign("alpha", () -> c.scale(Scalar.of(other.allocate(1)), x, x));
            isForeign("b", () -> c.gemm(x, packed, t.scope().allocate(3, 4)));
            isForeign("packed", () -> c.repack(packed));
            isForeign("rows", () -> c.gatherRows(x, numbers, new Counter(0), t.scope().allocate(3, 4)));
            isForeign("x", () -> c.download(foreign, new float[12]));
            isForeign("out", () -> c.upload(new int[3], numbers));
            isForeign("matrix", () -> c.pack(foreign, PackedMatrix.Role.LEFT));
        }
    }

    @Test
    default void closedBuffers() {
        try (var t = new Trial(compute(), "closed buffers")) {
            var scope = compute().newScope();
            var closed = scope.allocate(3, 4);
            var numbers = scope.allocateIndices(3);
            scope.close();
            var x = t.inout("x", Layout.DENSE, new double[12], 3, 4).view();
            names(IllegalStateException.class, () -> compute().copy(closed, x), "x", "closed");
            names(IllegalStateException.class, () -> compute().copy(x, closed), "out", "closed");
            names(IllegalStateException.class, () -> compute().download(closed, new float[12]), "x", "closed");
            names(IllegalStateException.class, () -> compute().upload(new int[3], numbers), "out", "closed");
            names(IllegalStateException.class, () -> scope.allocate(1), "scope", "closed");
            names(IllegalStateException.class, () -> scope.newScope(), "scope", "closed");
        }
    }

    /** A copy may be closed before its source. */
    @Test
    default void closedPackedMatrix() {
        try (var t = new Trial(compute(), "a packed matrix whose scope is closed")) {
            var c = compute();
            // Large enough for backends that read small matrices where they are.
            var b = t.scope().allocate(800, 700);
            var scope = c.newScope();
            var left = scope.pack(b.transposed(), PackedMatrix.Role.LEFT);
            var right = scope.pack(b, PackedMatrix.Role.RIGHT);
            scope.close();
            for (var packed : new PackedMatrix[]{left, right})
                if (!packed.buffer().isOpen()) {
                    names(IllegalStateException.class, () -> c.repack(packed), "packed", "closed");
                    names(IllegalStateException.class, () -> c.repackAll(List.of(packed)), "packed", "closed");
                }
            if (!right.buffer().isOpen())
                names(IllegalStateException.class,
                        () -> c.gemm(t.scope().allocate(1, 800), right, t.scope().allocate(1, 700)), "b", "closed");
        }
    }

    @Test
    default void closedCompute() {
        var closed = another(ComputeOptions.DEFAULT);
        var x = closed.allocate(3);
        var plan = closed.record(() -> closed.fill(1, x));
        closed.close();
        closed.close();
        Runnable[] calls = {() -> closed.fill(1, x), () -> closed.allocate(1), () -> closed.sync(),
                () -> closed.newScope(), () -> closed.download(x, new float[3]), plan::run,
                () -> closed.record(() -> {})};
        for (var call : calls)
            names(IllegalStateException.class, call, "closed");
    }

    private static void isForeign(String operand, Runnable call) {
        names(IllegalStateException.class, call, operand + ":", "another compute");
    }
}
