package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;

/** The kernels of reductions.cl. Long runs are cut into chunks whose results are reduced again. */
final class Reductions {
    private static final String PROGRAM = "reductions";
    /** Rows that one team adds up: a mini-batch in one pass, a whole data set over many teams. */
    private static final long CHUNK_ROWS = 512;
    /** Elements that one team adds up: 64 KiB, enough to pay for its start. */
    private static final long CHUNK_ELEMENTS = 1 << 14;

    private final Launcher launcher;
    private final Elementwise elementwise;
    private final Scratch scratch;

    Reductions(Launcher launcher, Elementwise elementwise, Scratch scratch) {
        this.launcher = launcher;
        this.elementwise = elementwise;
        this.scratch = scratch;
    }

    void rows(Reduction op, View x, View out) {
        launcher.kernel(PROGRAM, "reduce_rows").int32(op.ordinal()).int64(x.cols()).matrix(x).matrix(out)
                .overTeams(x.rows());
    }

    void columns(Reduction op, View x, View out) {
        scratch.reset();
        columns(op, x, x.rows(), out);
    }

    /** @param divisor what a mean divides by */
    private void columns(Reduction op, View x, long divisor, View out) {
        long chunks = Math.max(Math.ceilDiv(x.rows(), CHUNK_ROWS), 1);
        if (chunks == 1) {
            reduceColumns(op, x, divisor, chunks, out);
            return;
        }
        var partial = scratch.take(chunks, x.cols());
        reduceColumns(partially(op), x, divisor, chunks, partial);
        columns(op, partial, divisor, out);
    }

    private void reduceColumns(Reduction op, View x, long divisor, long chunks, View out) {
        launcher.kernel(PROGRAM, "reduce_columns").int32(op.ordinal()).int64(x.rows()).int64(x.cols())
                .int64(CHUNK_ROWS).int64(divisor).matrix(x).matrix(out).overColumns(x.cols(), chunks);
    }

    void all(Reduction op, View x, View out) {
        scratch.reset();
        var run = contiguous(x);
        all(op, false, run, run.elements(), out);
    }

    void squaredNorm(View x, View out) {
        scratch.reset();
        var run = contiguous(x);
        all(Reduction.SUM, true, run, run.elements(), out);
    }

    private void all(Reduction op, boolean squared, View run, long divisor, View out) {
        long chunks = Math.max(Math.ceilDiv(run.elements(), CHUNK_ELEMENTS), 1);
        if (chunks == 1) {
            reduceAll(op, squared, run, divisor, chunks, out);
            return;
        }
        var partial = scratch.take(1, chunks);
        reduceAll(partially(op), squared, run, divisor, chunks, partial);
        all(op, false, partial, divisor, out);
    }

    private void reduceAll(Reduction op, boolean squared, View run, long divisor, long chunks, View out) {
        launcher.kernel(PROGRAM, "reduce_all").int32(op.ordinal()).int32(squared ? 1 : 0).int64(run.elements())
                .int64(CHUNK_ELEMENTS).int64(divisor).place(run).place(out).overTeams(chunks);
    }

    void argmaxRows(View x, Indices out) {
        launcher.kernel(PROGRAM, "argmax_rows").int64(x.cols()).matrix(x).indices(out).overTeams(x.rows());
    }

    private View contiguous(View x) {
        if (x.isContiguous())
            return x;
        var dense = scratch.take(1, x.elements()).reshape(x.size4(0), x.size4(1), x.size4(2), x.size4(3));
        elementwise.copy(x, dense);
        return dense;
    }

    /** A mean is divided once, at the end. */
    private static Reduction partially(Reduction op) {
        return op == Reduction.MEAN ? Reduction.SUM : op;
    }
}
