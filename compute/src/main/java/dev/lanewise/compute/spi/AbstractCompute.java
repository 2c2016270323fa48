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
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;

import java.util.List;

/**
 * What every backend extends: each public operation checks its arguments, then runs or records the protected method
 * of the same name with {@code do} in front. Those may trust their arguments. The few that have a body here are made
 * of the others: a backend overrides them where it can do better.
 */
public abstract class AbstractCompute extends CheckedLosses {
    /**
     * For backends.
     *
     * @param name as in {@link dev.lanewise.compute.Compute#named}
     * @param type FLOAT32 or FLOAT64
     * @param options how the backend was opened
     */
    protected AbstractCompute(String name, ElementType type, ComputeOptions options) { super(name, type, options); }

    // ---- elementwise

    @Override
    public final void unary(UnaryOp op, View x, View out) {
        try (var _ = enter("unary")) {
            check.given("op", op);
            check.output("out", out);
            check.elementwise("x", x, "out", out);
            submit(op.name(), () -> doUnary(op, x, out));
        }
    }

    @Override
    public final void binary(BinaryOp op, View a, View b, View out) {
        try (var _ = enter("binary")) {
            check.given("op", op);
            check.output("out", out);
            check.elementwise("a", a, "b", b, "out", out);
            submit(op.name(), () -> doBinary(op, a, b, out));
        }
    }

    @Override
    public final void scale(Scalar alpha, View x, View out) {
        try (var _ = enter("scale")) {
            check.output("out", out);
            check.scalar("alpha", alpha, "out", out);
            check.elementwise("x", x, "out", out);
            submit("scale", () -> doScale(alpha, x, out));
        }
    }

    @Override
    public final void axpby(Scalar alpha, View x, Scalar beta, View y) {
        try (var _ = enter("axpby")) {
            check.output("y", y);
            check.scalar("alpha", alpha, "y", y);
            check.scalar("beta", beta, "y", y);
            check.elementwise("x", x, "y", y);
            submit("axpby", () -> doAxpby(alpha, x, beta, y));
        }
    }

    @Override
    public final void activation(Activation f, View x, View out) {
        try (var _ = enter("activation")) {
            check.given("f", f);
            check.output("out", out);
            check.elementwise("x", x, "out", out);
            submit(f.name(), () -> doActivation(f, x, out));
        }
    }

    @Override
    public final void activationBackward(Activation f, View saved, View upstream, View out) {
        try (var _ = enter("activationBackward")) {
            check.given("f", f);
            check.output("out", out);
            check.elementwise("saved", saved, "upstream", upstream, "out", out);
            submit(f.name(), () -> doActivationBackward(f, saved, upstream, out));
        }
    }

    @Override
    public final void dropout(View x, Dropout dropout, Counter step, Counter firstRow, View out) {
        try (var _ = enter("dropout")) {
            check.given("dropout", dropout);
            check.given("step", step);
            check.given("firstRow", firstRow);
            check.outMatrix("out", out, -1, -1);
            check.elementwise("x", x, "out", out);
            submit("dropout", () -> doDropout(x, dropout, step, firstRow, out));
        }
    }

    // ---- reductions

    @Override
    public final void reduceRows(Reduction op, View x, View out) {
        try (var _ = enter("reduceRows")) {
            check.given("op", op);
            check.matrix("x", x, -1, -1);
            check.outMatrix("out", out, x.rows(), 1);
            check.apart("out", out, "x", x);
            submit("reduceRows", () -> doReduceRows(op, x, out));
        }
    }

    @Override
    public final void reduceColumns(Reduction op, View x, View out) {
        try (var _ = enter("reduceColumns")) {
            check.given("op", op);
            check.matrix("x", x, -1, -1);
            check.outMatrix("out", out, 1, x.cols());
            check.apart("out", out, "x", x);
            submit("reduceColumns", () -> doReduceColumns(op, x, out));
        }
    }

    @Override
    public final void reduceAll(Reduction op, View x, View out) {
        try (var _ = enter("reduceAll")) {
            check.given("op", op);
            check.input("x", x);
            check.outScalar("out", out);
            check.apart("out", out, "x", x);
            submit("reduceAll", () -> doReduceAll(op, x, out));
        }
    }

    @Override
    public final void squaredNorm(View x, View out) {
        try (var _ = enter("squaredNorm")) {
            check.input("x", x);
            check.outScalar("out", out);
            check.apart("out", out, "x", x);
            submit("squaredNorm", () -> doSquaredNorm(x, out));
        }
    }

    @Override
    public final void norm(View x, View out) {
        try (var _ = enter("norm")) {
            check.input("x", x);
            check.outScalar("out", out);
            check.apart("out", out, "x", x);
            submit("norm", () -> doNorm(x, out));
        }
    }

    @Override
    public final void argmaxRows(View x, Indices out) {
        try (var _ = enter("argmaxRows")) {
            check.matrix("x", x, -1, -1);
            check.numberedColumns("x", x);
            check.length("out", out, x.rows());
            submit("argmaxRows", () -> doArgmaxRows(x, out));
        }
    }

    // ---- products

    @Override
    public final void gemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue) {
        try (var _ = enter("gemm")) {
            check.given("epilogue", epilogue);
            check.outMatrix("c", c, -1, -1);
            check.factor("a", a, PackedMatrix.Role.LEFT);
            check.factor("b", b, PackedMatrix.Role.RIGHT);
            check.product(a.source(), b.source(), c);
            check.apart("c", c, "a", a.source());
            check.apart("c", c, "b", b.source());
            checkEpilogue(epilogue, alpha, a, b, c);
            submit("gemm", () -> doGemm(alpha, a, b, beta, c, epilogue));
        }
    }

    private void checkEpilogue(Epilogue epilogue, double alpha, GemmOperand a, GemmOperand b, View c) {
        if (epilogue.bias() != null) {
            check.matrix("bias", epilogue.bias(), 1, c.cols());
            check.apart("c", c, "bias", epilogue.bias());
        }
        if (epilogue.saved() != null) {
            check.matrix("saved", epilogue.saved(), c.rows(), c.cols());
            check.apart("c", c, "saved", epilogue.saved());
        }
        if (epilogue.preActivation() != null) {
            check.outMatrix("preActivation", epilogue.preActivation(), c.rows(), c.cols());
            checkEpilogueOutput("preActivation", epilogue.preActivation(), epilogue, a, b, c);
        }
        if (epilogue.rightSums() != null) {
            check.outMatrix("rightSums", epilogue.rightSums(), 1, c.cols());
            checkEpilogueOutput("rightSums", epilogue.rightSums(), epilogue, a, b, c);
            check.apart("rightSums", epilogue.rightSums(), "preActivation", epilogue.preActivation());
            if (alpha == 0)
                throw new IllegalArgumentException("alpha: is 0, rightSums need a product that reads its factors");
        }
    }

    private void checkEpilogueOutput(String name, View out, Epilogue epilogue, GemmOperand a, GemmOperand b, View c) {
        check.apart(name, out, "a", a.source());
        check.apart(name, out, "b", b.source());
        check.apart(name, out, "c", c);
        check.apart(name, out, "bias", epilogue.bias());
        check.apart(name, out, "saved", epilogue.saved());
    }

    @Override
    public final void gemmBatched(double alpha, View a, View b, double beta, View c) {
        try (var _ = enter("gemmBatched")) {
            check.output("c", c);
            check.input("a", a);
            check.input("b", b);
            check.batch(a, b, c);
            check.product(a, b, c);
            check.apart("c", c, "a", a);
            check.apart("c", c, "b", b);
            submit("gemmBatched", () -> doGemmBatched(alpha, a, b, beta, c));
        }
    }

    @Override
    public final void repack(PackedMatrix packed) {
        try (var _ = enter("repack")) {
            check.packed("packed", packed);
            submit("repack", () -> doRepack(packed));
        }
    }

    @Override
    public final void repackAll(List<PackedMatrix> packed) {
        try (var _ = enter("repackAll")) {
            check.given("packed", packed);
            packed.forEach(each -> check.packed("packed", each));
            submit("repackAll", () -> doRepackAll(packed));
        }
    }

    // ---- training

    @Override
    public final void softmaxRows(View x, View out) {
        try (var _ = enter("softmaxRows")) {
            check.outMatrix("out", out, -1, -1);
            check.elementwise("x", x, "out", out);
            submit("softmaxRows", () -> doSoftmaxRows(x, out));
        }
    }

    @Override
    public final void logSoftmaxRows(View x, View out) {
        try (var _ = enter("logSoftmaxRows")) {
            check.outMatrix("out", out, -1, -1);
            check.elementwise("x", x, "out", out);
            submit("logSoftmaxRows", () -> doLogSoftmaxRows(x, out));
        }
    }

    @Override
    public final void batchNormTrain(BatchNorm norm, View x, View out) {
        try (var _ = enter("batchNormTrain")) {
            check.outMatrix("out", out, -1, -1);
            check.elementwise("x", x, "out", out);
            checkBatchNorm(norm, x);
            submit("batchNormTrain", () -> doBatchNormTrain(norm, x, out));
        }
    }

    @Override
    public final void batchNormInfer(BatchNorm norm, View x, View out) {
        try (var _ = enter("batchNormInfer")) {
            check.outMatrix("out", out, -1, -1);
            check.elementwise("x", x, "out", out);
            checkBatchNorm(norm, x);
            submit("batchNormInfer", () -> doBatchNormInfer(norm, x, out));
        }
    }

    @Override
    public final void batchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta,
            View out) {
        try (var _ = enter("batchNormBackward")) {
            check.outMatrix("out", out, -1, -1);
            check.elementwise("x", x, "upstream", upstream, "out", out);
            check.apart("out", out, "x", x);
            checkBatchNorm(norm, x);
            check.outMatrix("gradGamma", gradGamma, 1, out.cols());
            check.outMatrix("gradBeta", gradBeta, 1, out.cols());
            check.apart("gradGamma", gradGamma, "gradBeta", gradBeta);
            checkGradient("gradGamma", gradGamma, norm, x, upstream, out);
            checkGradient("gradBeta", gradBeta, norm, x, upstream, out);
            submit("batchNormBackward", () -> doBatchNormBackward(norm, x, upstream, gradGamma, gradBeta, out));
        }
    }

    private void checkBatchNorm(BatchNorm norm, View x) {
        if (x.rows() < 1)
            throw new IllegalArgumentException("x: has no rows, batch normalisation needs at least one");
        check.matrix("gamma", norm.gamma(), 1, x.cols());
        check.matrix("beta", norm.beta(), 1, x.cols());
        check.outMatrix("runningMean", norm.runningMean(), 1, x.cols());
        check.outMatrix("runningVariance", norm.runningVariance(), 1, x.cols());
        check.outMatrix("savedMean", norm.savedMean(), 1, x.cols());
        check.outMatrix("savedInverse", norm.savedInverse(), 1, x.cols());
    }

    private void checkGradient(String operand, View gradient, BatchNorm norm, View x, View upstream, View out) {
        check.apart(operand, gradient, "x", x);
        check.apart(operand, gradient, "upstream", upstream);
        check.apart(operand, gradient, "out", out);
        check.apart(operand, gradient, "gamma", norm.gamma());
    }

    // ---- optimiser steps

    @Override
    public final void sgdStep(Update update) {
        try (var _ = enter("sgdStep")) {
            checkUpdate(update);
            submit("sgdStep", () -> doSgdStep(update));
        }
    }

    @Override
    public final void momentumStep(Update update, double beta, double gradientFactor, View velocity) {
        try (var _ = enter("momentumStep")) {
            checkUpdate(update);
            checkState(update, "velocity", velocity);
            submit("momentumStep", () -> doMomentumStep(update, beta, gradientFactor, velocity));
        }
    }

    @Override
    public final void rmspropStep(Update update, double beta, double epsilon, View squares) {
        try (var _ = enter("rmspropStep")) {
            checkUpdate(update);
            checkState(update, "squares", squares);
            submit("rmspropStep", () -> doRmspropStep(update, beta, epsilon, squares));
        }
    }

    @Override
    public final void adamStep(Update update, double beta1, double beta2, double epsilon, Counter step,
            View firstMoment, View secondMoment) {
        try (var _ = enter("adamStep")) {
            check.given("step", step);
            checkUpdate(update);
            checkState(update, "firstMoment", firstMoment);
            checkState(update, "secondMoment", secondMoment);
            check.apart("firstMoment", firstMoment, "secondMoment", secondMoment);
            submit("adamStep", () -> doAdamStep(update, beta1, beta2, epsilon, step, firstMoment, secondMoment));
        }
    }

    private void checkUpdate(Update update) {
        check.input("hyperParameters", update.hyperParameters().table());
        check.input("hyperParameters", update.hyperParameters().blocks());
        long length = update.hyperParameters().layout().length();
        check.input("parameters", update.parameters());
        check.input("gradients", update.gradients());
        long elements = update.parameters().elements();
        if (elements != length && elements == update.gradients().elements())
            throw new IllegalArgumentException("hyperParameters: are for " + length
                    + " elements, parameters and gradients have " + elements);
        check.flat("parameters", update.parameters(), length);
        check.flat("gradients", update.gradients(), length);
        check.apart("parameters", update.parameters(), "gradients", update.gradients());
        check.scalar("learningRate", update.learningRate(), "parameters", update.parameters());
        check.scalar("gradientScale", update.gradientScale(), "parameters", update.parameters());
    }

    private void checkState(Update update, String operand, View state) {
        check.flat(operand, state, update.hyperParameters().layout().length());
        check.apart(operand, state, "parameters", update.parameters());
        check.apart(operand, state, "gradients", update.gradients());
    }
}
