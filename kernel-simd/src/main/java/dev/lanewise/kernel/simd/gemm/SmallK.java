package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.COUNT;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Products of many rows with sums of {@link #STEPS} terms at most: {@code C = start + A B}. Nothing is packed but B, and
 * that stays in registers; the time is that of storing C. A row narrower than a vector is stored as a whole one, and
 * the next row goes over what was too much; {@link FlatRows} does better where there are many and all is dense.
 */
final class SmallK extends Job {
    /** Rows of B that fit into registers beside everything else, of two vectors each. */
    static final int STEPS = 4;

    /** Rows of A that are copied at a time. */
    static final int BLOCK_ROWS = 512;

    private static final MemorySegment ZEROS = Scratch.allocate(2 * COUNT);

    private final Workers workers;
    private final FlatRows flatRows;
    private Operand a;
    private Operand c;
    private MemorySegment start;
    private boolean startsFromBias;
    private MemorySegment rowsOfB = Scratch.allocate(STEPS * 2 * COUNT);
    private long rows;
    private int cols;
    private int steps;

    SmallK(Workers workers) {
        this.workers = workers;
        flatRows = new FlatRows(workers);
    }

    /** Whether this is the way to compute a product that has no epilogue but a start. */
    static boolean suits(long m, long n, long k, Operand out) {
        boolean whole = n % COUNT == 0 || n < COUNT && out.rowStride() == n;
        return k > 0 && k <= STEPS && m > MicroKernel.PANEL_ROWS && n > 0 && n <= CHUNK && whole
                && out.colStride() == 1;
    }

    /** @param bias what all rows of C start from, with room for whole vectors; null for zeros */
    void run(Operand left, Operand right, Operand out, long m, int n, int k, MemorySegment bias) {
        if (FlatRows.suits(m, n, k, left, out)) {
            flatRows.run(left, right, out, m, n, k, bias != null ? bias : ZEROS);
            return;
        }
        a = left;
        c = out;
        startsFromBias = bias != null;
        start = startsFromBias ? bias : ZEROS;
        rows = m;
        cols = n;
        steps = k;
        rowsOfB = Scratch.grown(rowsOfB, (long) STEPS * Lanes.padded(n));
        for (int s = 0; s < k; s++)
            Staging.gatherRow(right, s, 0, n, rowsOfB, (long) s * Lanes.padded(n) * Float.BYTES);
        workers.run(this, chunks(m, rowsPerChunk(n)));
    }

    @Override
    protected void run(int chunk, Scratch common) {
        var scratch = common.get(GemmScratch.SLOT);
        long end = Math.min((chunk + 1) * rowsPerChunk(cols), rows);
        for (long i = chunk * rowsPerChunk(cols); i < end; i += BLOCK_ROWS)
            block(i, (int) Math.min(BLOCK_ROWS, end - i), scratch);
    }

    private void block(long i, int count, GemmScratch scratch) {
        copyOfA(i, count, scratch.rowsOfA);
        int j = 0;
        for (; cols - j >= 2 * COUNT; j += 2 * COUNT)
            two(i, j, count, scratch);
        if (j == cols)
            return;
        // What the last rows of a block store too much is another's, or nobody's.
        int alone = cols - j >= COUNT ? 0 : Math.min(count, Math.ceilDiv(COUNT, cols) - 1);
        one(0, j, count - alone, c.segment(), c.at(i, j) * Float.BYTES, c.rowStride() * Float.BYTES, scratch);
        for (int r = count - alone; r < count; r++) {
            one(r, j, 1, scratch.tile, 0, 0, scratch);
            Staging.scatterRow(scratch.tile, 0, c, i + r, j, cols - j);
        }
    }

    /** Rows of A, one behind the other. */
    private void copyOfA(long i, int count, float[] to) {
        if (a.colStride() == 1 && a.rowStride() == steps)
            MemorySegment.copy(a.segment(), JAVA_FLOAT, a.at(i, 0) * Float.BYTES, to, 0, count * steps);
        else
            for (int r = 0; r < count; r++)
                for (int s = 0; s < steps; s++)
                    to[r * steps + s] = a.segment().get(JAVA_FLOAT, a.at(i + r, s) * Float.BYTES);
    }

    private void one(int r, int j, int count, MemorySegment out, long outAt, long outStride, GemmScratch scratch) {
        column(scratch.rowsOfA, r * steps, steps, rowsOfB, (long) j * Float.BYTES,
                (long) Lanes.padded(cols) * Float.BYTES, start, startAt(j), out, outAt, outStride, count);
    }

    private void two(long first, int j, int count, GemmScratch scratch) {
        columns(scratch.rowsOfA, 0, steps, rowsOfB, (long) j * Float.BYTES, (long) Lanes.padded(cols) * Float.BYTES,
                start, startAt(j), c.segment(), c.at(first, j) * Float.BYTES, c.rowStride() * Float.BYTES, count);
    }

    private long startAt(int j) {
        return startsFromBias ? (long) j * Float.BYTES : 0;
    }

    /** One vector of columns. Counted, the loop was a third slower in processes that knew this one product alone. */
    private static void column(float[] a, int aAt, int k, MemorySegment b, long bAt,
            long bRow, MemorySegment start, long startAt, MemorySegment c, long cAt, long cRow, int count) {
        b = NATIVE.cast(b);
        start = NATIVE.cast(start);
        c = NATIVE.cast(c);
        var b0 = fromMemorySegment(FLOATS, b, bAt, ORDER);
        var b1 = fromMemorySegment(FLOATS, b, bAt + bRow, ORDER);
        var b2 = fromMemorySegment(FLOATS, b, bAt + 2 * bRow, ORDER);
        var b3 = fromMemorySegment(FLOATS, b, bAt + 3 * bRow, ORDER);
        var from = fromMemorySegment(FLOATS, start, startAt, ORDER);
        int turn = Lanes.one;
        for (int r = 0; r < count; r += turn) {
            int p = aAt + r * k;
            var a0 = broadcast(FLOATS, a[p]);
            var sum = FMA ? a0.fma(b0, from) : a0.mul(b0).add(from);
            if (k > 1) {
                var a1 = broadcast(FLOATS, a[p + 1]);
                sum = FMA ? a1.fma(b1, sum) : a1.mul(b1).add(sum);
            }
            if (k > 2) {
                var a2 = broadcast(FLOATS, a[p + 2]);
                sum = FMA ? a2.fma(b2, sum) : a2.mul(b2).add(sum);
            }
            if (k > 3) {
                var a3 = broadcast(FLOATS, a[p + 3]);
                sum = FMA ? a3.fma(b3, sum) : a3.mul(b3).add(sum);
            }
            sum.intoMemorySegment(c, cAt + r * cRow, ORDER);
        }
    }

    /** Two vectors of columns. */
    private static void columns(float[] a, int aAt, int k, MemorySegment b, long bAt,
            long bRow, MemorySegment start, long startAt, MemorySegment c, long cAt, long cRow, int count) {
        b = NATIVE.cast(b);
        start = NATIVE.cast(start);
        c = NATIVE.cast(c);
        var b0 = fromMemorySegment(FLOATS, b, bAt, ORDER);
        var b0b = fromMemorySegment(FLOATS, b, bAt + BYTES, ORDER);
        var b1 = fromMemorySegment(FLOATS, b, bAt + bRow, ORDER);
        var b1b = fromMemorySegment(FLOATS, b, bAt + bRow + BYTES, ORDER);
        var b2 = fromMemorySegment(FLOATS, b, bAt + 2 * bRow, ORDER);
        var b2b = fromMemorySegment(FLOATS, b, bAt + 2 * bRow + BYTES, ORDER);
        var b3 = fromMemorySegment(FLOATS, b, bAt + 3 * bRow, ORDER);
        var b3b = fromMemorySegment(FLOATS, b, bAt + 3 * bRow + BYTES, ORDER);
        var from = fromMemorySegment(FLOATS, start, startAt, ORDER);
        var fromB = fromMemorySegment(FLOATS, start, startAt + BYTES, ORDER);
        for (int r = 0; r < count; r++) {
            int p = aAt + r * k;
            var a0 = broadcast(FLOATS, a[p]);
            var sum = FMA ? a0.fma(b0, from) : a0.mul(b0).add(from);
            var sumB = FMA ? a0.fma(b0b, fromB) : a0.mul(b0b).add(fromB);
            if (k > 1) {
                var a1 = broadcast(FLOATS, a[p + 1]);
                sum = FMA ? a1.fma(b1, sum) : a1.mul(b1).add(sum);
                sumB = FMA ? a1.fma(b1b, sumB) : a1.mul(b1b).add(sumB);
            }
            if (k > 2) {
                var a2 = broadcast(FLOATS, a[p + 2]);
                sum = FMA ? a2.fma(b2, sum) : a2.mul(b2).add(sum);
                sumB = FMA ? a2.fma(b2b, sumB) : a2.mul(b2b).add(sumB);
            }
            if (k > 3) {
                var a3 = broadcast(FLOATS, a[p + 3]);
                sum = FMA ? a3.fma(b3, sum) : a3.mul(b3).add(sum);
                sumB = FMA ? a3.fma(b3b, sumB) : a3.mul(b3b).add(sumB);
            }
            sum.intoMemorySegment(c, cAt + r * cRow, ORDER);
            sumB.intoMemorySegment(c, cAt + r * cRow + BYTES, ORDER);
        }
    }
}
