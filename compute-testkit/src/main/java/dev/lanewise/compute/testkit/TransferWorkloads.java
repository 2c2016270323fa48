package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Scalar;

import java.util.Arrays;

/** Workloads of the operations that move numbers on the device. */
final class TransferWorkloads {
    private TransferWorkloads() {}

    static Workload copy(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var x = w.input(values, m, n);
        var out = w.output(() -> Expected.exactly(values), m, n);
        return w.build(m, n, 0, 2, () -> w.compute().copy(x, out));
    }

    static Workload fill(WorkloadBuilder w, int m, int n) {
        var values = new double[m * n];
        Arrays.fill(values, 0.5);
        var out = w.output(() -> Expected.exactly(values), m, n);
        var value = Scalar.of(0.5);
        return w.build(m, n, 0, 1, () -> w.compute().fill(value, out));
    }

    static Workload gatherRows(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var numbers = w.integers(m, m);
        var expected = new double[m * n];
        for (int i = 0; i < m; i++)
            System.arraycopy(values, numbers[i] * n, expected, i * n, n);
        var x = w.input(values, m, n);
        var rows = w.indices(numbers);
        var first = new Counter(0);
        var out = w.output(() -> Expected.exactly(expected), m, n);
        return w.build(m, n, 0, 2, () -> w.compute().gatherRows(x, rows, first, out));
    }

    static Workload gatherIndices(WorkloadBuilder w, int m, int n) {
        int length = m * n;
        var values = w.integers(length, Integer.MAX_VALUE);
        var positions = w.integers(length, length);
        var source = w.indices(values);
        var at = w.indices(positions);
        var first = new Counter(0);
        var out = w.outputIndices(() -> Arrays.stream(positions).map(i -> values[i]).toArray(), length);
        return w.build(m, n, 0, 3, () -> w.compute().gatherIndices(source, at, first, out));
    }

    static Workload scatterAddRows(WorkloadBuilder w, int m, int n) {
        var values = w.normals(m * n);
        var numbers = w.integers(m, m);
        var expected = w.normals(m * n);
        var x = w.input(values, m, n);
        var rows = w.indices(numbers);
        var out = w.input(expected.clone(), m, n);
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                expected[numbers[i] * n + j] = w.tolerance().round(expected[numbers[i] * n + j] + values[i * n + j]);
        w.result(out, () -> Expected.exactly(expected));
        return w.build(m, n, 1, 3, () -> w.compute().scatterAddRows(x, rows, out));
    }
}
