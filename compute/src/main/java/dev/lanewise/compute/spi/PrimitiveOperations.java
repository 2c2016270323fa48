package dev.lanewise.compute.spi;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The list of what a backend writes. Arguments are checked already; formulas stand at the public methods. A method
 * with a body is made of the others, so a new one is slow everywhere at first, and missing nowhere.
 */
abstract class PrimitiveOperations extends ComputeBase {
    PrimitiveOperations(String name, ElementType type, ComputeOptions options) { super(name, type, options); }

    /** Owns the bytes on return. */
    protected abstract void doUpload(MemorySegment source, ElementType type, View out);

    /** Owns the integers on return. */
    protected abstract void doUpload(int[] source, Indices out);

    /** Waits. */
    protected abstract void doDownload(View x, MemorySegment out, ElementType type);

    /** Waits. */
    protected abstract void doDownload(Indices x, int[] out);

    /** See {@link dev.lanewise.compute.TransferOperations#copy}. */
    protected abstract void doCopy(View x, View out);

    /** See {@link dev.lanewise.compute.TransferOperations#fill(Scalar, View)}. */
    protected abstract void doFill(Scalar value, View out);

    /** See {@link dev.lanewise.compute.TransferOperations#gatherRows}; the range from {@code first} on is checked. */
    protected abstract void doGatherRows(View source, Indices rows, Counter first, View out);

    /**
     * See {@link dev.lanewise.compute.TransferOperations#gatherIndices}; the range from {@code first} on is checked.
     */
    protected abstract void doGatherIndices(Indices source, Indices at, Counter first, Indices out);

    /** See {@link dev.lanewise.compute.TransferOperations}: the form with labels. */
    protected void doGatherSamples(View x, Indices labels, Indices rows, Counter first, View outX,
            Indices outLabels) {
        doGatherRows(x, rows, first, outX);
        doGatherIndices(labels, rows, first, outLabels);
    }

    /** See {@link dev.lanewise.compute.TransferOperations}: the form with targets. */
    protected void doGatherSamples(View x, View targets, Indices rows, Counter first, View outX, View outTargets) {
        doGatherRows(x, rows, first, outX);
        doGatherRows(targets, rows, first, outTargets);
    }

    /** See {@link dev.lanewise.compute.TransferOperations#scatterAddRows}. */
    protected abstract void doScatterAddRows(View source, Indices rows, View out);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#unary}. */
    protected abstract void doUnary(UnaryOp op, View x, View out);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#binary}. */
    protected abstract void doBinary(BinaryOp op, View a, View b, View out);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#scale(Scalar, View, View)}. */
    protected abstract void doScale(Scalar alpha, View x, View out);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#axpby(Scalar, View, Scalar, View)}. */
    protected abstract void doAxpby(Scalar alpha, View x, Scalar beta, View y);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#activation}. */
    protected abstract void doActivation(Activation f, View x, View out);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#activationBackward}. */
    protected abstract void doActivationBackward(Activation f, View saved, View upstream, View out);

    /** See {@link dev.lanewise.compute.ElementwiseOperations#dropout}. */
    protected abstract void doDropout(View x, Dropout dropout, Counter step, Counter firstRow, View out);

    /** See {@link dev.lanewise.compute.ReductionOperations#reduceRows}. */
    protected abstract void doReduceRows(Reduction op, View x, View out);

    /** See {@link dev.lanewise.compute.ReductionOperations#reduceColumns}. */
    protected abstract void doReduceColumns(Reduction op, View x, View out);

    /** See {@link dev.lanewise.compute.ReductionOperations#reduceAll}. */
    protected abstract void doReduceAll(Reduction op, View x, View out);

    /** See {@link dev.lanewise.compute.ReductionOperations#squaredNorm}. */
    protected abstract void doSquaredNorm(View x, View out);

    /** See {@link dev.lanewise.compute.ReductionOperations#norm}. */
    protected abstract void doNorm(View x, View out);

    /** See {@link dev.lanewise.compute.ReductionOperations#argmaxRows}. */
    protected abstract void doArgmaxRows(View x, Indices out);

    /** The product without an epilogue: {@code C = alpha A B + beta C}. */
    protected abstract void doGemm(double alpha, View a, View b, double beta, View c);

    /** See {@link dev.lanewise.compute.GemmOperations#gemm}; here one pass over C for each part of the epilogue. */
    protected void doGemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue) {
        doGemm(alpha, a.source(), b.source(), beta, c);
        if (epilogue.bias() != null)
            doBinary(BinaryOp.ADD, c, epilogue.bias().broadcast(c.rows(), c.cols()), c);
        if (epilogue.preActivation() != null)
            doCopy(c, epilogue.preActivation());
        if (epilogue.activation() != Activation.IDENTITY)
            doActivation(epilogue.activation(), c, c);
        if (epilogue.derivative() != Activation.IDENTITY)
            doActivationBackward(epilogue.derivative(), epilogue.saved(), c, c);
        if (epilogue.rightSums() != null)
            doReduceColumns(Reduction.SUM, b.source(), epilogue.rightSums());
    }

    /** See {@link dev.lanewise.compute.GemmOperations#gemmBatched}; here a loop over the batches. */
    protected void doGemmBatched(double alpha, View a, View b, double beta, View c) {
        for (long p = 0; p < c.size4(0); p++)
            for (long q = 0; q < c.size4(1); q++)
                doGemm(alpha, matrix(a, p, q), matrix(b, p, q), beta, matrix(c, p, q));
    }

    /** Matrix {@code (p, q)} of a batch. */
    private static View matrix(View x, long p, long q) {
        return x.withLayout(x.rowAt(p, q, 0), new long[]{x.rows(), x.cols()},
                new long[]{x.rowStride(), x.colStride()});
    }

    /** See {@link Scope#pack}; here the source stands for itself. */
    @Override
    protected PackedMatrix doPack(Scope scope, View matrix, PackedMatrix.Role role) {
        return new PackedMatrix(matrix, role) {};
    }

    /** See {@link dev.lanewise.compute.GemmOperations#repack}; here there is nothing to refresh. */
    protected void doRepack(PackedMatrix packed) {}

    /** See {@link dev.lanewise.compute.GemmOperations#repackAll}; here one after the other. */
    protected void doRepackAll(List<PackedMatrix> packed) {
        // Without an iterator, which a step would allocate.
        for (int i = 0; i < packed.size(); i++)
            doRepack(packed.get(i));
    }

    /** See {@link dev.lanewise.compute.TrainingOperations#softmaxRows}. */
    protected abstract void doSoftmaxRows(View x, View out);

    /** See {@link dev.lanewise.compute.TrainingOperations#logSoftmaxRows}. */
    protected abstract void doLogSoftmaxRows(View x, View out);

    /** See {@link dev.lanewise.compute.TrainingOperations}; correct and gradient may be null. */
    protected abstract void doSoftmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient);

    /** See {@link dev.lanewise.compute.TrainingOperations}; correct and gradient may be null. */
    protected abstract void doSigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient);

    /** See {@link dev.lanewise.compute.TrainingOperations}; gradient may be null. */
    protected abstract void doMeanSquaredError(View predictions, View targets, View loss, Counter line, View gradient);

    /** See {@link dev.lanewise.compute.TrainingOperations#batchNormTrain}. */
    protected abstract void doBatchNormTrain(BatchNorm norm, View x, View out);

    /** See {@link dev.lanewise.compute.TrainingOperations#batchNormInfer}. */
    protected abstract void doBatchNormInfer(BatchNorm norm, View x, View out);

    /** See {@link dev.lanewise.compute.TrainingOperations#batchNormBackward}. */
    protected abstract void doBatchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta,
            View out);

    /** See {@link dev.lanewise.compute.OptimizerOperations#sgdStep}. */
    protected abstract void doSgdStep(Update update);

    /** See {@link dev.lanewise.compute.OptimizerOperations#momentumStep}. */
    protected abstract void doMomentumStep(Update update, double beta, double gradientFactor, View velocity);

    /** See {@link dev.lanewise.compute.OptimizerOperations#rmspropStep}. */
    protected abstract void doRmspropStep(Update update, double beta, double epsilon, View squares);

    /** See {@link dev.lanewise.compute.OptimizerOperations#adamStep}. */
    protected abstract void doAdamStep(Update update, double beta1, double beta2, double epsilon, Counter step,
            View firstMoment, View secondMoment);
}
