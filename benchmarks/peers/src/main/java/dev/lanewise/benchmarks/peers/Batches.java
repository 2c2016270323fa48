package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.TrainingTask;

import java.util.Arrays;

/** The mini-batches of a task as arrays of their own, in turn; a faded one has zeros after the first round. */
final class Batches {
    private final float[][] features = new float[TrainingTask.BATCHES][];
    private final int[][] labels = new int[TrainingTask.BATCHES][];
    private final float[][] oneHot = new float[TrainingTask.BATCHES][];
    private final float[] zeros;
    private final boolean fades;
    private int steps;

    Batches(TrainingTask task) {
        var x = task.x();
        var y = task.labels();
        int rows = task.batch();
        zeros = new float[rows * task.features()];
        fades = task.faded() > 0;
        for (int batch = 0; batch < TrainingTask.BATCHES; batch++) {
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

    float[] features() { return fades && steps > TrainingTask.BATCHES ? zeros : features[current()]; }

    int[] labels() { return labels[current()]; }

    /** Samples x classes: one for the class of a sample, zero for the others. */
    float[] oneHot() {
        return oneHot[current()];
    }

    private int current() { return (steps - 1) % TrainingTask.BATCHES; }
}
