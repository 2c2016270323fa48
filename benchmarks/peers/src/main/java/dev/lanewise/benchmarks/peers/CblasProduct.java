package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.bytedeco.javacpp.FloatPointer;

import java.lang.foreign.Arena;

/** Products by the C interface of BLAS, which OpenBLAS, MKL and BLIS share down to its constants; a batch by a loop. */
final class CblasProduct implements Implementation.Session {
    private static final int ROW_MAJOR = 101;
    private static final int NO_TRANSPOSE = 111;
    private static final int TRANSPOSE = 112;

    /** {@code cblas_sgemm}. */
    interface Sgemm {
        void multiply(int order, int transposeA, int transposeB, int m, int n, int k, float alpha, FloatPointer a,
                int strideA, FloatPointer b, int strideB, float beta, FloatPointer c, int strideC);
    }

    private final Sgemm sgemm;
    private final Task task;
    private final Arena arena = Arena.ofShared();
    private final Stored storedA;
    private final Stored storedB;
    private final Stored storedC;
    private final FloatPointer[] a;
    private final FloatPointer[] b;
    private final FloatPointer[] c;
    private final NativeFloats result;

    static boolean supports(Task task) {
        return task.operation().equals(Task.GEMM) || task.batch() > 0;
    }

    CblasProduct(Task task, Sgemm sgemm) {
        this.sgemm = sgemm;
        this.task = task;
        storedA = Stored.a(task);
        storedB = Stored.b(task);
        storedC = Stored.c(task);
        int products = Math.max(task.batch(), 1);
        a = new NativeFloats(arena, storedA.spread(task.input(0))).pointers(products);
        b = new NativeFloats(arena, storedB.spread(task.input(1))).pointers(products);
        result = new NativeFloats(arena, storedC.elements());
        c = result.pointers(products);
    }

    @Override
    public void run() {
        for (int i = 0; i < c.length; i++)
            sgemm.multiply(ROW_MAJOR, task.transposeA() ? TRANSPOSE : NO_TRANSPOSE,
                    task.transposeB() ? TRANSPOSE : NO_TRANSPOSE, task.m(), task.n(), task.k(), 1, a[i],
                    storedA.stride(), b[i], storedB.stride(), 0, c[i], storedC.stride());
    }

    @Override
    public float[] result() { return storedC.gather(result.values()); }

    @Override
    public void close() { arena.close(); }
}
