package dev.lanewise.kernel.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.LinearJob;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Partials;
import dev.lanewise.kernel.simd.runtime.RowJob;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Reductions along rows and over everything; those along columns are in the package {@code columns}. */
public final class SimdReductions {
    private static final int CHUNK_BYTES = Job.CHUNK * Float.BYTES;

    /** Elements of a row from which on all threads work on it together. */
    private static final long LONG_ROW = 16L * Job.CHUNK;

    private SimdReductions() {}

    /** Writes one number to a view of one element. */
    static void setScalar(View out, double value) {
        set(out, 0, value);
    }

    /** Sets an element of a column. */
    static void set(View column, long row, double value) {
        HostBuffer.segment(column).set(JAVA_FLOAT, column.at(row, 0) * Float.BYTES, (float) value);
    }

    /**
     * The sum of a run of {@code size} bytes, whole vectors. Each {@link Job#CHUNK} elements are added up by themselves,
     * and their sums in double: what is lost does not grow with the length, and no number of ones is too many.
     */
    static double sum(MemorySegment x, long at, int size, MemorySegment lanes) {
        if (size <= CHUNK_BYTES)
            return RowKernels.sum(x, at, size, lanes);
        double sum = 0;
        for (int done = 0; done < size; done += Math.min(CHUNK_BYTES, size - done))
            sum += RowKernels.sum(x, at + done, Math.min(CHUNK_BYTES, size - done), lanes);
        return sum;
    }

    /** What does not change the result. */
    private static float filler(Reduction op) {
        return op == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0;
    }

    public static final class Rows extends RowJob {
        private final All all = new All();
        private final Operand out = new Operand();
        private Reduction op;

        public void run(Workers workers, Reduction newOp, View x, View result) {
            if (x.cols() > LONG_ROW) {
                for (long i = 0; i < x.rows(); i++)
                    all.run(workers, newOp, x.rows(i, 1), result.rows(i, 1));
                return;
            }
            op = newOp;
            out.set(result);
            workers.run(this, prepare(x, filler(op)));
        }

        @Override
        protected void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch) {
            double value = switch (op) {
                case SUM -> sum(memory, at, size(), scratch.lanes);
                case MEAN -> sum(memory, at, size(), scratch.lanes) / cols();
                case MAX -> RowKernels.max(memory, at, size());
            };
            out.segment().set(JAVA_FLOAT, out.at(i, 0) * Float.BYTES, (float) value);
        }
    }

    public static final class ArgmaxRows extends RowJob {
        private MemorySegment out;
        private long outAt;

        public void run(Workers workers, View x, Indices result) {
            out = HostBuffer.segment(result);
            outAt = result.offset();
            workers.run(this, prepare(x, Float.NEGATIVE_INFINITY));
        }

        @Override
        protected void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch) {
            out.set(JAVA_INT, (outAt + i) * Integer.BYTES,
                    RowKernels.argmax(memory, at, size(), RowKernels.max(memory, at, size())));
        }
    }

    public static final class All extends LinearJob {
        private final Partials partials = new Partials();
        private Reduction op;

        public void run(Workers workers, Reduction newOp, View x, View out) {
            op = newOp;
            int chunks = prepare(x, filler(op));
            partials.resize(chunks);
            workers.run(this, chunks);
            setScalar(out, switch (op) {
                case SUM -> partials.sum(chunks);
                case MEAN -> partials.sum(chunks) / x.elements();
                case MAX -> partials.max(chunks);
            });
        }

        @Override
        protected void run(int chunk, MemorySegment memory, long at, int size, Scratch scratch) {
            partials.set(chunk,
                    op == Reduction.MAX
                            ? RowKernels.max(memory, at, size)
                            : RowKernels.sum(memory, at, size, scratch.lanes));
        }
    }

    public static final class SquaredNorm extends LinearJob {
        private final Partials partials = new Partials();

        public void run(Workers workers, View x, View out) {
            int chunks = prepare(x, 0);
            partials.resize(chunks);
            workers.run(this, chunks);
            setScalar(out, partials.sum(chunks));
        }

        @Override
        protected void run(int chunk, MemorySegment memory, long at, int size, Scratch scratch) {
            partials.set(chunk, RowKernels.sumOfSquares(memory, at, 1, size, scratch.lanes));
        }
    }

    public static final class Norm extends LinearJob {
        /** Below, squares that were lost may count. */
        private static final float SMALL = 0x1p-60f;
        /** Bring elements whose squares add up to less than SMALL, or to more than a float holds, in the middle. */
        private static final float RAISE = 0x1p90f;
        private static final float LOWER = 0x1p-80f;

        private final Partials partials = new Partials();

        public void run(Workers workers, View x, View out) {
            int chunks = prepare(x, 0);
            partials.resize(chunks);
            workers.run(this, chunks);
            setScalar(out, Math.sqrt(partials.sum(chunks)));
        }

        @Override
        protected void run(int chunk, MemorySegment memory, long at, int size, Scratch scratch) {
            double sum = RowKernels.sumOfSquares(memory, at, 1, size, scratch.lanes);
            if (sum < SMALL || sum == Double.POSITIVE_INFINITY) {
                float factor = sum < SMALL ? RAISE : LOWER;
                sum = RowKernels.sumOfSquares(memory, at, factor, size, scratch.lanes) / ((double) factor * factor);
            }
            partials.set(chunk, sum);
        }
    }
}
