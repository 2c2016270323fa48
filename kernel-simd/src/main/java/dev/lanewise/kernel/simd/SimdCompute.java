package dev.lanewise.kernel.simd;

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
import dev.lanewise.compute.spi.AbstractHostCompute;
import dev.lanewise.kernel.simd.columns.SimdBatchNorm;
import dev.lanewise.kernel.simd.columns.SimdColumns;
import dev.lanewise.kernel.simd.elementwise.SimdActivations;
import dev.lanewise.kernel.simd.elementwise.SimdDropout;
import dev.lanewise.kernel.simd.elementwise.SimdElementwise;
import dev.lanewise.kernel.simd.gemm.SimdGemm;
import dev.lanewise.kernel.simd.gemm.SimdPackedMatrix;
import dev.lanewise.kernel.simd.optimizer.OptimizerJob;
import dev.lanewise.kernel.simd.rows.ElementwiseLoss;
import dev.lanewise.kernel.simd.rows.ScatterAddRows;
import dev.lanewise.kernel.simd.rows.SimdReductions;
import dev.lanewise.kernel.simd.rows.SimdSoftmax;
import dev.lanewise.kernel.simd.rows.SoftmaxCrossEntropy;
import dev.lanewise.kernel.simd.runtime.Workers;

/** The backend {@code simd}: hands each operation to the class of its family. */
final class SimdCompute extends AbstractHostCompute {
    /**
     * Floating-point operations up to which plain loops do all they can in place of vector code, with the same bits. C2
     * has vectorised a loop of scalars some ten milliseconds after its first use. Vector code, which puts every vector on
     * the heap until it is compiled, takes it up to a tenth of a second for each method, one after the other. So with loops
     * the first epoch of a training ended after 1.15 s instead of 2.1 to 2.4, and every later one took five times as long as
     * with vectors (docs/experiments/080). Up to some 20 GFLOP that is worth it (docs/experiments/082).
     */
    static final double LITTLE_WORK = 2e10;

    private final Workers workers;
    private final SimdElementwise.Unary unary = new SimdElementwise.Unary();
    private final SimdElementwise.Binary binary = new SimdElementwise.Binary();
    private final SimdElementwise.Copy copy = new SimdElementwise.Copy();
    private final SimdElementwise.Fill fill = new SimdElementwise.Fill();
    private final SimdElementwise.Scale scale = new SimdElementwise.Scale();
    private final SimdElementwise.Axpby axpby = new SimdElementwise.Axpby();
    private final SimdActivations.Forward activation;
    private final SimdActivations.Backward activationBackward;
    private final SimdDropout dropout;
    private final SimdReductions.Rows reduceRows = new SimdReductions.Rows();
    private final SimdColumns reduceColumns;
    private final SimdReductions.All reduceAll = new SimdReductions.All();
    private final SimdReductions.SquaredNorm squaredNorm = new SimdReductions.SquaredNorm();
    private final SimdReductions.Norm norm = new SimdReductions.Norm();
    private final SimdReductions.ArgmaxRows argmaxRows = new SimdReductions.ArgmaxRows();
    private final ScatterAddRows scatterAddRows = new ScatterAddRows();
    private final SimdSoftmax softmax = new SimdSoftmax();
    private final SoftmaxCrossEntropy softmaxCrossEntropy;
    private final ElementwiseLoss elementwiseLoss = new ElementwiseLoss();
    private final SimdBatchNorm.Train batchNormTrain;
    private final SimdBatchNorm.Infer batchNormInfer;
    private final SimdBatchNorm.Backward batchNormBackward;
    private final OptimizerJob.Sgd sgd;
    private final OptimizerJob.Momentum momentum;
    private final OptimizerJob.Rmsprop rmsprop;
    private final OptimizerJob.Adam adam;
    private final SimdGemm gemm;

    SimdCompute(ComputeOptions options) {
        super("simd", ElementType.FLOAT32, options);
        workers = new Workers(options.threads());
        boolean loops = options.work() < LITTLE_WORK;
        gemm = new SimdGemm(workers, loops);
        activation = new SimdActivations.Forward(loops);
        activationBackward = new SimdActivations.Backward(loops);
        dropout = new SimdDropout(loops);
        reduceColumns = new SimdColumns(loops);
        softmaxCrossEntropy = new SoftmaxCrossEntropy(loops);
        batchNormTrain = new SimdBatchNorm.Train(loops);
        batchNormInfer = new SimdBatchNorm.Infer(loops);
        batchNormBackward = new SimdBatchNorm.Backward(loops);
        sgd = new OptimizerJob.Sgd(loops);
        momentum = new OptimizerJob.Momentum(loops);
        rmsprop = new OptimizerJob.Rmsprop(loops);
        adam = new OptimizerJob.Adam(loops);
    }

    @Override
    public String describe() {
        return Hardware.line() + ", " + workers.threads() + (workers.threads() == 1 ? " thread" : " threads");
    }

    @Override
    protected void doCopy(View x, View out) { copy.run(workers, x, out); }

    @Override
    protected void doFill(Scalar value, View out) { fill.run(workers, valueOf(value), out); }

    @Override
    protected void doScatterAddRows(View source, Indices rows, View out) {
        scatterAddRows.run(workers, source, rows, out);
    }

    @Override
    protected void doUnary(UnaryOp op, View x, View out) { unary.run(workers, op, x, out); }

    @Override
    protected void doBinary(BinaryOp op, View a, View b, View out) { binary.run(workers, op, a, b, out); }

    @Override
    protected void doScale(Scalar alpha, View x, View out) { scale.run(workers, valueOf(alpha), x, out); }

    @Override
    protected void doAxpby(Scalar alpha, View x, Scalar beta, View y) {
        axpby.run(workers, valueOf(alpha), x, valueOf(beta), y);
    }

    @Override
    protected void doActivation(Activation f, View x, View out) { activation.run(workers, f, x, out); }

    @Override
    protected void doActivationBackward(Activation f, View saved, View upstream, View out) {
        activationBackward.run(workers, f, saved, upstream, out);
    }

    @Override
    protected void doDropout(View x, Dropout settings, Counter step, Counter firstRow, View out) {
        dropout.run(workers, x, settings, step, firstRow, out);
    }

    @Override
    protected void doReduceRows(Reduction op, View x, View out) { reduceRows.run(workers, op, x, out); }

    @Override
    protected void doReduceColumns(Reduction op, View x, View out) { reduceColumns.run(workers, op, x, out); }

    @Override
    protected void doReduceAll(Reduction op, View x, View out) { reduceAll.run(workers, op, x, out); }

    @Override
    protected void doSquaredNorm(View x, View out) { squaredNorm.run(workers, x, out); }

    @Override
    protected void doNorm(View x, View out) { norm.run(workers, x, out); }

    @Override
    protected void doArgmaxRows(View x, Indices out) { argmaxRows.run(workers, x, out); }

    @Override
    protected void doGemm(double alpha, View a, View b, double beta, View c) {
        gemm.run(alpha, a, b, null, beta, c, Epilogue.NONE);
    }

    @Override
    protected void doGemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue) {
        var panels = b instanceof SimdPackedMatrix p ? p : null;
        gemm.run(alpha, a.source(), b.source(), panels, beta, c, epilogue);
        if (epilogue.rightSums() != null)
            doReduceColumns(Reduction.SUM, b.source(), epilogue.rightSums());
    }

    @Override
    protected void doGemmBatched(double alpha, View a, View b, double beta, View c) {
        gemm.runBatch(alpha, a, b, beta, c);
    }

    /** A left factor stands for itself: it is an activation, which changes with every product. */
    @Override
    protected PackedMatrix doPack(Scope scope, View matrix, PackedMatrix.Role role) {
        if (role == PackedMatrix.Role.LEFT)
            return super.doPack(scope, matrix, role);
        return new SimdPackedMatrix(scope, matrix);
    }

    @Override
    protected void doRepack(PackedMatrix packed) {
        if (packed instanceof SimdPackedMatrix matrix)
            matrix.refresh();
    }

    @Override
    protected void doSoftmaxRows(View x, View out) { softmax.run(workers, false, x, out); }

    @Override
    protected void doLogSoftmaxRows(View x, View out) { softmax.run(workers, true, x, out); }

    @Override
    protected void doSoftmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        softmaxCrossEntropy.run(workers, logits, labels, loss, correct, line.value(), gradient);
    }

    @Override
    protected void doSigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        elementwiseLoss.sigmoidCrossEntropy(workers, logits, targets, loss, correct, line.value(), gradient);
    }

    @Override
    protected void doMeanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        elementwiseLoss.meanSquaredError(workers, predictions, targets, loss, line.value(), gradient);
    }

    @Override
    protected void doBatchNormTrain(BatchNorm norm, View x, View out) { batchNormTrain.run(workers, norm, x, out); }

    @Override
    protected void doBatchNormInfer(BatchNorm norm, View x, View out) { batchNormInfer.run(workers, norm, x, out); }

    @Override
    protected void doBatchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta,
            View out) {
        batchNormBackward.run(workers, norm, x, upstream, gradGamma, gradBeta, out);
    }

    @Override
    protected void doSgdStep(Update update) {
        sgd.run(workers, update, valueOf(update.learningRate()), valueOf(update.gradientScale()));
    }

    @Override
    protected void doMomentumStep(Update update, double beta, double gradientFactor, View velocity) {
        momentum.run(workers, update, valueOf(update.learningRate()), valueOf(update.gradientScale()), beta,
                gradientFactor, velocity);
    }

    @Override
    protected void doRmspropStep(Update update, double beta, double epsilon, View squares) {
        rmsprop.run(workers, update, valueOf(update.learningRate()), valueOf(update.gradientScale()), beta,
                epsilon, squares);
    }

    @Override
    protected void doAdamStep(Update update, double beta1, double beta2, double epsilon, Counter step,
            View firstMoment, View secondMoment) {
        adam.run(workers, update, valueOf(update.learningRate()), valueOf(update.gradientScale()), beta1, beta2,
                epsilon, step.value(), firstMoment, secondMoment);
    }
}
