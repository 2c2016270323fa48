package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.elementwise.MathLoops.fma;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Runs;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products in plain loops that C2 turns into vector code by itself within some ten milliseconds, where a register tile
 * takes it a hundred: what is used for little work ({@code SimdCompute.LITTLE_WORK}). An element of C is the same chain of
 * multiplications and additions over k as in a tile, so that the bits are the same; a quarter of the speed.
 *
 * <p>The loop runs along rows of C. It is vectorised because no two of its accesses can be the same element of an array in
 * C2's eyes: four rows of C are stored a constant apart in one array, and the row of B is one of another type, double, which holds
 * any float. Two float arrays might be the same one, and C2 (25) leaves such a loop as it is.
 */
final class GemmLoops extends Job {
    /** Columns at a time: 8 KiB of C and one row of B stay in the first-level cache. */
    private static final int COLS = 512;

    /** Steps of k at a time: B's part, 512 KiB at most, stays in the second-level cache. */
    private static final int STEPS = 128;

    /** Rows of A that are copied at a time. */
    private static final int ROWS = 64;

    /** Rows of C that share what is read of B. With eight, or with two steps at a time, C2 does not vectorise. */
    private static final int GROUP = 4;

    /** Fewer columns than this are not worth a vector loop; if C has more rows, they are what it runs along. */
    private static final int NARROW = 32;

    /** Least columns of a chunk, for the same reason. */
    private static final int LEAST = 128;

    /** Working memory of one thread: half a mebibyte that only little work needs. */
    private static final class Memory {
        private static final Scratch.Slot<Memory> SLOT = new Scratch.Slot<>(scratch -> new Memory());

        private final float[] rowsOfC = new float[GROUP * COLS];
        private final double[] b = new double[STEPS * COLS];
        private final float[] a = new float[ROWS * STEPS];
        private final float[] line = new float[COLS];
    }

    private final Workers workers;
    private final GemmEpilogue epilogue;
    private final Matrix left = new Matrix();
    private final Matrix right = new Matrix();
    private final Matrix out = new Matrix();
    private Operand c;
    private long rows;
    private long cols;
    private long steps;
    private boolean exchanged;
    private boolean fromC;
    private MemorySegment bias;
    private int stripCols;

    /** Where elements are stored, of a matrix or of its transpose. */
    private static final class Matrix {
        private MemorySegment segment;
        private long at;
        private long rowStride;
        private long colStride;

        void set(Operand x, boolean transposed) {
            segment = x.segment();
            at = x.at(0, 0);
            rowStride = transposed ? x.colStride() : x.rowStride();
            colStride = transposed ? x.rowStride() : x.colStride();
        }

        /** Copies {@code count} elements of row {@code i}, from column {@code j} on. */
        void read(long i, long j, int count, float[] to, int toAt) {
            long from = at + i * rowStride + j * colStride;
            if (colStride == 1)
                Runs.read(segment, from * Float.BYTES, 0, 1, count, to, toAt, 0);
            else
                for (int s = 0; s < count; s++)
                    to[toAt + s] = segment.get(JAVA_FLOAT, (from + s * colStride) * Float.BYTES);
        }

        void write(long i, long j, int count, float[] from, int fromAt) {
            long to = at + i * rowStride + j * colStride;
            if (colStride == 1)
                Runs.write(from, fromAt, 0, 1, count, segment, to * Float.BYTES, 0);
            else
                for (int s = 0; s < count; s++)
                    segment.set(JAVA_FLOAT, (to + s * colStride) * Float.BYTES, from[fromAt + s]);
        }
    }

    GemmLoops(Workers workers, GemmEpilogue epilogue) {
        this.workers = workers;
        this.epilogue = epilogue;
    }

    /**
     * {@code C = epilogue(A B + start)}.
     *
     * @param newBias what all rows of C start from, or null
     * @param startsFromC whether C starts from what it holds; else from the bias or from zeros
     */
    void run(Operand a, Operand b, Operand newC, long m, long n, long k, boolean startsFromC, MemorySegment newBias) {
        if (m == 0 || n == 0)
            return;
        c = newC;
        fromC = startsFromC;
        bias = newBias;
        exchanged = n < NARROW && n < m;
        left.set(exchanged ? b : a, exchanged);
        right.set(exchanged ? a : b, exchanged);
        out.set(newC, exchanged);
        rows = exchanged ? n : m;
        cols = exchanged ? m : n;
        steps = k;
        // As many as four threads can share.
        stripCols = (int) Math.clamp(Math.ceilDiv(cols, 4L * LEAST) * LEAST, LEAST, COLS);
        workers.run(this, chunks(cols, stripCols));
    }

    @Override
    protected long nanoseconds(int chunks) { return rows * cols * steps / GemmBlock.RATE; }

    @Override
    protected void run(int chunk, Scratch scratch) {
        long j = (long) chunk * stripCols;
        int width = (int) Math.min(stripCols, cols - j);
        var memory = scratch.get(Memory.SLOT);
        for (long p = 0; p == 0 || p < steps; p += STEPS) {
            int depth = (int) Math.min(STEPS, steps - p);
            if (depth > 0)
                readB(p, depth, j, width, memory);
            for (long i = 0; i < rows; i += ROWS)
                block(i, (int) Math.min(ROWS, rows - i), j, width, p, depth, memory);
        }
        if (!epilogue.isEmpty()) {
            if (exchanged)
                finish(j, width, 0, (int) rows, scratch);
            else
                finish(0, rows, j, width, scratch);
        }
    }

    private void readB(long p, int depth, long j, int width, Memory memory) {
        float[] line = memory.line;
        double[] b = memory.b;
        if (right.rowStride == 1)
            // Lines of memory run along k.
            for (int x = 0; x < width; x++) {
                readColumn(p, depth, j + x, line);
                for (int s = 0; s < depth; s++)
                    b[s * width + x] = line[s];
            }
        else
            for (int s = 0; s < depth; s++) {
                right.read(p + s, j, width, line, 0);
                for (int x = 0; x < width; x++)
                    b[s * width + x] = line[x];
            }
    }

    private void readColumn(long p, int depth, long j, float[] line) {
        Runs.read(right.segment, (right.at + p + j * right.colStride) * Float.BYTES, 0, 1, depth, line, 0, 0);
    }

    private void readA(long i, int height, long p, int depth, boolean kMajor, float[] a) {
        if (kMajor)
            Runs.read(left.segment, (left.at + i + p * left.colStride) * Float.BYTES, left.colStride * Float.BYTES,
                    depth, height, a, 0, ROWS);
        else
            for (int r = 0; r < height; r++)
                left.read(i + r, p, depth, a, r * STEPS);
    }

    private void block(long i, int height, long j, int width, long p, int depth, Memory memory) {
        float[] a = memory.a;
        boolean kMajor = left.rowStride == 1 && left.colStride != 1;
        if (depth > 0)
            readA(i, height, p, depth, kMajor, a);
        int rowStep = kMajor ? 1 : STEPS;
        int stepStep = kMajor ? ROWS : 1;
        float[] rowsOfC = memory.rowsOfC;
        for (int r = 0; r < height; r += GROUP) {
            int count = Math.min(GROUP, height - r);
            boolean first = p == 0 && !fromC;
            if (!first && out.rowStride == 1 && out.colStride != 1)
                readColumns(i + r, count, j, width, memory);
            else
                for (int g = 0; g < count; g++)
                    start(i + r + g, j, width, first, rowsOfC, g * COLS);
            multiply(a, r * rowStep, rowStep, stepStep, memory.b, width, depth, rowsOfC);
            if (out.rowStride == 1 && out.colStride != 1)
                writeColumns(i + r, count, j, width, memory);
            else
                for (int g = 0; g < count; g++)
                    out.write(i + r + g, j, width, rowsOfC, g * COLS);
        }
    }

    private void start(long i, long j, int width, boolean first, float[] to, int at) {
        if (!first)
            out.read(i, j, width, to, at);
        else if (bias == null)
            Arrays.fill(to, at, at + width, 0);
        else if (exchanged)
            Arrays.fill(to, at, at + width, bias.get(JAVA_FLOAT, i * Float.BYTES));
        else
            Runs.read(bias, j * Float.BYTES, 0, 1, width, to, at, 0);
    }

    /** Lines of memory run down the columns of C, a few elements of each: one by one they would be slower to get at. */
    private void readColumns(long i, int count, long j, int width, Memory memory) {
        float[] line = memory.line;
        float[] rowsOfC = memory.rowsOfC;
        for (int x = 0; x < width; x++) {
            Runs.read(out.segment, (out.at + i + (j + x) * out.colStride) * Float.BYTES, 0, 1, count, line, 0, 0);
            for (int g = 0; g < count; g++)
                rowsOfC[g * COLS + x] = line[g];
        }
    }

    private void writeColumns(long i, int count, long j, int width, Memory memory) {
        float[] line = memory.line;
        float[] rowsOfC = memory.rowsOfC;
        for (int x = 0; x < width; x++) {
            for (int g = 0; g < count; g++)
                line[g] = rowsOfC[g * COLS + x];
            Runs.write(line, 0, 0, 1, count, out.segment, (out.at + i + (j + x) * out.colStride) * Float.BYTES, 0);
        }
    }

    /** Of rows that are missing the memory holds old numbers, and nobody looks at what becomes of them. */
    private static void multiply(float[] a, int at, int rowStep, int stepStep, double[] b, int width, int depth,
            float[] c) {
        for (int s = 0; s < depth; s++) {
            int p = at + s * stepStep;
            addRow(c, b, s * width, width, a[p], a[p + rowStep], a[p + 2 * rowStep], a[p + 3 * rowStep]);
        }
    }

    private static void addRow(float[] c, double[] b, int at, int width, float a0, float a1, float a2, float a3) {
        for (int j = 0; j < width; j++) {
            float x = (float) b[at + j];
            c[j] = fma(a0, x, c[j]);
            c[j + COLS] = fma(a1, x, c[j + COLS]);
            c[j + 2 * COLS] = fma(a2, x, c[j + 2 * COLS]);
            c[j + 3 * COLS] = fma(a3, x, c[j + 3 * COLS]);
        }
    }

    /** The epilogue of some rows and columns of C. */
    private void finish(long top, long height, long left, int width, Scratch scratch) {
        boolean inPlace = c.colStride() == 1 && width % Lanes.COUNT == 0;
        int bytes = Lanes.padded(width) * Float.BYTES;
        for (long i = top; i < top + height; i++)
            if (inPlace)
                epilogue.apply(c.segment(), c.at(i, left) * Float.BYTES, bytes, bytes, i, left, 1, width, scratch);
            else {
                Staging.gatherRow(c, i, left, width, scratch.blocks, Scratch.X);
                epilogue.apply(scratch.blocks, Scratch.X, bytes, bytes, i, left, 1, width, scratch);
                Staging.scatterRow(scratch.blocks, Scratch.X, c, i, left, width);
            }
    }
}
