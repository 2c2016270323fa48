package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.TrainingTask;

import java.util.Arrays;

/** The mini-batches of a task as arrays of their own, in turn; a faded one has zeros after the first round. */
final class Batches {
    private final int count;
    private final float[][] features;
    private final int[][] labels;
    private final float[][] oneHot;
    private final float[] zeros;
    private final boolean fades;
    private int steps;

    Batches(TrainingTask task) {
        count = task.batches();
        features = new float[count][];
        labels = new int[count][];
        oneHot = new float[count][];
        var x = task.x();
        var y = task.labels();
        int rows = task.batch();
        zeros = new float[rows * task.features()];
        fades = task.faded() > 0;
        for (int batch = 0; batch < count; batch++) {
            int first = batch * rows;
            features[batch] = Arrays.copyOfRange(x, first * task.features(), (first + rows) * task.features());
            labels[batch] = Arrays.copyOfRange(y, first, first + rows);
            oneHot[batch] = new float[rows * task.classes()];
            for (int i = 0; i < rows; i++)
                oneHot[batch][i * task.classes() + labels[batch][i]] = 1;
        }
    }

    /** Goes on to the next mini-batch, at first to the first. */
    void advance() {
        steps++;
    }

    float[] features() { return fades && steps > count ? zeros : features[current()]; }

    int[] labels() { return labels[current()]; }

    /** Samples x classes: one for the class of a sample, zero for the others. */
    float[] oneHot() {
        return oneHot[current()];
    }

    private int current() { return (steps - 1) % count; }
}
