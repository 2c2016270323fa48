package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;

/** The kernels of training.cl and batchnorm.cl. */
final class Training {
    private static final String PROGRAM = "training";
    private static final String BATCH_NORM = "batchnorm";

    private final Launcher launcher;
    private final Scratch scratch;

    Training(Launcher launcher, Scratch scratch) {
        this.launcher = launcher;
        this.scratch = scratch;
    }

    void softmaxRows(View x, View out) {
        launcher.kernel(PROGRAM, "softmax_rows").int64(x.cols()).matrix(x).matrix(out).overTeams(x.rows());
    }

    void logSoftmaxRows(View x, View out) {
        launcher.kernel(PROGRAM, "log_softmax_rows").int64(x.cols()).matrix(x).matrix(out).overTeams(x.rows());
    }

    void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, View gradient) {
        long rows = logits.rows();
        scratch.reset();
        var terms = scratch.take(1, rows);
        var hits = scratch.take(1, rows);
        launcher.kernel(PROGRAM, "softmax_cross_entropy").int64(rows).int64(logits.cols()).matrix(logits)
                .indices(labels).place(terms).place(hits).matrix(gradient).overTeams(rows);
        meanOfTerms(rows, rows, terms, hits, loss, correct);
    }

    void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, View gradient) {
        long rows = logits.rows();
        scratch.reset();
        var terms = scratch.take(1, rows);
        var hits = scratch.take(1, rows);
        launcher.kernel(PROGRAM, "sigmoid_cross_entropy").int64(rows).int64(logits.cols()).matrix(logits)
                .matrix(targets).place(terms).place(hits).matrix(gradient).overTeams(rows);
        meanOfTerms(rows, logits.elements(), terms, hits, loss, correct);
    }

    void meanSquaredError(View predictions, View targets, View loss, View gradient) {
        long rows = predictions.rows();
        scratch.reset();
        var terms = scratch.take(1, rows);
        launcher.kernel(PROGRAM, "mean_squared_error").int64(rows).int64(predictions.cols()).matrix(predictions)
                .matrix(targets).place(terms).matrix(gradient).overTeams(rows);
        meanOfTerms(rows, predictions.elements(), terms, null, loss, null);
    }

    private void meanOfTerms(long rows, long elements, View terms, View hits, View loss, View correct) {
        launcher.kernel(PROGRAM, "mean_of_terms").int64(rows).int64(elements).place(terms).place(hits).place(loss)
                .place(correct).overTeams(1);
    }

    void batchNormTrain(BatchNorm norm, View x, View out) {
        launcher.kernel(BATCH_NORM, "batch_norm_train").int64(x.rows()).int64(x.cols()).matrix(x)
                .matrix(norm.gamma()).matrix(norm.beta()).matrix(norm.runningMean()).matrix(norm.runningVariance())
                .matrix(norm.savedMean()).matrix(norm.savedInverse()).float32(norm.momentum())
                .float32(1 - norm.momentum()).float32(norm.epsilon()).int32(norm.activation().ordinal()).matrix(out)
                .overColumns(x.cols(), 1);
    }

    void batchNormInfer(BatchNorm norm, View x, View out) {
        launcher.kernel(BATCH_NORM, "batch_norm_infer").int64(x.rows()).int64(x.cols()).matrix(x)
                .matrix(norm.gamma()).matrix(norm.beta()).matrix(norm.runningMean()).matrix(norm.runningVariance())
                .float32(norm.epsilon()).int32(norm.activation().ordinal()).matrix(out)
                .overMatrix(x.rows(), x.cols());
    }

    void batchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta, View out) {
        launcher.kernel(BATCH_NORM, "batch_norm_backward").int64(x.rows()).int64(x.cols()).matrix(x)
                .matrix(upstream).matrix(norm.gamma()).matrix(norm.savedMean()).matrix(norm.savedInverse())
                .matrix(gradGamma).matrix(gradBeta).matrix(out).overColumns(x.cols(), 1);
    }
}
