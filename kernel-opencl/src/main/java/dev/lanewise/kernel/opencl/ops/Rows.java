package dev.lanewise.kernel.opencl.ops;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

/** The kernels of rows.cl. */
public final class Rows {
    private static final String PROGRAM = "rows";

    private final Launcher launcher;

    public Rows(Launcher launcher) { this.launcher = launcher; }

    public void gatherRows(View source, Indices rows, Counter first, View out) {
        gather("gather_rows", source, rows, first, out).overMatrix(out.rows(), out.cols());
    }

    /** At least one column of items, for the labels. */
    public void gatherSamples(View x, Indices labels, Indices rows, Counter first, View outX, Indices outLabels) {
        gather("gather_labelled", x, rows, first, outX).indices(labels).indices(outLabels).overMatrix(outX.rows(),
                Math.max(outX.cols(), 1));
    }

    public void gatherSamples(View x, View targets, Indices rows, Counter first, View outX, View outTargets) {
        gather("gather_targeted", x, rows, first, outX).int64(targets.cols()).matrix(targets).matrix(outTargets)
                .overMatrix(outX.rows(), Math.max(outX.cols(), targets.cols()));
    }

    private Launch gather(String kernel, View source, Indices rows, Counter first, View out) {
        return launcher.kernel(PROGRAM, kernel).int64(source.rows()).int64(out.rows()).int64(out.cols())
                .matrix(source).indices(rows).counter(first).matrix(out);
    }

    public void gatherIndices(Indices source, Indices at, Counter first, Indices out) {
        launcher.kernel(PROGRAM, "gather_indices").int64(out.length()).int64(source.length()).indices(source)
                .indices(at).counter(first).indices(out).overItems(out.length());
    }

    public void scatterAddRows(View source, Indices rows, View out) {
        launcher.kernel(PROGRAM, "scatter_add_rows").int64(source.rows()).int64(source.cols()).matrix(source)
                .indices(rows).int64(out.rows()).matrix(out).overElements(source.cols());
    }
}
