package dev.lanewise.compute.loops;

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
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.AbstractHostCompute;

/** Plain loops on one thread. */
public final class LoopCompute extends AbstractHostCompute {
    static final String NAME = "loops";
    static final ElementType TYPE = ElementType.FLOAT32;

    /** Opens the backend; of the options only debug mode and the memory limit matter. */
    public LoopCompute(ComputeOptions options) {
        super(NAME, TYPE, options);
    }

    @Override
    public String describe() { return "plain loops, " + TYPE + ", one thread"; }

    @Override
    protected void doCopy(View x, View out) { LoopElementwise.copy(x, out); }

    @Override
    protected void doFill(Scalar value, View out) { LoopElementwise.fill((float) valueOf(value), out); }

    @Override
    protected void doScatterAddRows(View source, Indices rows, View out) {
        LoopElementwise.scatterAddRows(source, rows, out);
    }

    @Override
    protected void doUnary(UnaryOp op, View x, View out) { LoopElementwise.unary(op, x, out); }

    @Override
    protected void doBinary(BinaryOp op, View a, View b, View out) { LoopElementwise.binary(op, a, b, out); }

    @Override
    protected void doScale(Scalar alpha, View x, View out) { LoopElementwise.scale((float) valueOf(alpha), x, out); }

    @Override
    protected void doAxpby(Scalar alpha, View x, Scalar beta, View y) {
        LoopElementwise.axpby((float) valueOf(alpha), x, (float) valueOf(beta), y);
    }

    @Override
    protected void doActivation(Activation f, View x, View out) { LoopActivations.activation(f, x, out); }

    @Override
    protected void doActivationBackward(Activation f, View saved, View upstream, View out) {
        LoopActivations.activationBackward(f, saved, upstream, out);
    }

    @Override
    protected void doDropout(View x, Dropout dropout, Counter step, Counter firstRow, View out) {
        LoopActivations.dropout(x, dropout, step.value(), firstRow.value(), out);
    }

    @Override
    protected void doReduceRows(Reduction op, View x, View out) { LoopReductions.reduceRows(op, x, out); }

    @Override
    protected void doReduceColumns(Reduction op, View x, View out) { LoopReductions.reduceColumns(op, x, out); }

    @Override
    protected void doReduceAll(Reduction op, View x, View out) { LoopReductions.reduceAll(op, x, out); }

    @Override
    protected void doSquaredNorm(View x, View out) { LoopReductions.squaredNorm(x, out); }

    @Override
    protected void doNorm(View x, View out) { LoopReductions.norm(x, out); }

    @Override
    protected void doArgmaxRows(View x, Indices out) { LoopReductions.argmaxRows(x, out); }

    @Override
    protected void doGemm(double alpha, View a, View b, double beta, View c) {
        LoopGemm.gemm((float) alpha, a, b, (float) beta, c);
    }

    @Override
    protected void doGemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue) {
        doGemm(alpha, a.source(), b.source(), beta, c);
        if (epilogue != Epilogue.NONE)
            LoopGemm.epilogue(epilogue, b.source(), c);
    }

    @Override
    protected void doGemmBatched(double alpha, View a, View b, double beta, View c) { doGemm(alpha, a, b, beta, c); }

    @Override
    protected void doSoftmaxRows(View x, View out) { LoopSoftmax.softmaxRows(x, out); }

    @Override
    protected void doLogSoftmaxRows(View x, View out) { LoopSoftmax.logSoftmaxRows(x, out); }

    @Override
    protected void doSoftmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        LoopSoftmax.softmaxCrossEntropy(logits, labels, loss, correct, line.value(), gradient);
    }

    @Override
    protected void doSigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        LoopLosses.sigmoidCrossEntropy(logits, targets, loss, correct, line.value(), gradient);
    }

    @Override
    protected void doMeanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        LoopLosses.meanSquaredError(predictions, targets, loss, line.value(), gradient);
    }

    @Override
    protected void doBatchNormTrain(BatchNorm norm, View x, View out) { LoopBatchNorm.batchNormTrain(norm, x, out); }

    @Override
    protected void doBatchNormInfer(BatchNorm norm, View x, View out) { LoopBatchNorm.batchNormInfer(norm, x, out); }

    @Override
    protected void doBatchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta,
            View out) {
        LoopBatchNorm.batchNormBackward(norm, x, upstream, gradGamma, gradBeta, out);
    }

    @Override
    protected void doSgdStep(Update update) {
        LoopOptimizers.sgdStep(update, valueOf(update.learningRate()), valueOf(update.gradientScale()));
    }

    @Override
    protected void doMomentumStep(Update update, double beta, double gradientFactor, View velocity) {
        LoopOptimizers.momentumStep(update, valueOf(update.learningRate()), valueOf(update.gradientScale()),
                (float) beta, (float) gradientFactor, velocity);
    }

    @Override
    protected void doRmspropStep(Update update, double beta, double epsilon, View squares) {
        LoopOptimizers.rmspropStep(update, valueOf(update.learningRate()), valueOf(update.gradientScale()),
                beta, (float) epsilon, squares);
    }

    @Override
    protected void doAdamStep(Update update, double beta1, double beta2, double epsilon, Counter step,
            View firstMoment, View secondMoment) {
        LoopOptimizers.adamStep(update, valueOf(update.learningRate()), valueOf(update.gradientScale()), beta1, beta2,
                epsilon, step.value(), firstMoment, secondMoment);
    }
}
