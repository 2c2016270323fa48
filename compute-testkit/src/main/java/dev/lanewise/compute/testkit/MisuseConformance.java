package dev.lanewise.compute.testkit;

import static dev.lanewise.compute.testkit.Misuse.hasShape;
import static dev.lanewise.compute.testkit.Misuse.names;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

/** Wrong arguments: refused before anything runs, by an error that names the operand, what it got and what it needs. */
public interface MisuseConformance extends Fixture {
    @Test
    default void missingOperands() {
        try (var t = new Trial(compute(), "missing operands")) {
            var x = t.inout("x", Layout.DENSE, new double[12], 3, 4).view();
            var y = t.inout("y", Layout.DENSE, new double[12], 3, 4).view();
            var one = t.inout("one", Layout.DENSE, new double[1], 1).view();
            var labels = t.indices(0, 1, 2);
            var counter = new Counter(0);
            var c = compute();
            isMissing("x", () -> c.unary(UnaryOp.EXP, null, y));
            isMissing("out", () -> c.unary(UnaryOp.EXP, x, null));
            isMissing("op", () -> c.unary(null, x, y));
            isMissing("a", () -> c.binary(BinaryOp.ADD, null, x, y));
            isMissing("b", () -> c.binary(BinaryOp.ADD, x, null, y));
            isMissing("op", () -> c.binary(null, x, x, y));
            isMissing("alpha", () -> c.scale(null, x, y));
            isMissing("beta", () -> c.axpby(Scalar.of(1), x, null, y));
            isMissing("y", () -> c.axpby(1, x, 1, null));
            isMissing("f", () -> c.activation(null, x, y));
            isMissing("saved", () -> c.activationBackward(Activation.RELU, null, x, y));
            isMissing("upstream", () -> c.activationBackward(Activation.RELU, x, null, y));
            isMissing("dropout", () -> c.dropout(x, null, counter, counter, y));
            isMissing("step", () -> c.dropout(x, new Dropout(0.5, 1, 1), null, counter, y));
            isMissing("firstRow", () -> c.dropout(x, new Dropout(0.5, 1, 1), counter, null, y));
            isMissing("x", () -> c.reduceAll(Reduction.SUM, null, one));
            isMissing("op", () -> c.reduceAll(null, x, one));
            isMissing("out", () -> c.squaredNorm(x, null));
            isMissing("out", () -> c.norm(x, null));
            isMissing("out", () -> c.argmaxRows(x, null));
            isMissing("a", () -> c.gemm(null, x, y));
            isMissing("b", () -> c.gemm(x.transposed(), null, t.scope().allocate(4, 4)));
            isMissing("c", () -> c.gemm(x, y, null));
            isMissing("epilogue", () -> c.gemm(1, x, y.transposed(), 0, t.scope().allocate(3, 3), null));
            isMissing("packed", () -> c.repack(null));
            isMissing("matrix", () -> c.pack(null, PackedMatrix.Role.LEFT));
            isMissing("labels", () -> c.softmaxCrossEntropy(x, null, one, null, null));
            isMissing("loss", () -> c.softmaxCrossEntropy(x, labels, null, null, null));
            isMissing("targets", () -> c.meanSquaredError(x, null, one, null));
            isMissing("value", () -> c.fill((Scalar) null, x));
            isMissing("first", () -> c.gatherRows(x, labels, null, y));
            isMissing("first", () -> c.gatherSamples(x, labels, labels, null, y, t.indices(0, 0, 0)));
            isMissing("line", () -> c.softmaxCrossEntropy(x, labels, x.cols(0, 1), null, null, null));
            isMissing("packed", () -> c.repackAll(null));
            isMissing("rows", () -> c.scatterAddRows(x, null, y));
            isMissing("source", () -> c.upload((float[]) null, x));
            isMissing("out", () -> c.download(x, (double[]) null));
        }
    }

    @Test
    default void wrongShapes() {
        try (var t = new Trial(compute(), "wrong shapes")) {
            var x = t.inout("x", Layout.DENSE, new double[12], 3, 4).view();
            var y = t.inout("y", Layout.GAPS, new double[10], 2, 5).view();
            var one = t.inout("one", Layout.DENSE, new double[1], 1).view();
            var cube = t.inout("cube", Layout.DENSE, new double[8], 2, 2, 2).view();
            var two = t.indices(0, 1);
            var c = compute();
            hasShape("x", "2x5", "3x4", () -> c.unary(UnaryOp.EXP, y, x));
            hasShape("a", "2x5", "3x4", () -> c.add(y, x, x));
            hasShape("b", "2x5", "3x4", () -> c.add(x, y, x));
            hasShape("x", "3x4", "2x5", () -> c.scale(2, x, y));
            hasShape("x", "2x5", "3x4", () -> c.axpby(1, y, 1, x));
            hasShape("x", "2x5", "3x4", () -> c.activation(Activation.RELU, y, x));
            hasShape("saved", "2x5", "3x4", () -> c.activationBackward(Activation.RELU, y, x, x));
            hasShape("upstream", "2x5", "3x4", () -> c.activationBackward(Activation.RELU, x, y, x));
            hasShape("out", "2x5", "3x1", () -> c.reduceRows(Reduction.SUM, x, y));
            hasShape("out", "2x5", "1x4", () -> c.reduceColumns(Reduction.SUM, x, y));
            hasShape("out", "2x5", "one element", () -> c.reduceAll(Reduction.SUM, x, y));
            hasShape("x", "2x2x2", "3x4", () -> c.softmaxRows(cube, x));
            hasShape("out", "2", "3", () -> c.argmaxRows(x, two));
            hasShape("b", "2x5", "4x", () -> c.gemm(x, y, t.scope().allocate(3, 5)));
            hasShape("a", "3x4", "2x2", () -> c.gemm(x, y, t.scope().allocate(2, 5)));
            hasShape("c", "2x5", "3x5", () -> c.gemm(x, t.scope().allocate(4, 5), y));
            hasShape("out", "2x5", "3x4", () -> c.add(x, x, y));
            hasShape("bias", "2x5", "1x3", () -> c.gemm(1, x, x.transposed(), 0, t.scope().allocate(3, 3),
                    Epilogue.NONE.withBias(y)));
            hasShape("saved", "2x5", "3x3", () -> c.gemm(1, x, x.transposed(), 0, t.scope().allocate(3, 3),
                    Epilogue.NONE.withDerivative(Activation.RELU, y)));
            hasShape("rightSums", "2x5", "1x3", () -> c.gemm(1, x, x.transposed(), 0, t.scope().allocate(3, 3),
                    Epilogue.NONE.withRightSums(y)));
            hasShape("b", "3x4", "rank 3", () -> c.gemmBatched(1, cube, x, 0, t.scope().allocate(2, 2, 2)));
            hasShape("labels", "2", "3", () -> c.softmaxCrossEntropy(x, two, one, null, null));
            hasShape("loss", "2x5", "one element", () -> c.meanSquaredError(x, x, y, null));
            hasShape("gradient", "2x5", "3x4", () -> c.meanSquaredError(x, x, one, y));
            hasShape("loss", "2x5", "mx1", () -> c.meanSquaredError(x, x, y, new Counter(0), null));
            hasShape("correct", "2x1", "3x1", () -> c.sigmoidCrossEntropy(x, x, t.scope().allocate(3, 1),
                    y.cols(0, 1), new Counter(0), null));
            hasShape("line", "2", "0 to 1", () -> c.meanSquaredError(x, x, y.cols(0, 1), new Counter(2), null));
            hasShape("labels", "2", "3", () -> c.gatherSamples(x, two, two, new Counter(0),
                    t.scope().allocate(2, 4), two));
            hasShape("outTargets", "2x5", "3x4", () -> c.gatherSamples(x, x, t.indices(0, 1, 2), new Counter(0),
                    t.scope().allocate(3, 4), y));
            hasShape("out", "2x5", "x4", () -> c.gatherRows(x, two, new Counter(0), y));
            hasShape("rows", "2", "3", () -> c.scatterAddRows(x, two, t.scope().allocate(9, 4)));
            hasShape("first", "1", "0 to 0", () -> c.gatherRows(x, two, new Counter(1), t.scope().allocate(2, 4)));
            hasShape("first", "-1", "0 to 0", () -> c.gatherRows(x, two, new Counter(-1), t.scope().allocate(2, 4)));
            hasShape("source", "5", "3x4", () -> c.upload(new float[5], x));
            hasShape("out", "13", "3x4", () -> c.download(x, new double[13]));
            hasShape("source", "50 bytes", "FLOAT32",
                    () -> c.upload(MemorySegment.ofArray(new byte[50]), ElementType.FLOAT32, x));
            hasShape("source", "INT32", "FLOAT32",
                    () -> c.upload(MemorySegment.ofArray(new int[12]), ElementType.INT32, x));
            hasShape("matrix", "2x2x2", "rank 2", () -> c.pack(cube, PackedMatrix.Role.LEFT));
            hasShape("scalar", "3x4", "one element", () -> c.scale(Scalar.of(x), x, x));
        }
    }

    @Test
    default void sumsOfAFactorThatIsNotRead() {
        try (var t = new Trial(compute(), "rightSums with alpha = 0")) {
            var x = t.scope().allocate(3, 3);
            var epilogue = Epilogue.NONE.withRightSums(t.scope().allocate(1, 3));
            names(IllegalArgumentException.class, () -> compute().gemm(0, x, x, 0, t.scope().allocate(3, 3), epilogue),
                    "alpha", "rightSums");
        }
    }

    @Test
    default void batchNormShapes() {
        try (var t = new Trial(compute(), "batch normalisation of wrong shapes")) {
            var norm = new BatchNormTrial(t, Layout.DENSE, 4, 0.9, 1e-5, Activation.RELU);
            var x = t.inout("x", Layout.DENSE, new double[15], 3, 5).view();
            var empty = t.inout("empty", Layout.DENSE, new double[0], 0, 4).view();
            hasShape("gamma", "1x4", "1x5", () -> compute().batchNormTrain(norm.norm(), x, x));
            names(IllegalArgumentException.class, () -> compute().batchNormTrain(norm.norm(), empty, empty), "x",
                    "no rows");
        }
    }

    @Test
    default void packedForTheOtherRole() {
        try (var t = new Trial(compute(), "a factor packed for the other role")) {
            var x = t.view(new double[9], 3, 3);
            var left = t.scope().pack(x, PackedMatrix.Role.LEFT);
            names(IllegalArgumentException.class, () -> compute().gemm(x, left, t.scope().allocate(3, 3)), "b", "LEFT",
                    "RIGHT");
        }
    }

    @Test
    default void overlaps() {
        try (var t = new Trial(compute(), "overlapping operands")) {
            var whole = t.inout("whole", Layout.DENSE, t.normals(6, 8), 6, 8).view();
            var upper = whole.rows(0, 4);
            var lower = whole.rows(2, 4);
            var c = compute();
            overlaps("out", "x", () -> c.unary(UnaryOp.EXP, upper, lower));
            overlaps("out", "x", () -> c.unary(UnaryOp.EXP, whole.cols(0, 4), whole.cols(3, 4)));
            overlaps("out", "b", () -> c.add(t.scope().allocate(4, 8), upper, lower));
            overlaps("out", "x", () -> c.copy(upper, lower));
            overlaps("y", "x", () -> c.axpby(1, upper, 1, lower));
            overlaps("out", "alpha", () -> c.scale(Scalar.of(whole.rows(0, 1).cols(0, 1)), upper, upper));
            overlaps("out", "upstream", () -> c.activationBackward(Activation.RELU, lower, upper, lower));
            overlaps("out", "x", () -> c.reduceRows(Reduction.SUM, upper, upper.cols(0, 1)));
            overlaps("out", "x", () -> c.softmaxRows(upper, lower));
            var square = whole.rows(0, 4).cols(0, 4);
            overlaps("c", "a", () -> c.gemm(square, whole.rows(2, 4).cols(4, 4), square));
            overlaps("c", "b", () -> c.gemm(whole.rows(2, 4).cols(4, 4), square, square));
            overlaps("c", "bias", () -> c.gemm(1, whole.rows(0, 1), whole.rows(1, 1).transposed(), 0,
                    whole.rows(5, 1).cols(0, 1), Epilogue.NONE.withBias(whole.rows(5, 1).cols(0, 1))));
            overlaps("out", "source", () -> c.gatherRows(upper, t.indices(0, 1, 2, 3), new Counter(0), lower));
            overlaps("out", "source", () -> c.scatterAddRows(upper, t.indices(0, 1, 2, 3), lower));
            overlaps("loss", "predictions", () -> c.meanSquaredError(upper, upper, whole.rows(0, 1).cols(0, 1), null));
            // Apart, although their ranges of memory interleave; and in place.
            c.unary(UnaryOp.ABS, whole.cols(0, 4), whole.cols(4, 4));
            c.unary(UnaryOp.ABS, whole.rows(0, 3), whole.rows(3, 3));
            c.unary(UnaryOp.ABS, whole, whole);
        }
    }

    @Test
    default void broadcastOutputs() {
        try (var t = new Trial(compute(), "outputs that are broadcasts")) {
            var x = t.view(new double[12], 3, 4);
            var row = t.view(new double[4], 1, 4).broadcast(3, 4);
            var c = compute();
            Runnable[] calls = {() -> c.copy(x, row), () -> c.fill(1, row), () -> c.unary(UnaryOp.ABS, x, row),
                    () -> c.add(x, x, row), () -> c.softmaxRows(x, row), () -> c.upload(new float[12], row)};
            for (var call : calls)
                names(IllegalArgumentException.class, call, "out", "broadcast");
            names(IllegalArgumentException.class, () -> c.gemm(x, t.view(new double[16], 4, 4), row), "c", "broadcast");
        }
    }

    @Test
    default void indicesAreNotNumbers() {
        try (var t = new Trial(compute(), "a view of integers")) {
            var integers = View.of(t.indices(1, 2, 3).buffer(), 3);
            var out = t.scope().allocate(3);
            names(IllegalArgumentException.class, () -> compute().copy(integers, out), "x", "INT32",
                    compute().elementType().name());
        }
    }

    private static void isMissing(String operand, Runnable call) { names(NullPointerException.class, call, operand); }

    private static void overlaps(String out, String operand, Runnable call) {
        names(IllegalArgumentException.class, call, out + ": overlaps", operand);
    }
}
