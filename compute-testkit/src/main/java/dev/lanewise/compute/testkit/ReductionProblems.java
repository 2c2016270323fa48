package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Reduction;

/** The reductions. */
final class ReductionProblems {
    private ReductionProblems() {}

    static Problem reduceRows(ProblemBuilder p, Reduction op, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).rows(op, x.values(), m, n), m, 1);
        return p.build(out, m, n, 1, 1, w -> () -> w.compute().reduceRows(op, w.view(x), w.view(out)));
    }

    static Problem reduceColumns(ProblemBuilder p, Reduction op, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).columns(op, x.values(), m, n), 1, n);
        return p.build(out, m, n, 1, 1, w -> () -> w.compute().reduceColumns(op, w.view(x), w.view(out)));
    }

    static Problem reduceAll(ProblemBuilder p, Reduction op, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).all(op, x.values()), 1, 1);
        return p.build(out, m, n, 1, 1, w -> () -> w.compute().reduceAll(op, w.view(x), w.view(out)));
    }

    static Problem squaredNorm(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).squaredNorm(x.values()), 1, 1);
        return p.build(out, m, n, 2, 1, w -> () -> w.compute().squaredNorm(w.view(x), w.view(out)));
    }

    static Problem norm(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.output("out", () -> oracle(p).norm(x.values()), 1, 1);
        return p.build(out, m, n, 2, 1, w -> () -> w.compute().norm(w.view(x), w.view(out)));
    }

    static Problem argmaxRows(ProblemBuilder p, int m, int n) {
        var x = p.normals("x", m, n);
        var out = p.outputIndices("out", () -> ReductionOracle.argmaxRows(x.values(), m, n), m);
        return p.build(out, m, n, 1, 1, w -> () -> w.compute().argmaxRows(w.view(x), w.indices(out)));
    }

    private static ReductionOracle oracle(ProblemBuilder p) { return new ReductionOracle(p.tolerance()); }
}
