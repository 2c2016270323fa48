package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Buffer;
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
import dev.lanewise.compute.spi.AbstractCompute;
import dev.lanewise.compute.spi.PlanStep;
import dev.lanewise.kernel.opencl.device.ClApi;
import dev.lanewise.kernel.opencl.device.ClBuffer;
import dev.lanewise.kernel.opencl.device.DeviceSession;
import dev.lanewise.kernel.opencl.device.MemoryPool;
import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.device.Transfers;
import dev.lanewise.kernel.opencl.gemm.Products;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import dev.lanewise.kernel.opencl.launch.Launcher;
import dev.lanewise.kernel.opencl.ops.Elementwise;
import dev.lanewise.kernel.opencl.ops.Optimizers;
import dev.lanewise.kernel.opencl.ops.Reductions;
import dev.lanewise.kernel.opencl.ops.Rows;
import dev.lanewise.kernel.opencl.ops.Training;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Every operation as kernels on one OpenCL device, submitted to one in-order queue. Nothing waits but transfers and
 * {@link #sync}; a recorded plan keeps one kernel object with its arguments for each launch.
 */
final class OpenClCompute extends AbstractCompute {
    private final DeviceSession session;
    private final MemoryPool pool;
    private final Launcher launcher;
    private final Scratch scratch;
    private final Transfers transfers;
    private final Elementwise elementwise;
    private final Reductions reductions;
    private final Products products;
    private final Rows rows;
    private final Training training;
    private final Optimizers optimizers;

    OpenClCompute(ComputeOptions options, OpenClDevice device, KernelProfile profile, ClApi api) {
        super(DeviceSession.BACKEND, ElementType.FLOAT32, options);
        try {
            session = new DeviceSession(api, device, options.threads());
            resources().add(session::close);
            pool = new MemoryPool(session, options.memoryLimit() > 0 ? options.memoryLimit() : device.memory());
            launcher = new Launcher(session, profile);
            scratch = new Scratch(elements -> new ClBuffer(this, pool, ElementType.FLOAT32, elements));
            elementwise = new Elementwise(launcher);
            transfers = new Transfers(session, elementwise::copy, scratch);
            reductions = new Reductions(launcher, scratch);
            products = Products.of(launcher, scratch);
            rows = new Rows(launcher);
            training = new Training(launcher, scratch);
            optimizers = new Optimizers(launcher);
        } catch (RuntimeException | Error e) {
            // Nobody gets a compute that could be closed.
            close();
            throw e;
        }
    }

    DeviceSession session() { return session; }

    MemoryPool pool() { return pool; }

    Launcher launcher() { return launcher; }

    Products products() { return products; }

    @Override
    public String describe() {
        return session.device().describe() + ", " + products.describe();
    }

    // ---- memory, recording, waiting

    @Override
    protected Buffer doAllocate(ElementType elementType, long elements) {
        return new ClBuffer(this, pool, elementType, elements);
    }

    @Override
    protected void doFree(Buffer buffer) { ((ClBuffer) buffer).free(); }

    @Override
    protected long deviceMemory() {
        return session.device().memory();
    }

    @Override
    protected PackedMatrix doPack(Scope scope, View matrix, PackedMatrix.Role role) {
        return products.pack(scope, matrix, role);
    }

    @Override
    protected PlanStep capture(Runnable operation) {
        return scratch.hold(() -> launcher.capture(operation));
    }

    @Override
    protected void doSync() {
        session.finish();
    }

    // ---- transfers

    @Override
    protected void doUpload(MemorySegment source, ElementType type, View out) { transfers.upload(source, type, out); }

    @Override
    protected void doUpload(int[] source, Indices out) { transfers.upload(source, out); }

    @Override
    protected void doDownload(View x, MemorySegment out, ElementType type) { transfers.download(x, out, type); }

    @Override
    protected void doDownload(Indices x, int[] out) { transfers.download(x, out); }

    @Override
    protected void doCopy(View x, View out) { elementwise.copy(x, out); }

    @Override
    protected void doFill(Scalar value, View out) { elementwise.fill(value, out); }

    @Override
    protected void doGatherRows(View source, Indices numbers, Counter first, View out) {
        rows.gatherRows(source, numbers, first, out);
    }

    @Override
    protected void doGatherIndices(Indices source, Indices at, Counter first, Indices out) {
        rows.gatherIndices(source, at, first, out);
    }

    @Override
    protected void doGatherSamples(View x, Indices labels, Indices numbers, Counter first, View outX,
            Indices outLabels) {
        rows.gatherSamples(x, labels, numbers, first, outX, outLabels);
    }

    @Override
    protected void doGatherSamples(View x, View targets, Indices numbers, Counter first, View outX, View outTargets) {
        rows.gatherSamples(x, targets, numbers, first, outX, outTargets);
    }

    @Override
    protected void doScatterAddRows(View source, Indices numbers, View out) {
        rows.scatterAddRows(source, numbers, out);
    }

    // ---- elementwise

    @Override
    protected void doUnary(UnaryOp op, View x, View out) { elementwise.unary(op, x, out); }

    @Override
    protected void doBinary(BinaryOp op, View a, View b, View out) { elementwise.binary(op, a, b, out); }

    @Override
    protected void doScale(Scalar alpha, View x, View out) { elementwise.scale(alpha, x, out); }

    @Override
    protected void doAxpby(Scalar alpha, View x, Scalar beta, View y) { elementwise.axpby(alpha, x, beta, y); }

    @Override
    protected void doActivation(Activation f, View x, View out) { elementwise.activation(f, x, out); }

    @Override
    protected void doActivationBackward(Activation f, View saved, View upstream, View out) {
        elementwise.activationBackward(f, saved, upstream, out);
    }

    @Override
    protected void doDropout(View x, Dropout dropout, Counter step, Counter firstRow, View out) {
        elementwise.dropout(x, dropout, step, firstRow, out);
    }

    // ---- reductions

    @Override
    protected void doReduceRows(Reduction op, View x, View out) { reductions.rows(op, x, out); }

    @Override
    protected void doReduceColumns(Reduction op, View x, View out) { reductions.columns(op, x, out); }

    @Override
    protected void doReduceAll(Reduction op, View x, View out) { reductions.all(op, x, out); }

    @Override
    protected void doSquaredNorm(View x, View out) { reductions.squaredNorm(x, out); }

    @Override
    protected void doNorm(View x, View out) { reductions.norm(x, out); }

    @Override
    protected void doArgmaxRows(View x, Indices out) { reductions.argmaxRows(x, out); }

    // ---- products

    @Override
    protected void doGemm(double alpha, View a, View b, double beta, View c) {
        doGemm(alpha, a, b, beta, c, Epilogue.NONE);
    }

    @Override
    protected void doGemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue) {
        if (c.elements() > 0)
            products.gemm(alpha, a, b, beta, c, epilogue);
        else if (epilogue.rightSums() != null)
            reductions.columns(Reduction.SUM, b.source(), epilogue.rightSums());
    }

    @Override
    protected void doGemmBatched(double alpha, View a, View b, double beta, View c) {
        doGemm(alpha, a, b, beta, c, Epilogue.NONE);
    }

    @Override
    protected void doRepack(PackedMatrix packed) { products.repack(packed); }

    @Override
    protected void doRepackAll(List<PackedMatrix> packed) { products.repackAll(packed); }

    // ---- training

    @Override
    protected void doSoftmaxRows(View x, View out) { training.softmaxRows(x, out); }

    @Override
    protected void doLogSoftmaxRows(View x, View out) { training.logSoftmaxRows(x, out); }

    @Override
    protected void doSoftmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        training.softmaxCrossEntropy(logits, labels, loss, correct, line, gradient);
    }

    @Override
    protected void doSigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        training.sigmoidCrossEntropy(logits, targets, loss, correct, line, gradient);
    }

    @Override
    protected void doMeanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        training.meanSquaredError(predictions, targets, loss, line, gradient);
    }

    @Override
    protected void doBatchNormTrain(BatchNorm norm, View x, View out) { training.batchNormTrain(norm, x, out); }

    @Override
    protected void doBatchNormInfer(BatchNorm norm, View x, View out) { training.batchNormInfer(norm, x, out); }

    @Override
    protected void doBatchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta,
            View out) {
        training.batchNormBackward(norm, x, upstream, gradGamma, gradBeta, out);
    }

    // ---- optimiser steps

    @Override
    protected void doSgdStep(Update update) { optimizers.sgdStep(update); }

    @Override
    protected void doMomentumStep(Update update, double beta, double gradientFactor, View velocity) {
        optimizers.momentumStep(update, beta, gradientFactor, velocity);
    }

    @Override
    protected void doRmspropStep(Update update, double beta, double epsilon, View squares) {
        optimizers.rmspropStep(update, beta, epsilon, squares);
    }

    @Override
    protected void doAdamStep(Update update, double beta1, double beta2, double epsilon, Counter step,
            View firstMoment, View secondMoment) {
        optimizers.adamStep(update, beta1, beta2, epsilon, step, firstMoment, secondMoment);
    }
}
