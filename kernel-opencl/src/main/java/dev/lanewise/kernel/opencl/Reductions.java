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
    private final Scratch scratch;

    Reductions(Launcher launcher, Scratch scratch) {
        this.launcher = launcher;
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
        long chunks = chunks(x.rows(), CHUNK_ROWS);
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
        all(op, false, x, out);
    }

    void squaredNorm(View x, View out) {
        all(Reduction.SUM, true, x, out);
    }

    private void all(Reduction op, boolean squared, View x, View out) {
        scratch.reset();
        if (x.isContiguous())
            reduceRun(op, squared, x, x.elements(), out);
        else
            // A column is read as a row, so that neighbours share an item.
            reduceStrided(op, squared, x.cols() == 1 ? x.transposed() : x, out);
    }

    /** @param divisor what a mean divides by */
    private void reduceRun(Reduction op, boolean squared, View run, long divisor, View out) {
        long chunks = chunks(run.elements(), CHUNK_ELEMENTS);
        var target = chunks == 1 ? out : scratch.take(1, chunks);
        var first = chunks == 1 ? op : partially(op);
        launcher.kernel(PROGRAM, "reduce_all").int32(first.ordinal()).int32(squared ? 1 : 0).int64(run.elements())
                .int64(CHUNK_ELEMENTS).int64(divisor).place(run).place(target).overTeams(chunks);
        if (chunks > 1)
            reduceRun(op, false, target, divisor, out);
    }

    private void reduceStrided(Reduction op, boolean squared, View x, View out) {
        int lanes = launcher.profile().lanes();
        long chunkRuns = CHUNK_ELEMENTS / lanes;
        long rows = x.size4(0) * x.size4(1) * x.size4(2);
        long chunks = chunks(rows * Math.ceilDiv(x.cols(), lanes), chunkRuns);
        var target = chunks == 1 ? out : scratch.take(1, chunks);
        var first = chunks == 1 ? op : partially(op);
        launcher.kernel(PROGRAM, "reduce_all_strided").int32(first.ordinal()).int32(squared ? 1 : 0)
                .int64x4(x.size4(0), x.size4(1), x.size4(2), x.size4(3)).int64(chunkRuns).int64(x.elements())
                .strided(x).place(target).overTeams(chunks);
        if (chunks > 1)
            reduceRun(op, false, target, x.elements(), out);
    }

    /** At least one, which gives nothing its result. */
    private static long chunks(long count, long chunk) {
        return Math.max(Math.ceilDiv(count, chunk), 1);
    }

    void argmaxRows(View x, Indices out) {
        launcher.kernel(PROGRAM, "argmax_rows").int64(x.cols()).matrix(x).indices(out).overTeams(x.rows());
    }

    /** A mean is divided once, at the end. */
    private static Reduction partially(Reduction op) {
        return op == Reduction.MEAN ? Reduction.SUM : op;
    }
}
