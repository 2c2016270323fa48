package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Scalar;

import java.util.Arrays;

/** The operations that move numbers on the device. */
final class TransferProblems {
    private TransferProblems() {}

    static Problem copy(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> Expected.exactly(x.values()), m, n);
        return p.build(out, m, n, 0, 2, w -> () -> w.compute().copy(w.view(x), w.view(out)));
    }

    static Problem fill(ProblemBuilder p, int m, int n) {
        var value = Scalar.of(0.5);
        var out = p.output("out", () -> {
            var values = new double[m * n];
            Arrays.fill(values, 0.5);
            return Expected.exactly(values);
        }, m, n);
        return p.build(out, m, n, 0, 1, w -> () -> w.compute().fill(value, w.view(out)));
    }

    static Problem gatherRows(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var rows = p.integers("rows", m, m);
        var first = new Counter(0);
        var out = p.output("out", () -> Expected.exactly(gathered(x.values(), rows.whole(), n)), m, n);
        return p.build(out, m, n, 0, 2,
                w -> () -> w.compute().gatherRows(w.view(x), w.indices(rows), first, w.view(out)));
    }

    static Problem gatherIndices(ProblemBuilder p, int m, int n) {
        int length = m * n;
        // What a float holds as it is.
        var source = p.integers("source", 1 << 24, length);
        var at = p.integers("at", length, length);
        var first = new Counter(0);
        var out = p.outputIndices("out", () -> {
            var values = source.whole();
            return Arrays.stream(at.whole()).map(i -> values[i]).toArray();
        }, length);
        return p.build(out, m, n, 0, 3,
                w -> () -> w.compute().gatherIndices(w.indices(source), w.indices(at), first, w.indices(out)));
    }

    /** A mini-batch with its labels. */
    static Problem gatherSamples(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var labels = p.integers("labels", 10, m);
        var rows = p.integers("rows", m, m);
        var first = new Counter(0);
        var outLabels = p.outputIndices("outLabels", () -> {
            var values = labels.whole();
            return Arrays.stream(rows.whole()).map(i -> values[i]).toArray();
        }, m);
        var out = p.output("out", () -> Expected.exactly(gathered(x.values(), rows.whole(), n)), m, n);
        return p.build(out, m, n, 0, 2, w -> () -> w.compute().gatherSamples(w.view(x), w.indices(labels),
                w.indices(rows), first, w.view(out), w.indices(outLabels)));
    }

    private static double[] gathered(double[] source, int[] rows, int n) {
        var gathered = new double[rows.length * n];
        for (int i = 0; i < rows.length; i++)
            System.arraycopy(source, rows[i] * n, gathered, i * n, n);
        return gathered;
    }

    /** In place. */
    static Problem scatterAddRows(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var rows = p.integers("rows", m, m);
        var out = p.normals("out", m, n);
        out.leaves(Reference.of(() -> {
            var values = x.values();
            var numbers = rows.whole();
            var sums = out.values();
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) {
                    int at = numbers[i] * n + j;
                    sums[at] = p.tolerance().round(sums[at] + values[i * n + j]);
                }
            return Expected.exactly(sums);
        }));
        return p.build(out, m, n, 1, 3,
                w -> () -> w.compute().scatterAddRows(w.view(x), w.indices(rows), w.view(out)));
    }
}
