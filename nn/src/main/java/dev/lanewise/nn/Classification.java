package dev.lanewise.nn;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Counts of right and wrong decisions, and the measures made of them. Where a measure would divide by zero it is 0: the
 * precision of a class that was never predicted, the recall of one that never occurs, F1 if both are 0.
 */
public final class Classification implements Evaluation {
    /** How the measures of several classes become one. */
    public enum Average {
        /** The mean over the classes: each counts the same. */
        MACRO,
        /** Of the counts of all classes together: each sample counts the same; all three measures are the accuracy. */
        MICRO,
        /** The mean over the classes, weighted by how often each occurs. */
        WEIGHTED
    }

    private final long[][] confusion;
    private final double loss;

    private Classification(long[][] confusion, double loss) {
        this.confusion = confusion;
        this.loss = loss;
    }

    /**
     * Counts decisions.
     *
     * @param actual class of each sample, 0 to classes - 1
     * @param predicted class decided for each sample
     * @param classes number of classes
     * @param loss mean loss of the samples, as {@link #loss} returns it
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Classification of(int[] actual, int[] predicted, int classes, double loss) {
        if (actual.length != predicted.length)
            throw new IllegalArgumentException(
                    "predicted: has " + predicted.length + " entries, needs " + actual.length);
        var confusion = new long[classes][classes];
        for (int i = 0; i < actual.length; i++)
            confusion[actual[i]][predicted[i]]++;
        return new Classification(confusion, loss);
    }

    @Override
    public double loss() { return loss; }

    /** Returns the number of classes. */
    public int classes() { return confusion.length; }

    /** Returns how many samples of class {@code actual} were taken for class {@code predicted}. */
    public long confusion(int actual, int predicted) {
        return confusion[actual][predicted];
    }

    @Override
    public long count() { return sum(this::occurring); }

    /** Returns the share of right decisions, 0 if there are none. */
    public double accuracy() {
        return ratio(sum(this::right), count());
    }

    /** Returns how many samples belong to a class. */
    public long occurring(int c) { return sum(j -> confusion[c][j]); }

    /** Returns how many samples were taken for a class. */
    public long predicted(int c) {
        return sum(i -> confusion[i][c]);
    }

    /** Returns right decisions for a class / decisions for it. */
    public double precision(int c) {
        return ratio(right(c), predicted(c));
    }

    /** Returns right decisions for a class / samples of it. */
    public double recall(int c) {
        return ratio(right(c), occurring(c));
    }

    /** Returns the harmonic mean of precision and recall, {@code 2 right / (predicted + occurring)}. */
    public double f1(int c) {
        return ratio(2 * right(c), predicted(c) + occurring(c));
    }

    /** Returns the precision of all classes together. */
    public double precision(Average average) {
        return average(average, this::precision);
    }

    /** Returns the recall of all classes together. */
    public double recall(Average average) {
        return average(average, this::recall);
    }

    /** Returns the F1 of all classes together. */
    public double f1(Average average) {
        return average(average, this::f1);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "accuracy %.4f, loss %.4f, macro F1 %.4f", accuracy(), loss,
                f1(Average.MACRO));
    }

    private double average(Average average, IntToDoubleFunction measure) {
        var all = IntStream.range(0, classes());
        return switch (average) {
            case MACRO -> all.mapToDouble(measure).sum() / classes();
            case MICRO -> accuracy();
            case WEIGHTED -> all.mapToDouble(c -> ratio(occurring(c), count()) * measure.applyAsDouble(c)).sum();
        };
    }

    private long right(int c) { return confusion[c][c]; }

    private long sum(IntToLongFunction part) { return IntStream.range(0, classes()).mapToLong(part).sum(); }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
