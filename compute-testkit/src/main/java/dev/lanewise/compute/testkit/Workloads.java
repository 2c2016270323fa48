package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;

import java.util.List;

/** The {@link Problems} on a compute. */
public final class Workloads {
    private Workloads() {}

    /** Returns the names of all operations. */
    public static List<String> operations() { return Problems.operations(); }

    /**
     * Sets up an operation on m x n elements.
     *
     * @param seed of the inputs
     * @see Problems#of
     */
    public static Workload of(String operation, Compute compute, int m, int n, long seed) {
        return Problems.of(operation, compute.elementType(), m, n, seed).on(compute);
    }

    /** Sets up {@code C = A B}, m x k by k x n. */
    public static Workload gemm(Compute compute, int m, int k, int n, long seed) {
        return Problems.product("gemm", compute.elementType(), GemmShape.of(m, k, n), seed).on(compute);
    }
}
