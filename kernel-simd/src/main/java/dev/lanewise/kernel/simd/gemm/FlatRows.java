package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.SmallK.STEPS;
import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.COUNT;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.FMA;
import static dev.lanewise.kernel.simd.runtime.Lanes.INTS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.IntVector;

/**
 * Products of dense matrices with few terms and few columns, {@code C = start + A B}, that see C as one run of numbers.
 * A vector of C then holds parts of several rows, and which parts comes again every {@code n} vectors, which are
 * {@link Lanes#COUNT} rows: a group. So there are {@code n} places in a group, and at each of them the same numbers of
 * B meet a permutation of the same stretch of A: both stay in registers while the groups go by.
 */
final class FlatRows extends Job {
    /** Rows after which everything comes again. */
    private static final int GROUP = COUNT;

    /** Rows whose A and C stay in the first-level cache while one place after the other is done. */
    private static final int BLOCK_ROWS = SmallK.BLOCK_ROWS;

    /** Laying out B takes as long as the other way takes for 100 (3 x 5) to 250 rows (4 x 10); twice that gains. */
    static final int MIN_ROWS = 32 * GROUP;

    /** Bytes of one number for each lane of each place. */
    private static final long TABLE = (long) COUNT * BYTES;

    private final Workers workers;

    /** What C starts from, and B row by row, repeated along a group. */
    private final MemorySegment start = Scratch.allocate(COUNT * COUNT);
    private final MemorySegment terms = Scratch.allocate(STEPS * COUNT * COUNT);

    /** Which of A's elements each step wants, from the first one of the place on. */
    private final MemorySegment positions = Scratch.allocate(STEPS * COUNT * COUNT);
    private Operand a;
    private Operand c;
    private long rows;
    private int cols;
    private int steps;

    FlatRows(Workers workers) { this.workers = workers; }

    /** Whether this is the way for a product of {@link SmallK}: one vector of A has to hold all that one of C needs. */
    static boolean suits(long m, int n, int k, Operand left, Operand out) {
        int latestStart = n - (n & -n);
        return m >= MIN_ROWS && n < COUNT && left.colStride() == 1 && left.rowStride() == k && out.rowStride() == n
                && ((latestStart + COUNT - 1) / n + 1) * k <= COUNT;
    }

    void run(Operand left, Operand right, Operand out, long m, int n, int k, MemorySegment from) {
        a = left;
        c = out;
        rows = m;
        repeat(from, 0, 1, n, start, 0);
        for (int s = 0; s < k; s++)
            repeat(right.segment(), right.at(s, 0) * Float.BYTES, right.colStride(), n, terms, s * TABLE);
        if (n != cols || k != steps)
            setPositions(n, k);
        workers.run(this, chunks(m, chunkRows()));
    }

    private long chunkRows() {
        return Math.max(1, rowsPerChunk(cols) / BLOCK_ROWS) * BLOCK_ROWS;
    }

    /** Lays out a row as often as it occurs in a group, by doubling. */
    private static void repeat(MemorySegment row, long at, long stride, int n, MemorySegment to, long toAt) {
        Staging.gather(row, at, stride, n, to, toAt);
        for (int done = n; done < GROUP * n; done *= 2)
            Staging.gather(to, toAt, 1, done, to, toAt + (long) done * Float.BYTES);
    }

    private void setPositions(int n, int k) {
        cols = n;
        steps = k;
        for (int i = 0; i < COUNT * n; i++)
            for (int s = 0; s < k; s++)
                positions.set(JAVA_INT, s * TABLE + (long) i * Integer.BYTES, (i / n - firstRow(i / COUNT)) * k + s);
    }

    /** The row of a group that a place begins in. */
    private int firstRow(int place) {
        return place * COUNT / cols;
    }

    @Override
    protected void run(int chunk, Scratch common) {
        var scratch = common.get(GemmScratch.SLOT);
        long end = Math.min((chunk + 1) * chunkRows(), rows);
        for (long i = chunk * chunkRows(); i < end; i += BLOCK_ROWS) {
            long next = Math.min(i + BLOCK_ROWS, end);
            // The places of a group read beyond its rows of A, by less than another group has.
            long readable = (a.segment().byteSize() / Float.BYTES - a.at(i, 0)) / steps - GROUP;
            int groups = (int) Math.max(0, Math.min(next - i, readable) / GROUP);
            groups(a.segment(), a.at(i, 0) * Float.BYTES, c.segment(), c.at(i, 0) * Float.BYTES, groups);
            for (long r = i + (long) groups * GROUP; r < next; r += GROUP)
                copiedGroup(r, (int) Math.min(GROUP, next - r), scratch);
        }
    }

    /** A group of fewer rows, or one with nothing behind it. */
    private void copiedGroup(long i, int count, GemmScratch scratch) {
        Staging.gather(a.segment(), a.at(i, 0) * Float.BYTES, 1, count * steps, scratch.other, 0);
        groups(scratch.other, 0, scratch.tile, 0, 1);
        Staging.scatter(scratch.tile, 0, c.segment(), c.at(i, 0) * Float.BYTES, 1, count * cols);
    }

    private void groups(MemorySegment from, long at, MemorySegment to, long toAt, int count) {
        for (int place = 0; place < cols; place++)
            place(start, terms, positions, (long) place * BYTES, steps, from,
                    at + (long) firstRow(place) * steps * Float.BYTES, (long) GROUP * steps * Float.BYTES,
                    to, toAt + (long) place * BYTES, (long) cols * BYTES, count);
    }

    /** The same place of {@code count} groups. */
    private static void place(MemorySegment start, MemorySegment terms, MemorySegment positions, long tableAt, int k,
            MemorySegment a, long aAt, long aGroup, MemorySegment c, long cAt, long cGroup, int count) {
        start = NATIVE.cast(start);
        terms = NATIVE.cast(terms);
        positions = NATIVE.cast(positions);
        a = NATIVE.cast(a);
        c = NATIVE.cast(c);
        var from = fromMemorySegment(FLOATS, start, tableAt, ORDER);
        var b0 = fromMemorySegment(FLOATS, terms, tableAt, ORDER);
        var b1 = fromMemorySegment(FLOATS, terms, tableAt + TABLE, ORDER);
        var b2 = fromMemorySegment(FLOATS, terms, tableAt + 2 * TABLE, ORDER);
        var b3 = fromMemorySegment(FLOATS, terms, tableAt + 3 * TABLE, ORDER);
        var p0 = IntVector.fromMemorySegment(INTS, positions, tableAt, ORDER);
        var p1 = IntVector.fromMemorySegment(INTS, positions, tableAt + TABLE, ORDER);
        var p2 = IntVector.fromMemorySegment(INTS, positions, tableAt + 2 * TABLE, ORDER);
        var p3 = IntVector.fromMemorySegment(INTS, positions, tableAt + 3 * TABLE, ORDER);
        int turn = Lanes.one;
        for (int g = 0; g < count; g += turn) {
            // Integers, because a float that selects would be converted first.
            var x = IntVector.fromMemorySegment(INTS, a, aAt + g * aGroup, ORDER);
            var a0 = p0.selectFrom(x).reinterpretAsFloats();
            var sum = FMA ? a0.fma(b0, from) : a0.mul(b0).add(from);
            if (k > 1) {
                var a1 = p1.selectFrom(x).reinterpretAsFloats();
                sum = FMA ? a1.fma(b1, sum) : a1.mul(b1).add(sum);
            }
            if (k > 2) {
                var a2 = p2.selectFrom(x).reinterpretAsFloats();
                sum = FMA ? a2.fma(b2, sum) : a2.mul(b2).add(sum);
            }
            if (k > 3) {
                var a3 = p3.selectFrom(x).reinterpretAsFloats();
                sum = FMA ? a3.fma(b3, sum) : a3.mul(b3).add(sum);
            }
            sum.intoMemorySegment(c, cAt + g * cGroup, ORDER);
        }
    }
}
