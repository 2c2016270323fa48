package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.PackedMatrix;

import java.util.function.Supplier;

/** Workloads of the matrix products, as a dense layer calls them: forward, for the weights, for the input. */
final class GemmWorkloads {
    private GemmWorkloads() {}

    static Workload gemm(WorkloadBuilder w, int m, int k, int n) {
        var left = w.normals(m * k);
        var right = w.normals(k * n);
        var a = w.input(left, m, k);
        var b = w.input(right, k, n);
        var c = w.output(() -> oracle(w, m, k, n, left, right).product(), m, n);
        return build(w, m, k, n, () -> w.compute().gemm(a, b, c));
    }

    static Workload gemmTransposedA(WorkloadBuilder w, int m, int n) {
        var left = w.normals(n * m);
        var right = w.normals(n * n);
        var a = w.input(left, n, m).transposed();
        var b = w.input(right, n, n);
        var c = w.output(() -> oracle(w, m, n, n, transposed(left, n, m), right).product(), m, n);
        return build(w, m, n, n, () -> w.compute().gemm(a, b, c));
    }

    static Workload gemmTransposedB(WorkloadBuilder w, int m, int n) {
        var left = w.normals(m * n);
        var right = w.normals(n * n);
        var a = w.input(left, m, n);
        var b = w.input(right, n, n).transposed();
        var c = w.output(() -> oracle(w, m, n, n, left, transposed(right, n, n)).product(), m, n);
        return build(w, m, n, n, () -> w.compute().gemm(a, b, c));
    }

    static Workload gemmEpilogue(WorkloadBuilder w, int m, int k, int n) {
        var left = w.normals(m * k);
        var right = w.normals(k * n);
        var row = w.normals(n);
        var a = w.input(left, m, k);
        var b = w.input(right, k, n);
        var epilogue = Epilogue.NONE.withBias(w.input(row, 1, n)).withActivation(Activation.RELU);
        var c = w.output(() -> oracle(w, m, k, n, left, right).withBias(row).activated(Activation.RELU), m, n);
        return build(w, m, k, n, () -> w.compute().gemm(1, a, b, 0, c, epilogue));
    }

    static Workload gemmDerivative(WorkloadBuilder w, int m, int n) {
        var left = w.normals(m * n);
        var right = w.normals(n * n);
        var kept = w.normals(m * n);
        var a = w.input(left, m, n);
        var b = w.input(right, n, n);
        Supplier<Expected> expected = () -> oracle(w, m, n, n, left, right).derived(Activation.RELU, kept);
        var c = w.output(expected, m, n);
        var sums = w.output(() -> new ReductionOracle(w.tolerance()).sumsOfColumns(expected.get(), m, n), 1, n);
        var epilogue = Epilogue.NONE.withDerivative(Activation.RELU, w.input(kept, m, n)).withColumnSums(sums);
        return build(w, m, n, n, () -> w.compute().gemm(1, a, b, 0, c, epilogue));
    }

    /** With a packed B that is refreshed before each product, as after an optimiser step. */
    static Workload gemmPacked(WorkloadBuilder w, int m, int n) {
        var left = w.normals(m * n);
        var right = w.normals(n * n);
        var a = w.input(left, m, n);
        var b = w.scope().pack(w.input(right, n, n), PackedMatrix.Role.RIGHT);
        var c = w.output(() -> oracle(w, m, n, n, left, right).product(), m, n);
        return build(w, m, n, n, () -> {
            w.compute().repack(b);
            w.compute().gemm(a, b, c);
        });
    }

    /** Three products that share their B. */
    static Workload gemmBatched(WorkloadBuilder w, int m, int n) {
        var left = w.normals(3 * m * n);
        var right = w.normals(n * n);
        var a = w.input(left, 3, m, n);
        var b = w.input(right, n, n).broadcast(3, n, n);
        var c = w.output(() -> oracle(w, 3 * m, n, n, left, right).product(), 3, m, n);
        return build(w, 3 * m, n, n, () -> w.compute().gemmBatched(1, a, b, 0, c));
    }

    private static GemmOracle oracle(WorkloadBuilder w, int m, int k, int n, double[] a, double[] b) {
        return new GemmOracle(w.tolerance(), m, k, n, 1, a, b, 0, null);
    }

    private static Workload build(WorkloadBuilder w, int m, int k, int n, Runnable call) {
        double accesses = (double) m * k + (double) k * n + (double) m * n;
        return w.build(m + "x" + k + "x" + n, 2.0 * m * k * n, accesses, call);
    }

    private static double[] transposed(double[] x, int rows, int cols) {
        var result = new double[x.length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++)
                result[j * rows + i] = x[i * cols + j];
        return result;
    }
}
