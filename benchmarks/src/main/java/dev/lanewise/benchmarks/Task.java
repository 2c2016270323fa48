package dev.lanewise.benchmarks;

import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * One operation at one shape, with inputs that are the same in every process. As text, {@code gemm:128x784x512} (m x
 * k x n), {@code gemm:784x128x512:at} (A is stored transposed), {@code :bt}, {@code gemm:512x512x512:stride4096},
 * {@code relu:1024x1024} (rows x cols).
 *
 * @param operation what is computed
 * @param m rows of the result
 * @param k inner size of a product, otherwise 0
 * @param n columns
 * @param transposeA whether A is stored as k x m
 * @param transposeB whether B is stored as n x k
 * @param stride distance in elements between the rows of A, B and C as they are stored; 0 for no gaps
 */
public record Task(Operation operation, int m, int k, int n, boolean transposeA, boolean transposeB, int stride) {
    private static final Pattern TEXT = Pattern
            .compile("(\\w+):([1-9]\\d*)x([1-9]\\d*)(?:x([1-9]\\d*))?(:at)?(:bt)?(?::stride([1-9]\\d*))?");
    private static final long SEED = 7;

    /** Checks the shape. */
    public Task {
        boolean product = operation == Operation.GEMM;
        if (product != k > 0)
            throw new IllegalArgumentException(operation.label() + ": needs "
                    + (product ? "three sizes, m x k x n" : "two sizes, rows x cols"));
        if (!product && (transposeA || transposeB || stride > 0))
            throw new IllegalArgumentException(operation.label() + ": only a product has transposes and a stride");
        int widest = product ? Math.max(Math.max(transposeA ? m : k, transposeB ? k : n), n) : n;
        if (stride != 0 && stride < widest)
            throw new IllegalArgumentException("stride: must be at least " + widest + ", got " + stride);
    }

    /** Returns the product of an m x k by a k x n matrix. */
    public static Task gemm(int m, int k, int n) {
        return new Task(Operation.GEMM, m, k, n, false, false, 0);
    }

    /** Returns an operation on rows x cols elements. */
    public static Task of(Operation operation, int rows, int cols) {
        return new Task(operation, rows, 0, cols, false, false, 0);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static Task parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches())
            throw new IllegalArgumentException(
                    "task: must look like gemm:128x784x512:at or relu:1024x1024, got " + text);
        var operation = Operation.of(match.group(1));
        int first = Integer.parseInt(match.group(2));
        int second = Integer.parseInt(match.group(3));
        boolean three = match.group(4) != null;
        int stride = match.group(7) == null ? 0 : Integer.parseInt(match.group(7));
        return new Task(operation, first, three ? second : 0, three ? Integer.parseInt(match.group(4)) : second,
                match.group(5) != null, match.group(6) != null, stride);
    }

    /** Returns the number of rows; the same as {@link #m}. */
    public int rows() { return m; }

    /** Returns the number of columns; the same as {@link #n}. */
    public int cols() { return n; }

    /** Returns the shape for people, such as {@code 784x128x512 Aᵀ}. */
    public String shape() {
        return sizes() + (transposeA ? " Aᵀ" : "") + (transposeB ? " Bᵀ" : "")
                + (stride > 0 ? " stride " + stride : "");
    }

    /** Returns the floating-point operations of a run by the textbook formula. */
    public double flops() {
        return operation == Operation.GEMM ? 2.0 * m * k * n : (double) operation.flops() * m * n;
    }

    /** Returns the bytes that a run reads and writes at least. */
    public double bytes() {
        return Float.BYTES * (operation == Operation.GEMM
                ? (double) m * k + (double) k * n + (double) m * n
                : (double) operation.accesses() * m * n);
    }

    /** Returns the number of results. */
    public int results() {
        return switch (operation) {
            case REDUCE_ROWS -> m;
            case REDUCE_COLUMNS -> n;
            case REDUCE_ALL, SQUARED_NORM -> 1;
            case FMA -> 0;
            default -> Math.multiplyExact(m, n);
        };
    }

    /**
     * Returns the values of an input, row-major and without gaps, as it is stored: a transposed A has k rows of m.
     *
     * @param index number of the input in the order of {@link Operation}'s formula, from 0
     */
    public float[] input(int index) {
        var random = new SplittableRandom(SEED + index);
        if (operation == Operation.GEMM)
            return values(random, Math.multiplyExact(index == 0 ? m : k, index == 0 ? k : n), -1, 1);
        return switch (operation.inputs().get(index).kind()) {
            case REAL -> values(random, Math.multiplyExact(m, n), -2, 2);
            case POSITIVE -> values(random, Math.multiplyExact(m, n), 0.1f, 1);
            case ROW -> values(random, n, -2, 2);
            case POSITIVE_ROW -> values(random, n, 0.1f, 1);
            case LABELS -> {
                var labels = new float[m];
                for (int i = 0; i < m; i++)
                    labels[i] = random.nextInt(n);
                yield labels;
            }
        };
    }

    @Override
    public String toString() {
        return operation.label() + ":" + sizes() + (transposeA ? ":at" : "") + (transposeB ? ":bt" : "")
                + (stride > 0 ? ":stride" + stride : "");
    }

    private String sizes() { return operation == Operation.GEMM ? m + "x" + k + "x" + n : m + "x" + n; }

    /** Uniform numbers of 24 bits, so that a float holds them as they are. */
    private static float[] values(SplittableRandom random, int count, float low, float high) {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = low + (high - low) * ((random.nextInt() >>> 8) * 0x1p-24f);
        return values;
    }
}
