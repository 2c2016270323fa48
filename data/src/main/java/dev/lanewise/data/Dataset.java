package dev.lanewise.data;

import dev.lanewise.nn.Samples;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Rows ready to train on: a row-major float matrix of features and, for each row, a class, a number, or nothing
 * (such rows {@code nn} refuses).
 *
 * <p>The arrays are handed out without a copy, because a data set can be hundreds of megabytes; treat them as
 * read-only.
 */
public final class Dataset implements Samples {
    /** What each row is to be predicted as. */
    public enum Target {
        /** One of {@link #classNames}. */
        CLASSES,
        /** A number: regression. */
        NUMBERS,
        /** Unknown: rows to predict. */
        NONE
    }

    /** A data set divided in two. */
    public record Split(Dataset kept, Dataset heldOut) {}

    private final String name;
    private final List<String> featureNames;
    private final int rows;
    private final float[] features;
    private final Target target;
    private final int[] labels;
    private final List<String> classNames;
    private final float[] targets;

    private Dataset(String name, List<String> featureNames, int rows, float[] features, Target target, int[] labels,
            List<String> classNames, float[] targets) {
        if ((long) rows * featureNames.size() != features.length) {
            throw new IllegalArgumentException("features has " + features.length + " values, needs " + rows
                    + " rows of " + featureNames.size());
        }
        this.name = name;
        this.featureNames = List.copyOf(featureNames);
        this.rows = rows;
        this.features = features;
        this.target = target;
        this.labels = labels;
        this.classNames = List.copyOf(classNames);
        this.targets = targets;
    }

    /**
     * Rows with a class each. The arrays are taken over, not copied.
     *
     * @param features row-major, {@code labels.length} rows of {@code featureNames.size()}
     * @param labels   indices into {@code classNames}
     */
    public static Dataset classification(String name, List<String> featureNames, float[] features, int[] labels,
            List<String> classNames) {
        for (int label : labels) {
            if (label < 0 || label >= classNames.size()) {
                throw new IllegalArgumentException("labels holds " + label + ", needs 0 to "
                        + (classNames.size() - 1));
            }
        }
        return new Dataset(name, featureNames, labels.length, features, Target.CLASSES, labels, classNames,
                new float[0]);
    }

    /**
     * Rows with a number each. The arrays are taken over, not copied.
     *
     * @param features row-major, {@code targets.length} rows of {@code featureNames.size()}
     */
    public static Dataset regression(String name, List<String> featureNames, float[] features, float[] targets) {
        return new Dataset(name, featureNames, targets.length, features, Target.NUMBERS, new int[0], List.of(),
                targets);
    }

    /**
     * Rows of which nothing is known but their features. The array is taken over, not copied.
     *
     * @param features row-major, {@code rows} rows of {@code featureNames.size()}
     */
    public static Dataset unlabelled(String name, List<String> featureNames, int rows, float[] features) {
        return new Dataset(name, featureNames, rows, features, Target.NONE, new int[0], List.of(), new float[0]);
    }

    public String name() { return name; }

    @Override
    public int rows() { return rows; }

    /** Number of features. */
    @Override
    public int columns() { return featureNames.size(); }

    public List<String> featureNames() { return featureNames; }

    /** Row-major features, rows x columns; not a copy. */
    public float[] features() { return features; }

    public Target target() { return target; }

    @Override
    public int classes() { return classNames.size(); }

    /** 1 if the target is numbers, otherwise 0. */
    @Override
    public int outputs() {
        return target == Target.NUMBERS ? 1 : 0;
    }

    @Override
    public void read(int first, int count, float[] x) {
        System.arraycopy(features, first * columns(), x, 0, count * columns());
    }

    /** Class of each row, an index into {@link #classNames}; not a copy; empty unless the target is classes. */
    @Override
    public int[] labels() {
        return labels;
    }

    /** Names of the classes; empty unless the target is classes. */
    public List<String> classNames() {
        return classNames;
    }

    /** Number of each row; not a copy; empty unless the target is numbers. */
    @Override
    public float[] targets() {
        return targets;
    }

    /** The given rows, in the given order. */
    public Dataset select(int[] chosen) {
        int columns = columns();
        float[] chosenFeatures = new float[Math.multiplyExact(chosen.length, columns)];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(features, chosen[i] * columns, chosenFeatures, i * columns, columns);
        }
        int[] chosenLabels = new int[target == Target.CLASSES ? chosen.length : 0];
        for (int i = 0; i < chosenLabels.length; i++) {
            chosenLabels[i] = labels[chosen[i]];
        }
        float[] chosenTargets = new float[target == Target.NUMBERS ? chosen.length : 0];
        for (int i = 0; i < chosenTargets.length; i++) {
            chosenTargets[i] = targets[chosen[i]];
        }
        return new Dataset(name, featureNames, chosen.length, chosenFeatures, target, chosenLabels, classNames,
                chosenTargets);
    }

    /**
     * Holds out a fraction of the rows at random, of each class its share ({@link RowSplit}).
     *
     * @param fraction share held out, between 0 and 1
     * @throws DataException if the rows are too few to divide
     */
    public Split split(double fraction, long seed) {
        RowSplit split = target == Target.CLASSES
                ? RowSplit.stratified(name, labels, fraction, seed)
                : RowSplit.random(name, rows, fraction, seed);
        return new Split(select(split.kept()), select(split.heldOut()));
    }

    /** SHA-256 of the contents (names, features, labels and targets, not {@link #name}), in lower-case hex. */
    public String sha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        var buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        putInt(digest, buffer, rows);
        putNames(digest, buffer, featureNames);
        putNames(digest, buffer, classNames);
        for (float feature : features) {
            putInt(digest, buffer, Float.floatToIntBits(feature));
        }
        putNames(digest, buffer, List.of(target.name()));
        for (int label : labels) {
            putInt(digest, buffer, label);
        }
        for (float number : targets) {
            putInt(digest, buffer, Float.floatToIntBits(number));
        }
        digest.update(buffer.flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void putNames(MessageDigest digest, ByteBuffer buffer, List<String> names) {
        putInt(digest, buffer, names.size());
        for (String text : names) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            putInt(digest, buffer, bytes.length);
            digest.update(buffer.flip());
            buffer.clear();
            digest.update(bytes);
        }
    }

    private static void putInt(MessageDigest digest, ByteBuffer buffer, int value) {
        if (buffer.remaining() < Integer.BYTES) {
            digest.update(buffer.flip());
            buffer.clear();
        }
        buffer.putInt(value);
    }

    @Override
    public String toString() {
        String what = switch (target) {
            case CLASSES -> classNames.size() + " classes";
            case NUMBERS -> "a number each";
            case NONE -> "unlabelled";
        };
        return name + ": " + rows + " rows, " + columns() + " features, " + what;
    }
}
