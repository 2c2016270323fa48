package dev.lanewise.benchmarks.own;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;

/** The product of two matrices by three loops, as a programmer would write it down. */
public final class PlainProduct implements Implementation {
    /** A product of 2^31 operations takes some seconds in loops; a larger one says nothing new. */
    private static final double MOST_FLOPS = 0x1p31;

    /** Order of the loops and storage of the matrices. */
    public enum Kind {
        /** The textbook's order; walks down columns of B. */
        IJK("ijk"),
        /** Along rows of B and C, on flat arrays. */
        IKJ("ikj"),
        /** Along rows of B and C, on one array for each row, which C2 turns into vector code. */
        IKJ_ROWS("ikj-rows");

        private final String label;

        Kind(String label) { this.label = label; }
    }

    private final Kind kind;

    /** Makes the product with this order and storage. */
    public PlainProduct(Kind kind) { this.kind = kind; }

    @Override
    public String name() { return kind.label; }

    @Override
    public String version() { return System.getProperty("java.vm.name") + " " + Runtime.version(); }

    /** A transposed factor or a gap between rows would only be copied away first. */
    @Override
    public boolean supports(Task task, int threads) {
        return task.operation().equals(Task.GEMM) && threads == 1 && task.flops() <= MOST_FLOPS && !task.transposeA()
                && !task.transposeB() && task.stride() == 0;
    }

    @Override
    public Session open(Task task, int threads) {
        return kind == Kind.IKJ_ROWS ? new Rows(task) : new Flat(task, kind);
    }

    private static final class Flat implements Session {
        private final int m;
        private final int k;
        private final int n;
        private final boolean rowOrder;
        private final float[] a;
        private final float[] b;
        private final float[] c;

        Flat(Task task, Kind kind) {
            m = task.m();
            k = task.k();
            n = task.n();
            rowOrder = kind == Kind.IKJ;
            a = task.input(0);
            b = task.input(1);
            c = new float[m * n];
        }

        @Override
        public void run() {
            if (rowOrder)
                alongRows();
            else
                downColumns();
        }

        private void downColumns() {
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) {
                    float sum = 0;
                    for (int p = 0; p < k; p++)
                        sum += a[i * k + p] * b[p * n + j];
                    c[i * n + j] = sum;
                }
        }

        private void alongRows() {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++)
                    c[i * n + j] = 0;
                for (int p = 0; p < k; p++) {
                    float factor = a[i * k + p];
                    for (int j = 0; j < n; j++)
                        c[i * n + j] += factor * b[p * n + j];
                }
            }
        }

        @Override
        public float[] result() { return c.clone(); }

        @Override
        public void close() {}
    }

    private static final class Rows implements Session {
        private final int m;
        private final int k;
        private final int n;
        private final float[][] a;
        private final float[][] b;
        private final float[][] c;

        Rows(Task task) {
            m = task.m();
            k = task.k();
            n = task.n();
            a = split(task.input(0), m, k);
            b = split(task.input(1), k, n);
            c = new float[m][n];
        }

        @Override
        public void run() {
            for (int i = 0; i < m; i++) {
                var sums = c[i];
                for (int j = 0; j < n; j++)
                    sums[j] = 0;
                for (int p = 0; p < k; p++)
                    add(a[i][p], b[p], sums);
            }
        }

        private void add(float factor, float[] row, float[] sums) {
            for (int j = 0; j < n; j++)
                sums[j] += factor * row[j];
        }

        @Override
        public float[] result() {
            var result = new float[m * n];
            for (int i = 0; i < m; i++)
                System.arraycopy(c[i], 0, result, i * n, n);
            return result;
        }

        @Override
        public void close() {}

        private static float[][] split(float[] flat, int rows, int cols) {
            var split = new float[rows][cols];
            for (int i = 0; i < rows; i++)
                System.arraycopy(flat, i * cols, split[i], 0, cols);
            return split;
        }
    }
}
