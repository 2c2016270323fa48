package dev.lanewise.nn;

import dev.lanewise.nn.internal.SplitMix64;

/** Small seeded data sets. */
final class Toys {
    private Toys() {}

    /** Rings around the origin, one for each class, with some noise: not separable by straight lines. */
    static Samples rings(int rows, int classes, long seed) {
        var random = new SplitMix64(seed, 0);
        var x = new float[2 * rows];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = random.nextInt(classes);
            double radius = labels[i] + 0.5 + 0.1 * random.nextGaussian();
            double angle = 2 * Math.PI * random.nextDouble();
            x[2 * i] = (float) (radius * Math.cos(angle));
            x[2 * i + 1] = (float) (radius * Math.sin(angle));
        }
        return Samples.classes(x, 2, labels, classes);
    }

    /** Normal features and labels drawn at random: nothing to learn, everything to compute. */
    static Samples noise(int rows, int features, int classes, long seed) {
        var random = new SplitMix64(seed, 1);
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
            labels[i] = random.nextInt(classes);
        return Samples.classes(normal(rows * features, random), features, labels, classes);
    }

    /** Normal features and normal numbers to predict. */
    static Samples values(int rows, int features, int outputs, long seed) {
        var random = new SplitMix64(seed, 2);
        return Samples.values(normal(rows * features, random), features, normal(rows * outputs, random), outputs);
    }

    /** {@code y = 3 x0 - 2 x1 + 1}, without noise. */
    static Samples plane(int rows, long seed) {
        var x = normal(2 * rows, new SplitMix64(seed, 3));
        var y = new float[rows];
        for (int i = 0; i < rows; i++)
            y[i] = 3 * x[2 * i] - 2 * x[2 * i + 1] + 1;
        return Samples.values(x, 2, y, 1);
    }

    /** Returns the features of all samples, row by row. */
    static float[] x(Samples samples) {
        var x = new float[samples.rows() * samples.columns()];
        samples.read(0, samples.rows(), x);
        return x;
    }

    static float[] normal(int count, SplitMix64 random) {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float) random.nextGaussian();
        return values;
    }
}
