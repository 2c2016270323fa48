package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.UnaryOp;

/** Workloads of the elementwise operations. */
final class ElementwiseWorkloads {
    private ElementwiseWorkloads() {}

    static Workload unary(WorkloadBuilder w, UnaryOp op, int m, int n) {
        var values = w.fractions(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> oracle(w).unary(op, values), m, n);
        return w.build(m, n, 1, 2, () -> w.compute().unary(op, x, out));
    }

    static Workload binary(WorkloadBuilder w, BinaryOp op, int m, int n) {
        var left = w.normals(m * n);
        var right = w.fractions(m * n);
        var a = w.input(left, m, n);
        var b = w.input(right, m, n);
        var out = w.output(() -> oracle(w).binary(op, left, right), m, n);
        return w.build(m, n, 1, 3, () -> w.compute().binary(op, a, b, out));
    }

    /** A bias row on every row. */
    static Workload addRow(WorkloadBuilder w, int m, int n) {
        var left = w.normals(m * n);
        var right = w.normals(n);
        var a = w.input(left, m, n);
        var row = w.input(right, 1, n).broadcast(m, n);
        var out = w.output(() -> oracle(w).binary(BinaryOp.ADD, left, ElementwiseOracle.repeatRow(right, m)), m, n);
        return w.build(m, n, 1, 2, () -> w.compute().add(a, row, out));
    }

    static Workload addTransposed(WorkloadBuilder w, int m, int n) {
        var left = w.normals(m * n);
        var right = w.normals(m * n);
        var transposed = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                transposed[i * n + j] = right[j * m + i];
        var a = w.input(left, m, n);
        var b = w.input(right, n, m).transposed();
        var out = w.output(() -> oracle(w).binary(BinaryOp.ADD, left, transposed), m, n);
        return w.build(m, n, 1, 3, () -> w.compute().add(a, b, out));
    }

    static Workload scale(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var alpha = Scalar.of(0.75);
        var out = w.output(() -> oracle(w).scale(0.75, values), m, n);
        return w.build(m, n, 1, 2, () -> w.compute().scale(alpha, x, out));
    }

    static Workload axpby(WorkloadBuilder w, int m, int n) {
        var left = w.normals(m * n);
        var right = w.normals(m * n);
        var x = w.input(left, m, n);
        var alpha = Scalar.of(0.75);
        var beta = Scalar.of(0.25);
        var y = w.result(w.input(right, m, n), () -> oracle(w).axpby(0.75, left, 0.25, right));
        return w.build(m, n, 3, 3, () -> w.compute().axpby(alpha, x, beta, y));
    }

    static Workload activation(WorkloadBuilder w, Activation f, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> oracle(w).activation(f, values), m, n);
        return w.build(m, n, 1, 2, () -> w.compute().activation(f, x, out));
    }

    static Workload activationBackward(WorkloadBuilder w, Activation f, int m, int n) {
        var kept = w.fractions(m * n);
        var gradient = w.normals(m * n);
        var saved = w.input(kept, m, n);
        var upstream = w.input(gradient, m, n);
        var out = w.output(() -> oracle(w).activationBackward(f, kept, gradient), m, n);
        return w.build(m, n, 2, 3, () -> w.compute().activationBackward(f, saved, upstream, out));
    }

    static Workload dropout(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var dropout = new Dropout(0.2, 7, 1);
        var step = new Counter(3);
        var firstRow = new Counter(64);
        var out = w.output(() -> oracle(w).dropout(values, n, dropout, 3, 64), m, n);
        return w.build(m, n, 1, 2, () -> w.compute().dropout(x, dropout, step, firstRow, out));
    }

    private static ElementwiseOracle oracle(WorkloadBuilder w) { return new ElementwiseOracle(w.tolerance()); }
}
