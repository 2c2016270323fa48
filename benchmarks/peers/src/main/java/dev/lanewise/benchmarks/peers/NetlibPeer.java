package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/**
 * BLAS in Java on the Vector API, by dev.ludovic.netlib; on one thread. It knows columns only, so that it multiplies
 * {@code Cᵀ = Bᵀ Aᵀ}, which lies in memory as C does row by row.
 */
public final class NetlibPeer implements Implementation {
    @Override
    public String name() { return "netlib"; }

    @Override
    public String version() {
        var blas = JavaBLAS.getInstance();
        return "dev.ludovic.netlib " + MavenVersion.of("dev.ludovic.netlib", "blas") + ", "
                + blas.getClass().getSimpleName() + ", threads 1";
    }

    @Override
    public boolean supports(Task task, int threads) { return task.operation().equals(Task.GEMM) && threads == 1; }

    @Override
    public Session open(Task task, int threads) { return new Product(task); }

    private static final class Product implements Session {
        private final BLAS blas = JavaBLAS.getInstance();
        private final Task task;
        private final Stored storedA;
        private final Stored storedB;
        private final Stored storedC;
        private final float[] a;
        private final float[] b;
        private final float[] c;

        Product(Task task) {
            this.task = task;
            storedA = Stored.a(task);
            storedB = Stored.b(task);
            storedC = Stored.c(task);
            a = storedA.spread(task.input(0));
            b = storedB.spread(task.input(1));
            c = new float[storedC.elements()];
        }

        @Override
        public void run() {
            blas.sgemm(task.transposeB() ? "T" : "N", task.transposeA() ? "T" : "N", task.n(), task.m(), task.k(), 1, b,
                    storedB.stride(), a, storedA.stride(), 0, c, storedC.stride());
        }

        @Override
        public float[] result() { return storedC.gather(c); }

        @Override
        public void close() {
            // All of it is on the heap.
        }
    }
}
