package dev.lanewise.kernel.opencl.ops;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.launch.Launcher;

/** The kernels of reductions.cl. Long runs are cut into chunks whose results are reduced again. */
public final class Reductions {
    private static final String PROGRAM = "reductions";
    /** Rows that one team adds up: a mini-batch in one pass, a whole data set over many teams. */
    private static final long CHUNK_ROWS = 512;
    /** Elements that one team adds up: 64 KiB, enough to pay for its start. */
    private static final long CHUNK_ELEMENTS = 1 << 14;
    /**
     * Elements of a row up to which one team reduces it. What it adds up would lose digits beyond, and all of them from
     * 2^24 additions on; also other teams have nothing to do.
     */
    private static final long LONGEST_ROW = 16 * CHUNK_ELEMENTS;

    /** What of an element is added up: TERM_.. in reductions.cl. */
    private enum Term { ELEMENT, SQUARE, NORM }

    private final Launcher launcher;
    private final Scratch scratch;

    public Reductions(Launcher launcher, Scratch scratch) {
        this.launcher = launcher;
        this.scratch = scratch;
    }

    public void rows(Reduction op, View x, View out) {
        if (x.cols() > LONGEST_ROW) {
            scratch.reset();
            for (long i = 0; i < x.rows(); i++)
                reduce(op, Term.ELEMENT, x.rows(i, 1), out.rows(i, 1));
            return;
        }
        launcher.kernel(PROGRAM, "reduce_rows").int32(op.ordinal()).int64(x.cols()).matrix(x).matrix(out)
                .overTeams(x.rows());
    }

    public void columns(Reduction op, View x, View out) {
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

    public void all(Reduction op, View x, View out) {
        scratch.reset();
        reduce(op, Term.ELEMENT, x, out);
    }

    public void squaredNorm(View x, View out) {
        scratch.reset();
        reduce(Reduction.SUM, Term.SQUARE, x, out);
    }

    public void norm(View x, View out) {
        scratch.reset();
        reduce(Reduction.SUM, Term.NORM, x, out);
    }

    private void reduce(Reduction op, Term term, View x, View out) {
        if (x.isContiguous())
            reduceRun(op, term, x, x.elements(), out);
        else
            // A column is read as a row, so that neighbours share an item.
            reduceStrided(op, term, x.cols() == 1 ? x.transposed() : x, out);
    }

    /** What of the chunks' results is combined. */
    private static Term next(Term term) {
        return term == Term.SQUARE ? Term.ELEMENT : term;
    }

    /** @param divisor what a mean divides by */
    private void reduceRun(Reduction op, Term term, View run, long divisor, View out) {
        long chunks = chunks(run.elements(), CHUNK_ELEMENTS);
        var target = chunks == 1 ? out : scratch.take(1, chunks);
        var first = chunks == 1 ? op : partially(op);
        launcher.kernel(PROGRAM, "reduce_all").int32(first.ordinal()).int32(term.ordinal()).int64(run.elements())
                .int64(CHUNK_ELEMENTS).int64(divisor).place(run).place(target).overTeams(chunks);
        if (chunks > 1)
            reduceRun(op, next(term), target, divisor, out);
    }

    private void reduceStrided(Reduction op, Term term, View x, View out) {
        int lanes = launcher.profile().lanes();
        long chunkRuns = CHUNK_ELEMENTS / lanes;
        long rows = x.size4(0) * x.size4(1) * x.size4(2);
        long chunks = chunks(rows * Math.ceilDiv(x.cols(), lanes), chunkRuns);
        var target = chunks == 1 ? out : scratch.take(1, chunks);
        var first = chunks == 1 ? op : partially(op);
        launcher.kernel(PROGRAM, "reduce_all_strided").int32(first.ordinal()).int32(term.ordinal())
                .int64x4(x.size4(0), x.size4(1), x.size4(2), x.size4(3)).int64(chunkRuns).int64(x.elements())
                .strided(x).place(target).overTeams(chunks);
        if (chunks > 1)
            reduceRun(op, next(term), target, x.elements(), out);
    }

    /** At least one, which gives nothing its result. */
    private static long chunks(long count, long chunk) {
        return Math.max(Math.ceilDiv(count, chunk), 1);
    }

    public void argmaxRows(View x, Indices out) {
        launcher.kernel(PROGRAM, "argmax_rows").int64(x.cols()).matrix(x).indices(out).overTeams(x.rows());
    }

    /** A mean is divided once, at the end. */
    private static Reduction partially(Reduction op) {
        return op == Reduction.MEAN ? Reduction.SUM : op;
    }
}
