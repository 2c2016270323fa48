package dev.lanewise.kernel.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Reductions along rows and over everything; those along columns are in {@link SimdColumns}. */
final class SimdReductions {
    private SimdReductions() {}

    /** Writes one number to a view of one element. */
    static void setScalar(View out, double value) {
        set(out, 0, value);
    }

    /** Sets an element of a column. */
    static void set(View column, long row, double value) {
        HostBuffer.segment(column).set(JAVA_FLOAT, column.at(row, 0) * Float.BYTES, (float) value);
    }

    /** What does not change the result. */
    private static float filler(Reduction op) {
        return op == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0;
    }

    static final class Rows extends RowJob {
        private final Operand out = new Operand();
        private Reduction op;

        void run(Workers workers, Reduction newOp, View x, View result) {
            op = newOp;
            out.set(result);
            workers.run(this, prepare(x, filler(op)));
        }

        @Override
        void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch) {
            float value = switch (op) {
                case SUM -> RowKernels.sum(memory, at, size(), scratch.lanes);
                case MEAN -> RowKernels.sum(memory, at, size(), scratch.lanes) / cols();
                case MAX -> RowKernels.max(memory, at, size());
            };
            out.segment().set(JAVA_FLOAT, out.at(i, 0) * Float.BYTES, value);
        }
    }

    static final class ArgmaxRows extends RowJob {
        private MemorySegment out;
        private long outAt;

        void run(Workers workers, View x, Indices result) {
            out = HostBuffer.segment(result);
            outAt = result.offset();
            workers.run(this, prepare(x, Float.NEGATIVE_INFINITY));
        }

        @Override
        void row(int chunk, long i, MemorySegment memory, long at, Scratch scratch) {
            out.set(JAVA_INT, (outAt + i) * Integer.BYTES,
                    RowKernels.argmax(memory, at, size(), RowKernels.max(memory, at, size())));
        }
    }

    static final class All extends LinearJob {
        private final Partials partials = new Partials();
        private Reduction op;

        void run(Workers workers, Reduction newOp, View x, View out) {
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
        void run(int chunk, MemorySegment memory, long at, int size, Scratch scratch) {
            partials.set(chunk,
                    op == Reduction.MAX
                            ? RowKernels.max(memory, at, size)
                            : RowKernels.sum(memory, at, size, scratch.lanes));
        }
    }

    static final class SquaredNorm extends LinearJob {
        private final Partials partials = new Partials();

        void run(Workers workers, View x, View out) {
            int chunks = prepare(x, 0);
            partials.resize(chunks);
            workers.run(this, chunks);
            setScalar(out, partials.sum(chunks));
        }

        @Override
        void run(int chunk, MemorySegment memory, long at, int size, Scratch scratch) {
            partials.set(chunk, RowKernels.sumOfSquares(memory, at, size, scratch.lanes));
        }
    }
}
