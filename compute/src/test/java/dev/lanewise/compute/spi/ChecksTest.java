package dev.lanewise.compute.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Update;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;

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
        refused("out: has shape 2x5, needs one element", () -> compute.reduceAll(Reduction.SUM, x, y));
        refused("out: has length 4, needs 3", () -> compute.argmaxRows(x, compute.allocateIndices(4)));
        refused("source: has 5 elements, needs 12 for shape 3x4", () -> compute.upload(new float[5], x));
        refused("source: has 50 bytes, needs a whole number of FLOAT32",
                () -> compute.upload(MemorySegment.ofArray(new byte[50]), ElementType.FLOAT32, x));
    }

    /** Of three shapes that do not fit together the one that fits neither of the others is wrong. */
    @Test
    void theOddOneOfThreeIsNamed() {
        var x = compute.allocate(3, 4);
        var y = compute.allocate(2, 5);
        refused("a: has shape 2x5, needs 3x4 like out", () -> compute.add(y, x, x));
        refused("b: has shape 2x5, needs 3x4 like out", () -> compute.add(x, y, x));
        refused("out: has shape 3x4, needs 2x5 like a and b", () -> compute.add(y, y, x));
        refused("a: has shape 2x5, needs 3x4 like out", () -> compute.add(y, compute.allocate(7), x));
        refused("out: has shape 3x4, needs 2x5 like saved and upstream",
                () -> compute.activationBackward(Activation.RELU, y, y, x));
        var one = compute.allocate(1);
        refused("predictions: has shape 3x4, needs 2x5 like targets and gradient",
                () -> compute.meanSquaredError(x, y, one, compute.allocate(2, 5)));
        refused("targets: has shape 2x5, needs 3x4 like logits",
                () -> compute.sigmoidCrossEntropy(x, y, one, null, compute.allocate(3, 4)));
        refused("gradient: has shape 2x5, needs 3x4 like predictions", () -> compute.meanSquaredError(x, x, one, y));
        refused("logits: has shape 3x4, needs 2 rows like labels and gradient",
                () -> compute.softmaxCrossEntropy(x, compute.allocateIndices(2), one, null, y));
    }

    @Test
    void productsNameTheOperandAtFault() {
        var a = compute.allocate(3, 4);
        var b = compute.allocate(4, 5);
        refused("c: has shape 2x5, needs 3x5; a is 3x4, b is 4x5", () -> compute.gemm(a, b, compute.allocate(2, 5)));
        refused("c: has shape 3x7, needs 3x5; a is 3x4, b is 4x5", () -> compute.gemm(a, b, compute.allocate(3, 7)));
        refused("a: has shape 3x3, needs 2x4; b is 4x5, c is 2x5",
                () -> compute.gemm(a.cols(0, 3), b, compute.allocate(2, 5)));
        refused("b: has shape 3x5, needs 4x5; a is 3x4, c is 3x5",
                () -> compute.gemm(a, b.rows(0, 3), compute.allocate(3, 5)));
        refused("b: has shape 2x5, needs 4x7; a is 3x4, c is 3x7",
                () -> compute.gemm(a, compute.allocate(2, 5), compute.allocate(3, 7)));
        refused("b: has shape 2x5, needs 4xn; a is 3x4, c is 7x7",
                () -> compute.gemm(a, compute.allocate(2, 5), compute.allocate(7, 7)));
    }

    @Test
    void batchesNameTheOperandAtFault() {
        var a = compute.allocate(2, 3, 4);
        var b = compute.allocate(2, 4, 5);
        var c = compute.allocate(2, 3, 5);
        refused("c: has shape 3x5, needs rank 3; a is 2x3x4, b is 2x4x5",
                () -> compute.gemmBatched(1, a, b, 0, compute.allocate(3, 5)));
        refused("b: has shape 4x5, needs rank 3; a is 2x3x4, c is 2x3x5",
                () -> compute.gemmBatched(1, a, compute.allocate(4, 5), 0, c));
        refused("a: has shape 7x3x4, needs a batch of 2; b is 2x4x5, c is 2x3x5",
                () -> compute.gemmBatched(1, compute.allocate(7, 3, 4), b, 0, c));
        refused("c: has shape 7x3x5, needs a batch of 2; a is 2x3x4, b is 2x4x5",
                () -> compute.gemmBatched(1, a, b, 0, compute.allocate(7, 3, 5)));
        refused("c: has shape 2x9x5, needs 3x5; a is 2x3x4, b is 2x4x5",
                () -> compute.gemmBatched(1, a, b, 0, compute.allocate(2, 9, 5)));
        refused("c: has shape 3x3, needs rank 3 or 4",
                () -> compute.gemmBatched(1, compute.allocate(3, 3), compute.allocate(3, 3), 0,
                        compute.allocate(3, 3)));
    }

    @Test
    void optimizersNameTheOperandAtFault() {
        var builder = ParameterLayout.builder();
        builder.add("w", 4, 4);
        var settings = new HyperParameters(compute, compute, builder.build(), List.of(HyperParameters.Settings.PLAIN));
        refused("hyperParameters: are for 16 elements, parameters and gradients have 32",
                () -> compute.sgdStep(update(settings, 32, 32)));
        refused("gradients: has shape 32, needs 16 contiguous elements",
                () -> compute.sgdStep(update(settings, 16, 32)));
        refused("parameters: has shape 32, needs 16 contiguous elements",
                () -> compute.sgdStep(update(settings, 32, 16)));
    }

    private Update update(HyperParameters settings, long parameters, long gradients) {
        return new Update(settings, Scalar.of(1), Scalar.of(1), compute.allocate(parameters),
                compute.allocate(gradients));
    }

    @Test
    void overlapsNameTheOperandsByTheirNames() {
        var x = compute.allocate(4, 4);
        refused("loss: overlaps logits, needs memory of its own", () -> compute.softmaxCrossEntropy(x,
                compute.allocateIndices(4), x.rows(0, 1).cols(0, 1), null, null));
        refused("correct: overlaps logits, needs memory of its own", () -> compute.sigmoidCrossEntropy(x,
                compute.allocate(4, 4), compute.allocate(1), x.rows(0, 1).cols(0, 1), null));
        refused("loss: overlaps predictions, needs memory of its own",
                () -> compute.meanSquaredError(x, compute.allocate(4, 4), x.rows(0, 1).cols(0, 1), null));
        var row = compute.allocate(1, 4);
        var norm = new BatchNorm(row, row, compute.allocate(1, 4), compute.allocate(1, 4), compute.allocate(1, 4),
                compute.allocate(1, 4), 0.9, 1e-5, Activation.IDENTITY);
        refused("gradBeta: overlaps x, needs memory of its own", () -> compute.batchNormBackward(norm, x,
                compute.allocate(4, 4), compute.allocate(1, 4), x.rows(0, 1), compute.allocate(4, 4)));
        refused("out: has shape 3x4, needs 4x4 like x and upstream", () -> compute.batchNormBackward(norm, x, x,
                compute.allocate(1, 4), compute.allocate(1, 4), compute.allocate(3, 4)));
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
        refused("rows: has length 5, needs at least 6 for out",
                () -> compute.gatherRows(x, rows, new Counter(0), compute.allocate(6, 4)));
        refused("at: has length 5, needs at least 6 for out",
                () -> compute.gatherIndices(rows, rows.slice(0, 5), new Counter(0), compute.allocateIndices(6)));
        refused("loss: has no rows, needs at least one",
                () -> compute.meanSquaredError(x, x, compute.allocate(0, 1), new Counter(0), null));
        refused("x: has shape 1x2147483648, needs at most 2147483647 columns",
                () -> compute.argmaxRows(compute.allocate(1, 1).broadcast(1, 1L << 31), rows.slice(0, 1)));
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
