package dev.lanewise.kernel.opencl.ops;

import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

/** The kernels of training.cl and batchnorm.cl. */
public final class Training {
    private static final String PROGRAM = "training";
    private static final String BATCH_NORM = "batchnorm";
    /**
     * Vectors up to which one item of a CPU does a whole loss: 64 rows of 10 columns took 12 us, 256 rows 38, and 257 in
     * two launches 33.
     */
    private static final long ITEM_VECTORS = 128;
    /** The same for each item of a GPU's group, 64 columns: an item reads alone what a team would read side by side. */
    private static final long GROUP_VECTORS = 16;

    private final Launcher launcher;
    private final Scratch scratch;

    public Training(Launcher launcher, Scratch scratch) {
        this.launcher = launcher;
        this.scratch = scratch;
    }

    public void softmaxRows(View x, View out) {
        launcher.kernel(PROGRAM, "softmax_rows").int64(x.cols()).matrix(x).matrix(out).overTeams(x.rows());
    }

    public void logSoftmaxRows(View x, View out) {
        launcher.kernel(PROGRAM, "log_softmax_rows").int64(x.cols()).matrix(x).matrix(out).overTeams(x.rows());
    }

    public void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line, View gradient) {
        var report = new Report(logits.rows(), loss, correct, line);
        loss("softmax_cross_entropy", logits, launch -> launch.indices(labels), gradient, report);
    }

    public void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line, View gradient) {
        var report = new Report(logits.elements(), loss, correct, line);
        loss("sigmoid_cross_entropy", logits, launch -> launch.matrix(targets), gradient, report);
    }

    public void meanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        var report = new Report(predictions.elements(), loss, null, line);
        loss("mean_squared_error", predictions, launch -> launch.matrix(targets), gradient, report);
    }

    /** Adds what the outputs are compared with. */
    private interface Targets {
        void addTo(Launch launch);
    }

    /** @param elements what the sum of the loss is divided by */
    private record Report(long elements, View loss, View correct, Counter line) {
        /** Adds REPORT. */
        Launch addTo(Launch launch) {
            return launch.int64(elements).matrix(loss).matrix(correct).counter(line);
        }
    }

    private void loss(String kernel, View outputs, Targets targets, View gradient, Report report) {
        long rows = outputs.rows();
        boolean whole = fitsOneGroup(outputs);
        var launch = whole
                ? launcher.kernel(PROGRAM, "#undef TEAM\n#define TEAM 1\n#define LOSS_GROUP " + lossGroup() + "\n",
                        kernel)
                : launcher.kernel(PROGRAM, kernel + "_terms");
        launch.int64(rows).int64(outputs.cols()).matrix(outputs);
        targets.addTo(launch);
        launch.matrix(gradient);
        if (whole) {
            report.addTo(launch).run(lossGroup(), 1, 1, lossGroup(), 1);
            return;
        }
        scratch.reset();
        var terms = scratch.take(2, rows);
        launch.place(terms).overTeams(rows);
        report.addTo(launcher.kernel(PROGRAM, "add_terms").int64(rows).place(terms)).overTeams(1);
    }

    /** Whether one group does all rows: few enough for it to be done sooner than two launches. */
    private boolean fitsOneGroup(View x) {
        long vectors = Math.ceilDiv(x.rows(), lossGroup()) * Math.ceilDiv(x.cols(), launcher.profile().lanes());
        return vectors <= (lossGroup() == 1 ? ITEM_VECTORS : GROUP_VECTORS);
    }

    /** Items of the group that does a whole loss: on a CPU one item is a core's work. */
    private int lossGroup() {
        return launcher.profile().team() * launcher.profile().columnGroup();
    }

    public void batchNormTrain(BatchNorm norm, View x, View out) {
        launcher.kernel(BATCH_NORM, "batch_norm_train").int64(x.rows()).int64(x.cols()).matrix(x)
                .matrix(norm.gamma()).matrix(norm.beta()).matrix(norm.runningMean()).matrix(norm.runningVariance())
                .matrix(norm.savedMean()).matrix(norm.savedInverse()).float32(norm.momentum())
                .float32(1 - norm.momentum()).float32(norm.epsilon()).int32(norm.activation().ordinal()).matrix(out)
                .overColumns(x.cols(), 1);
    }

    public void batchNormInfer(BatchNorm norm, View x, View out) {
        launcher.kernel(BATCH_NORM, "batch_norm_infer").int64(x.rows()).int64(x.cols()).matrix(x)
                .matrix(norm.gamma()).matrix(norm.beta()).matrix(norm.runningMean()).matrix(norm.runningVariance())
                .float32(norm.epsilon()).int32(norm.activation().ordinal()).matrix(out)
                .overMatrix(x.rows(), x.cols());
    }

    public void batchNormBackward(BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta, View out) {
        launcher.kernel(BATCH_NORM, "batch_norm_backward").int64(x.rows()).int64(x.cols()).matrix(x)
                .matrix(upstream).matrix(norm.gamma()).matrix(norm.savedMean()).matrix(norm.savedInverse())
                .matrix(gradGamma).matrix(gradBeta).matrix(out).overColumns(x.cols(), 1);
    }
}
