package dev.lanewise.benchmarks;

import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.testkit.GemmShape;
import dev.lanewise.compute.testkit.Problem;
import dev.lanewise.compute.testkit.Problems;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One operation at one shape, as text: {@code gemm:128x784x512} (m x k x n), {@code gemm:784x128x512:at} (A is stored
 * transposed), {@code :bt}, {@code gemm:512x512x512:stride4096}, {@code gemmBatched:64x16x16x16} (64 products of factors
 * of their own), {@code relu:1024x1024} (rows x cols). What it
 * computes, from which inputs, and what is right is declared by {@link Problems}; {@value #FMA} alone is no operation:
 * it multiplies and adds on registers, rows x cols times for each thread, and has no result.
 *
 * @param operation one of {@link Problems#operations}, or {@value #FMA}
 * @param batch number of products of {@value #BATCHED}, otherwise 0
 * @param m rows of the result
 * @param k inner size of a product, otherwise 0
 * @param n columns
 * @param transposeA whether A is stored as k x m
 * @param transposeB whether B is stored as n x k
 * @param stride distance in elements between the rows of A, B and C as they are stored; 0 for no gaps
 */
public record Task(String operation, int batch, int m, int k, int n, boolean transposeA, boolean transposeB,
        int stride) {
    /** The ceiling of all arithmetic. */
    public static final String FMA = "fma";
    /** The product that everyone has. */
    public static final String GEMM = "gemm";
    /** Many small products at once. */
    public static final String BATCHED = "gemmBatched";

    private static final Pattern TEXT = Pattern
            .compile(
                    "(\\w+):([1-9]\\d*)x([1-9]\\d*)(?:x([1-9]\\d*))?(?:x([1-9]\\d*))?(:at)?(:bt)?(?::stride([1-9]\\d*))?");
    private static final long SEED = 7;

    /** Checks the operation and the shape. */
    public Task {
        boolean product = Problems.isProduct(operation);
        boolean batched = batch > 0 && k > 0;
        if (batched ? !operation.equals(BATCHED) : product != k > 0)
            throw new IllegalArgumentException(operation + ": needs " + sizes(operation));
        if (!product && (transposeA || transposeB || stride > 0))
            throw new IllegalArgumentException(operation + ": only a single product has transposes and a stride");
        if (!operation.equals(FMA))
            problem(operation, batch, m, k, n, transposeA, transposeB, stride);
    }

    private static String sizes(String operation) {
        if (operation.equals(BATCHED))
            return "four sizes, products x m x k x n, or two";
        return Problems.isProduct(operation) ? "three sizes, m x k x n" : "two sizes, rows x cols";
    }

    /** Returns the product of an m x k by a k x n matrix. */
    public static Task gemm(int m, int k, int n) {
        return new Task(GEMM, 0, m, k, n, false, false, 0);
    }

    /** Returns an operation on rows x cols elements. */
    public static Task of(String operation, int rows, int cols) {
        return new Task(operation, 0, rows, 0, cols, false, false, 0);
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
        var sizes = IntStream.rangeClosed(2, 5).mapToObj(match::group).filter(Objects::nonNull).map(Integer::parseInt)
                .toList();
        int batch = sizes.size() == 4 ? sizes.getFirst() : 0;
        int k = sizes.size() == 2 ? 0 : sizes.get(sizes.size() - 2);
        int stride = match.group(8) == null ? 0 : Integer.parseInt(match.group(8));
        return new Task(match.group(1), batch, sizes.get(batch > 0 ? 1 : 0), k, sizes.getLast(),
                match.group(6) != null, match.group(7) != null, stride);
    }

    /** Returns the number of rows; the same as {@link #m}. */
    public int rows() { return m; }

    /** Returns the number of columns; the same as {@link #n}. */
    public int cols() { return n; }

    /** Returns whether it is a product of matrices, which arithmetic limits and not memory. */
    public boolean isProduct() {
        return k > 0;
    }

    /** Returns whether it is no operation but what the machine can do at most. */
    public boolean isFma() {
        return operation.equals(FMA);
    }

    /** Returns the shape for people, such as {@code 784x128x512 Aᵀ}. */
    public String shape() {
        return sizes() + (transposeA ? " Aᵀ" : "") + (transposeB ? " Bᵀ" : "")
                + (stride > 0 ? " stride " + stride : "");
    }

    /** Returns the floating-point operations of a run by the textbook formula. */
    public double flops() {
        return isFma() ? 2.0 * m * n : problem().flops();
    }

    /** Returns the bytes that a run reads and writes at least. */
    public double bytes() {
        return isFma() ? 0 : problem().bytes();
    }

    /** Returns the number of results. */
    public int results() {
        return isFma() ? 0 : problem().result().length();
    }

    /**
     * Returns the values of an input, the same in every process, row-major and without gaps, as it is stored: a
     * transposed A has k rows of m.
     *
     * @param index number of the input in the order of the formula, from 0
     */
    public float[] input(int index) {
        return floats(problem().inputs().get(index).values());
    }

    /**
     * Compares the result of the first run with double precision.
     *
     * @param allowance of the implementation
     * @throws AssertionError with one line that names the task and the first element that is off
     */
    public void verify(double allowance, float[] got) {
        if (!isFma())
            problem().verify(toString(), allowance, doubles(got));
    }

    /** Returns what is to be computed in float32, anew at each call. */
    public Problem problem() {
        return problem(operation, batch, m, k, n, transposeA, transposeB, stride);
    }

    private static Problem problem(String operation, int batch, int m, int k, int n, boolean transposeA,
            boolean transposeB, int stride) {
        if (batch > 0)
            return Problems.batch(ElementType.FLOAT32, batch, m, k, n, SEED);
        return k > 0
                ? Problems.product(operation, ElementType.FLOAT32, new GemmShape(m, k, n, transposeA, transposeB,
                        stride), SEED)
                : Problems.of(operation, ElementType.FLOAT32, m, n, SEED);
    }

    @Override
    public String toString() {
        return operation + ":" + sizes() + (transposeA ? ":at" : "") + (transposeB ? ":bt" : "")
                + (stride > 0 ? ":stride" + stride : "");
    }

    private String sizes() {
        return (batch > 0 ? batch + "x" : "") + (isProduct() ? m + "x" + k + "x" + n : m + "x" + n);
    }

    /** Rounds to float32. */
    public static float[] floats(double... values) {
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++)
            floats[i] = (float) values[i];
        return floats;
    }

    private static double[] doubles(float... values) {
        var doubles = new double[values.length];
        for (int i = 0; i < values.length; i++)
            doubles[i] = values[i];
        return doubles;
    }
}
