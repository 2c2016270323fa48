package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Reduction;

/** Workloads of the reductions. */
final class ReductionWorkloads {
    private ReductionWorkloads() {}

    static Workload reduceRows(WorkloadBuilder w, Reduction op, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> oracle(w).rows(op, values, m, n), m, 1);
        return w.build(m, n, 1, 1, () -> w.compute().reduceRows(op, x, out));
    }

    static Workload reduceColumns(WorkloadBuilder w, Reduction op, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> oracle(w).columns(op, values, m, n), 1, n);
        return w.build(m, n, 1, 1, () -> w.compute().reduceColumns(op, x, out));
    }

    static Workload reduceAll(WorkloadBuilder w, Reduction op, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> oracle(w).all(op, values), 1, 1);
        return w.build(m, n, 1, 1, () -> w.compute().reduceAll(op, x, out));
    }

    static Workload squaredNorm(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> oracle(w).squaredNorm(values), 1, 1);
        return w.build(m, n, 2, 1, () -> w.compute().squaredNorm(x, out));
    }

    static Workload argmaxRows(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.outputIndices(() -> ReductionOracle.argmaxRows(values, m, n), m);
        return w.build(m, n, 1, 1, () -> w.compute().argmaxRows(x, out));
    }

    private static ReductionOracle oracle(WorkloadBuilder w) { return new ReductionOracle(w.tolerance()); }
}
