package dev.lanewise.exercises.solution;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of C, 4 rows by 2 vectors, stays in registers over the whole of k: eight independent chains of fma, six loads
 * for every eight of them, and C is stored once. Rows and columns that fill no tile go one masked vector at a time.
 */
public final class MatmulSolution {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int TILE_ROWS = 4;
    private static final int TILE_COLUMNS = 2 * LANES;

    private MatmulSolution() {}

    /** Writes {@code C = A B}, A of {@code m x k}, B of {@code k x n}, row after row. */
    public static void matmul(float[] a, float[] b, float[] c, int m, int n, int k) {
        int tiledRows = m - m % TILE_ROWS;
        int tiledColumns = n - n % TILE_COLUMNS;
        for (int i = 0; i < tiledRows; i += TILE_ROWS) {
            for (int j = 0; j < tiledColumns; j += TILE_COLUMNS)
                tile(a, b, c, n, k, i, j);
        }
        for (int i = 0; i < m; i++) {
            for (int j = i < tiledRows ? tiledColumns : 0; j < n; j += LANES)
                edge(a, b, c, n, k, i, j);
        }
    }

    /** Computes rows i to i + 3 of C, two vectors from column j. */
    private static void tile(float[] a, float[] b, float[] c, int n, int k, int i, int j) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = c00;
        var c10 = c00;
        var c11 = c00;
        var c20 = c00;
        var c21 = c00;
        var c30 = c00;
        var c31 = c00;
        for (int p = 0; p < k; p++) {
            var b0 = FloatVector.fromArray(SPECIES, b, p * n + j);
            var b1 = FloatVector.fromArray(SPECIES, b, p * n + j + LANES);
            var a0 = FloatVector.broadcast(SPECIES, a[i * k + p]);
            c00 = b0.fma(a0, c00);
            c01 = b1.fma(a0, c01);
            var a1 = FloatVector.broadcast(SPECIES, a[(i + 1) * k + p]);
            c10 = b0.fma(a1, c10);
            c11 = b1.fma(a1, c11);
            var a2 = FloatVector.broadcast(SPECIES, a[(i + 2) * k + p]);
            c20 = b0.fma(a2, c20);
            c21 = b1.fma(a2, c21);
            var a3 = FloatVector.broadcast(SPECIES, a[(i + 3) * k + p]);
            c30 = b0.fma(a3, c30);
            c31 = b1.fma(a3, c31);
        }
        c00.intoArray(c, i * n + j);
        c01.intoArray(c, i * n + j + LANES);
        c10.intoArray(c, (i + 1) * n + j);
        c11.intoArray(c, (i + 1) * n + j + LANES);
        c20.intoArray(c, (i + 2) * n + j);
        c21.intoArray(c, (i + 2) * n + j + LANES);
        c30.intoArray(c, (i + 3) * n + j);
        c31.intoArray(c, (i + 3) * n + j + LANES);
    }

    /** Computes row i of C from column j: one vector, or what is left of the row. */
    private static void edge(float[] a, float[] b, float[] c, int n, int k, int i, int j) {
        var mask = SPECIES.indexInRange(j, n);
        var sum = FloatVector.zero(SPECIES);
        for (int p = 0; p < k; p++)
            sum = FloatVector.fromArray(SPECIES, b, p * n + j, mask)
                    .fma(FloatVector.broadcast(SPECIES, a[i * k + p]), sum);
        sum.intoArray(c, i * n + j, mask);
    }
}
