package dev.lanewise.compute.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

/** The words of the errors: the operand, what it got, what it needs. */
class ChecksTest {
    private final Compute compute = Compute.named("loops");
    private final Compute other = Compute.named("float64");

    @AfterEach
    void close() {
        compute.close();
        other.close();
    }

    @Test
    void shapes() {
        var x = compute.allocate(3, 4);
        var y = compute.allocate(2, 5);
        refused("x: has shape 2x5, needs 3x4 like out", () -> compute.activation(Activation.RELU, y, x));
        refused("b: has shape 2x5, needs 4x7", () -> compute.gemm(x, y, compute.allocate(3, 7)));
        refused("a: has shape 3x4, needs 2xn", () -> compute.gemm(x, y, compute.allocate(2, 5)));
        refused("out: has shape 2x5, needs one element", () -> compute.reduceAll(Reduction.SUM, x, y));
        refused("out: has length 4, needs 3", () -> compute.argmaxRows(x, compute.allocateIndices(4)));
        refused("source: has 5 elements, needs 12 for shape 3x4", () -> compute.upload(new float[5], x));
        refused("source: has 50 bytes, needs a whole number of FLOAT32",
                () -> compute.upload(MemorySegment.ofArray(new byte[50]), ElementType.FLOAT32, x));
    }

    @Test
    void roles() {
        var x = compute.allocate(3, 3);
        var packed = compute.pack(x, PackedMatrix.Role.LEFT);
        refused("b: is packed for the LEFT factor, needs RIGHT",
                () -> compute.gemm(x, packed, compute.allocate(3, 3)));
    }

    @Test
    void memory() {
        var x = compute.allocate(4, 4);
        refused("out: overlaps x, needs memory of its own", () -> compute.copy(x.rows(0, 3), x.rows(1, 3)));
        refused("out: is a broadcast (repeats an element), needs a writable view",
                () -> compute.copy(x, compute.allocate(1, 4).broadcast(4, 4)));
        refused("out: overlaps alpha, needs memory of its own",
                () -> compute.scale(Scalar.of(x.rows(1, 1).cols(1, 1)), x, x));
    }

    @Test
    void positions() {
        var x = compute.allocate(4, 4);
        var rows = compute.allocateIndices(5);
        refused("first: stands at 2, needs 0 to 1 for 4 rows",
                () -> compute.gatherRows(x, rows, new Counter(2), compute.allocate(4, 4)));
    }

    @Test
    void owners() {
        var x = compute.allocate(4);
        var error = assertThrowsExactly(IllegalStateException.class, () -> compute.copy(other.allocate(4), x));
        assertEquals("x: belongs to another compute (float64), this one is loops", error.getMessage());
        var scope = compute.newScope();
        var closed = scope.allocate(4);
        scope.close();
        error = assertThrowsExactly(IllegalStateException.class, () -> compute.copy(x, closed));
        assertEquals("out: its buffer is closed", error.getMessage());
    }

    /** A plan that ran inside a recording would run at once, not when the recorded plan does. */
    @Test
    void plansInsidePlans() {
        var x = compute.allocate(4);
        try (var inner = compute.record(() -> compute.fill(1, x))) {
            var error = assertThrowsExactly(IllegalStateException.class, () -> compute.record(inner::run));
            assertEquals("plan: cannot be recorded in a plan", error.getMessage());
        }
    }

    private static void refused(String message, Runnable call) {
        assertEquals(message, assertThrowsExactly(IllegalArgumentException.class, call::run).getMessage());
    }
}
