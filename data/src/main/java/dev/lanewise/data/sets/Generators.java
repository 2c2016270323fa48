package dev.lanewise.data.sets;

import dev.lanewise.data.Dataset;
import dev.lanewise.nn.internal.SplitMix64;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Made-up points in the plane, features x and y, in two classes that no straight line divides. Rows alternate between
 * the classes. {@code noise} is the standard deviation of a normal value added to each coordinate. Equal arguments
 * give equal bits on every platform.
 */
public final class Generators {
    private static final List<String> CLASSES = List.of("0", "1");
    private static final List<String> FEATURES = List.of("x", "y");

    private Generators() {}

    /** Where a point lies before noise. */
    @FunctionalInterface
    private interface Curve {
        /** Writes x and y of a point of class {@code label}. */
        void point(int label, SplitMix64 random, double[] xy);
    }

    /** Two interleaved half circles of radius 1, the second turned over and moved by (1, 0.5). */
    public static Dataset moons(int rows, double noise, long seed) {
        return generate("moons", rows, noise, seed, (label, random, xy) -> {
            double angle = Math.PI * random.nextDouble();
            xy[0] = label == 0 ? StrictMath.cos(angle) : 1 - StrictMath.cos(angle);
            xy[1] = label == 0 ? StrictMath.sin(angle) : 0.5 - StrictMath.sin(angle);
        });
    }

    /** Two arms of a spiral, one and a half turns out to radius 1, half a turn apart. */
    public static Dataset spirals(int rows, double noise, long seed) {
        return generate("spirals", rows, noise, seed, (label, random, xy) -> {
            // The root spreads points evenly along the arm, which gets longer per turn on its way out.
            double radius = Math.sqrt(random.nextDouble());
            double angle = 3 * Math.PI * radius + Math.PI * label;
            xy[0] = radius * StrictMath.cos(angle);
            xy[1] = radius * StrictMath.sin(angle);
        });
    }

    /** The square from -1 to 1: class 1 where exactly one of x and y is negative. */
    public static Dataset xor(int rows, double noise, long seed) {
        return generate("xor", rows, noise, seed, (label, random, xy) -> {
            double x = random.nextDouble();
            double y = random.nextDouble();
            boolean mirrored = random.nextInt(2) == 1;
            xy[0] = mirrored ? -x : x;
            xy[1] = mirrored == (label == 0) ? -y : y;
        });
    }

    /** A circle of radius 0.5 inside one of radius 1. */
    public static Dataset rings(int rows, double noise, long seed) {
        return generate("rings", rows, noise, seed, (label, random, xy) -> {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = label == 0 ? 0.5 : 1;
            xy[0] = radius * StrictMath.cos(angle);
            xy[1] = radius * StrictMath.sin(angle);
        });
    }

    /** Normal features that say nothing of the classes, which take turns: nothing to learn, everything to compute. */
    public static Dataset normal(int rows, int columns, int classes, long seed) {
        var random = new SplitMix64(seed);
        float[] features = new float[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) gaussian(random);
        }
        int[] labels = new int[rows];
        Arrays.setAll(labels, row -> row % classes);
        return Dataset.classification("normal", numbers(columns), features, labels, numbers(classes));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static Dataset generate(String name, int rows, double noise, long seed, Curve curve) {
        if (rows < 2) {
            throw new IllegalArgumentException("rows is " + rows + ", needs to be at least 2");
        }
        if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise is " + noise + ", needs to be 0 or more");
        }
        var random = new SplitMix64(seed);
        float[] features = new float[2 * rows];
        int[] labels = new int[rows];
        double[] xy = new double[2];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % 2;
            curve.point(labels[row], random, xy);
            features[2 * row] = (float) (xy[0] + noise * gaussian(random));
            features[2 * row + 1] = (float) (xy[1] + noise * gaussian(random));
        }
        return Dataset.classification(name, FEATURES, features, labels, CLASSES);
    }

    /**
     * A standard normal value by the Box-Muller transform. {@link SplitMix64#nextGaussian} takes the polar method;
     * these sets stay with the one their points were first drawn by, since a seed names one set for good.
     */
    private static double gaussian(SplitMix64 random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
