package dev.lanewise.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What happened in a training, epoch by epoch. */
public final class History {
    /**
     * One pass over the training samples. Loss and accuracy of the training samples are those of each mini-batch before
     * its own step, in training mode, without penalties. What was not measured is NaN.
     *
     * @param number from 1
     * @param trainingLoss mean over the samples
     * @param trainingAccuracy share of right decisions
     * @param validationLoss after the epoch, in inference mode
     * @param validationAccuracy share of right decisions
     * @param learningRate of this epoch
     * @param seconds of training, without validation
     * @param samplesPerSecond training samples divided by the seconds
     */
    public record Epoch(int number, double trainingLoss, double trainingAccuracy, double validationLoss,
            double validationAccuracy, double learningRate, double seconds, double samplesPerSecond) {
        @Override
        public String toString() {
            var text = new StringBuilder("epoch ").append(number);
            append(text, "loss", trainingLoss);
            append(text, "accuracy", trainingAccuracy);
            append(text, "validation loss", validationLoss);
            append(text, "validation accuracy", validationAccuracy);
            return text.toString();
        }

        private static void append(StringBuilder text, String name, double value) {
            if (!Double.isNaN(value))
                text.append(text.indexOf(":") < 0 ? ": " : ", ")
                        .append(String.format(Locale.ROOT, "%s %.4f", name, value));
        }
    }

    private final List<Epoch> epochs = new ArrayList<>();
    private int bestEpoch;
    private boolean stoppedEarly;

    History() {}

    void add(Epoch epoch) { epochs.add(epoch); }

    void best(int number) { bestEpoch = number; }

    void stopEarly() { stoppedEarly = true; }

    /** Returns the epochs in their order; at least one. */
    public List<Epoch> epochs() { return List.copyOf(epochs); }

    /** Returns the last epoch that was run. */
    public Epoch last() { return epochs.getLast(); }

    /** Returns the epoch whose parameters the network has now: that of early stopping, otherwise the last. */
    public Epoch best() {
        return bestEpoch == 0 ? last() : epochs.get(bestEpoch - 1);
    }

    /** Returns whether training ended because the validation loss no longer fell. */
    public boolean stoppedEarly() {
        return stoppedEarly;
    }

    /** Returns the seconds of training, without validation. */
    public double seconds() {
        return epochs.stream().mapToDouble(Epoch::seconds).sum();
    }

    /** Returns the median over the epochs from the second on (the first warms up), or the only one's. */
    public double samplesPerSecond() {
        var rates = epochs.stream().skip(epochs.size() > 1 ? 1 : 0).mapToDouble(Epoch::samplesPerSecond).toArray();
        Arrays.sort(rates);
        return (rates[rates.length / 2] + rates[(rates.length - 1) / 2]) / 2;
    }

    /**
     * Returns the number of the first epoch whose training accuracy is at least {@code share} of the last one's, 0 if
     * none.
     */
    public int epochsToShareOfFinal(double share) {
        double goal = share * last().trainingAccuracy();
        return epochs.stream().filter(epoch -> epoch.trainingAccuracy() >= goal).mapToInt(Epoch::number).findFirst()
                .orElse(0);
    }

    @Override
    public String toString() { return epochs.size() + " epochs, " + last(); }
}
