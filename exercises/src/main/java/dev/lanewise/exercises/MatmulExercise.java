package dev.lanewise.exercises;

import dev.lanewise.exercises.solution.MatmulSolution;
import dev.lanewise.exercises.todo.Matmul;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The product of matrices: loop order first, then registers. */
final class MatmulExercise implements Exercise<MatmulExercise.Kernel> {
    /** Three matrices of 256 KiB: larger than the first-level cache, so that the order of the loops counts. */
    private static final int TIMED_SIZE = 256;

    /** Rows, columns and inner size of the trials. */
    private static final int[][] SIZES = {{1, 1, 1}, {1, 1, 0}, {0, 3, 2}, {3, 0, 2}, {2, 3, 4}, {1, 17, 5}, {17, 1, 5},
            {5, 7, 3}, {4, 16, 8}, {4, 32, 9}, {5, 33, 17}, {8, 31, 16}, {13, 65, 1}, {31, 64, 33}, {37, 67, 41},
            {64, 96, 70}, {65, 129, 127}};

    /** The product of two matrices stored row after row. */
    @FunctionalInterface
    public interface Kernel {
        /** Writes {@code C = A B}, A of {@code m x k}, B of {@code k x n}. */
        void matmul(float[] a, float[] b, float[] c, int m, int n, int k);
    }

    @Override
    public String name() { return "matmul"; }

    @Override
    public String title() { return "Matrix product: loop order, then registers"; }

    @Override
    public String text() {
        return """
                Write C = A B for matrices stored row after row, many times as fast as three plain loops.

                Order i, j, p is the formula read aloud, and slow twice over: each element of C is one chain of
                additions, and B is read down a column, a whole row apart, one float used of each cache line.

                Order i, p, j: take one element of A, multiply a row of B by it, add that to a row of C. All
                accesses run along rows, and the inner loop has no chain: each j is a sum of its own. Now vectors
                fit: broadcast a[i, p] and fma along the row. That is bronze.

                What is left is traffic: every fma loads and stores a vector of C. Keep a block of C in local
                variables instead, for example 4 rows by 2 vectors, run over the whole of p, and store it once.
                Each vector of B then serves 4 rows and each element of A 2 vectors, and eight sums are in flight,
                enough to hide the latency of an fma. Too large a block runs out of registers, and the spills
                cost more than it gains: measure.

                Rows and columns that fill no block need their own path, a mask or scalar loops. Past the caches
                one also blocks over p and packs panels of A and B; at 256 registers are what counts.
                """;
    }

    @Override
    public List<String> hints() {
        return List.of("start scalar: fill C with 0, then loops in the order i, p, j, adding into c[i * n + j]",
                "FloatVector.fromArray(SPECIES, b, p * n + j).fma(FloatVector.broadcast(SPECIES, a[i * k + p]), c)",
                "SPECIES.indexInRange(j, n) masks the end of a row, in fromArray and in intoArray alike",
                "for gold: c00 to c31 start at zero, the loop over p is innermost and loads two vectors of B and"
                        + " broadcasts four elements of A for eight fma, and the stores come behind it");
    }

    @Override
    public Class<?> skeleton() { return Matmul.class; }

    @Override
    public Kernel loop() { return MatmulExercise::plainLoop; }

    @Override
    public Kernel learner() { return Matmul::matmul; }

    @Override
    public Kernel solution() { return MatmulSolution::matmul; }

    private static void plainLoop(float[] a, float[] b, float[] c, int m, int n, int k) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++)
                    sum += a[i * k + p] * b[p * n + j];
                c[i * n + j] = sum;
            }
        }
    }

    @Override
    public Stream<Trial<Kernel>> trials() {
        return Stream.of(SIZES).map(size -> new Trial<>("m = " + size[0] + ", n = " + size[1] + ", k = " + size[2],
                kernel -> mistake(kernel, size[0], size[1], size[2])));
    }

    private static Optional<String> mistake(Kernel kernel, int m, int n, int k) {
        var a = Samples.uniform(m * k, m);
        var b = Samples.uniform(k * n, ~n);
        var c = Samples.blank(m * n);
        kernel.matmul(a.clone(), b.clone(), c, m, n, k);
        return Expected.firstMistake(c, m * n, index -> element(a, b, n, k, index / n, index % n),
                index -> "index " + index + " (row " + index / n + ", column " + index % n + ")");
    }

    private static Expected element(float[] a, float[] b, int n, int k, int row, int column) {
        double sum = 0;
        double magnitudes = 0;
        for (int p = 0; p < k; p++) {
            double product = (double) a[row * k + p] * b[p * n + column];
            sum += product;
            magnitudes += Math.abs(product);
        }
        return Expected.sumOfProducts(sum, magnitudes, k);
    }

    @Override
    public Workload<Kernel> workload() {
        var a = Samples.uniform(TIMED_SIZE * TIMED_SIZE, 1);
        var b = Samples.uniform(TIMED_SIZE * TIMED_SIZE, 2);
        var c = Samples.blank(TIMED_SIZE * TIMED_SIZE);
        return kernel -> {
            kernel.matmul(a, b, c, TIMED_SIZE, TIMED_SIZE, TIMED_SIZE);
            return c[0];
        };
    }

    @Override
    public double requiredRatio() { return 8; }

    @Override
    public String ratioReason() {
        return "loops in the order i, p, j alone give 2 to 3 times,"
                + " vectors along the row 10 to 15 on widths of 4, 8 and 16 lanes";
    }
}
