package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.ejml.EjmlVersion;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** EJML, linear algebra in plain Java. More than one thread means its {@code MT} classes, as its manual says. */
public final class EjmlPeer implements Implementation {
    @Override
    public String name() { return "ejml"; }

    @Override
    public String version() {
        return "EJML " + EjmlVersion.VERSION + ", threads " + EjmlConcurrency.getMaxThreads();
    }

    @Override
    public boolean supports(Task task, int threads) {
        return task.operation().equals(Task.GEMM) && task.stride() == 0;
    }

    @Override
    public Session open(Task task, int threads) {
        EjmlConcurrency.setMaxThreads(threads);
        return new Product(task, threads > 1 ? parallel(task) : serial(task));
    }

    private interface Multiplication {
        void multiply(FMatrixRMaj a, FMatrixRMaj b, FMatrixRMaj c);
    }

    private static Multiplication serial(Task task) {
        if (task.transposeA())
            return task.transposeB() ? CommonOps_FDRM::multTransAB : CommonOps_FDRM::multTransA;
        return task.transposeB() ? CommonOps_FDRM::multTransB : CommonOps_FDRM::mult;
    }

    private static Multiplication parallel(Task task) {
        if (task.transposeA())
            return task.transposeB() ? CommonOps_MT_FDRM::multTransAB : CommonOps_MT_FDRM::multTransA;
        return task.transposeB() ? CommonOps_MT_FDRM::multTransB : CommonOps_MT_FDRM::mult;
    }

    private static final class Product implements Session {
        private final Multiplication multiplication;
        private final FMatrixRMaj a;
        private final FMatrixRMaj b;
        private final FMatrixRMaj c;

        Product(Task task, Multiplication multiplication) {
            this.multiplication = multiplication;
            a = matrix(Stored.a(task), task.input(0));
            b = matrix(Stored.b(task), task.input(1));
            c = new FMatrixRMaj(task.m(), task.n());
        }

        private static FMatrixRMaj matrix(Stored stored, float[] values) {
            return new FMatrixRMaj(stored.rows(), stored.cols(), true, values);
        }

        @Override
        public void run() { multiplication.multiply(a, b, c); }

        @Override
        public float[] result() { return c.getData().clone(); }

        @Override
        public void close() {
            // All of it is on the heap.
        }
    }
}
