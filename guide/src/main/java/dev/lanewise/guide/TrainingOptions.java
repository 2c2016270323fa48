package dev.lanewise.guide;

import dev.lanewise.nn.Optimizer;
import dev.lanewise.nn.Optimizers;
import dev.lanewise.nn.Schedule;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * How the network is trained. The default numbers, here and in {@link NetworkOptions}, were compared on the training
 * part of the digits alone, five times with another fifth of its rows, in their order, left out: neighbours share a
 * writer, so a block of rows holds hands that the others do not, as the test part does.
 */
final class TrainingOptions {
    /** Optimisers by the names the option takes, each with the learning rate it is usually started with. */
    enum Rule {
        GD(0.1, Optimizers::gradientDescent), MOMENTUM(0.1, Optimizers::momentum),
        RMSPROP(1e-3, Optimizers::rmsprop), ADAM(5e-3, Optimizers::adam);

        private final double usualRate;
        private final DoubleFunction<Optimizer> optimizer;

        Rule(double usualRate, DoubleFunction<Optimizer> optimizer) {
            this.usualRate = usualRate;
            this.optimizer = optimizer;
        }

        @Override
        public String toString() { return name().toLowerCase(Locale.ROOT); }
    }

    /** Schedules by the names the option takes. */
    enum Decay {
        CONSTANT, STEP, EXPONENTIAL, COSINE;

        /** Parts of a step schedule, each at half the rate of the one before. */
        private static final int STEPS = 4;
        /** The exponential schedule ends at exp(-3), a twentieth of its start. */
        private static final double DECAY = 3;

        Schedule schedule(int epochs) {
            return switch (this) {
                case CONSTANT -> Schedule.constant();
                case STEP -> Schedule.parts(0.5, STEPS);
                case EXPONENTIAL -> Schedule.exponential(DECAY / epochs);
                case COSINE -> Schedule.cosine();
            };
        }

        @Override
        public String toString() { return name().toLowerCase(Locale.ROOT); }
    }

    /** Steps that small data is trained for, in so many epochs as that takes. */
    private static final int STEPS = 1000;
    private static final int FEWEST_EPOCHS = 15;
    private static final int MOST_EPOCHS = 100;
    /** Most rows of a batch: a batch is copied as one block. */
    private static final int LARGEST_BATCH = 1 << 20;

    @Option(names = "--optimizer", paramLabel = "NAME", defaultValue = "adam",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Rule optimizer;

    @Option(names = "--lr", paramLabel = "RATE",
            description = "Learning rate (default: 0.005 for adam, 0.001 for rmsprop, 0.1 for gd and momentum).")
    private Double learningRate;

    @Option(names = "--schedule", paramLabel = "NAME", defaultValue = "cosine",
            description = "How the learning rate falls: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). step "
                    + "halves it after each quarter of the epochs, exponential ends at a twentieth, cosine near 0.")
    private Decay schedule;

    @Option(names = "--l2", paramLabel = "LAMBDA", defaultValue = "0",
            description = "Strength of the penalty lambda/(2m) |W|^2, m being the rows of a batch "
                    + "(default: ${DEFAULT-VALUE}).")
    private double l2;

    @Option(names = "--epochs", paramLabel = "N",
            description = "Passes over the training rows (default: 15, or as many as 1000 steps take, up to 100).")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32",
            description = "Rows of a mini-batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Decides every random number (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--early-stopping", paramLabel = "N",
            description = "Stop after N epochs without a better validation loss and keep the best weights.")
    private Integer patience;

    /** Refuses values out of range. */
    void check() {
        UsageException.require(learningRate == null || learningRate > 0 && Double.isFinite(learningRate), "--lr",
                learningRate, "a number above 0");
        UsageException.require(l2 >= 0 && Double.isFinite(l2), "--l2", l2, "a number of at least 0");
        UsageException.require(epochs == null || epochs > 0, "--epochs", epochs, "at least 1");
        UsageException.require(batch > 0 && batch <= LARGEST_BATCH, "--batch", batch, "1 to " + LARGEST_BATCH);
        UsageException.require(patience == null || patience > 0, "--early-stopping", patience, "at least 1");
    }

    long seed() { return seed; }

    int batch() { return batch; }

    double l2() { return l2; }

    /** Epochs without improvement that end training; 0 for never. */
    int patience() {
        return patience == null ? 0 : patience;
    }

    /** Passes over the rows. */
    int epochs(int rows) {
        if (epochs != null) {
            return epochs;
        }
        int enough = (int) Math.ceilDiv((long) STEPS * batch, rows);
        return Math.clamp(enough, FEWEST_EPOCHS, MOST_EPOCHS);
    }

    Optimizer optimizer() { return optimizer.optimizer.apply(rate()); }

    Schedule schedule(int count) {
        return schedule.schedule(count);
    }

    private double rate() {
        return learningRate == null ? optimizer.usualRate : learningRate;
    }

    /** Adds the settings by the names of the options. */
    void describe(Map<String, Object> settings, int rows) {
        settings.put("optimizer", optimizer.toString());
        settings.put("lr", rate());
        settings.put("schedule", schedule.toString());
        settings.put("l2", l2);
        settings.put("epochs", epochs(rows));
        settings.put("batch", batch);
        settings.put("seed", seed);
        settings.put("early_stopping", patience());
    }
}
