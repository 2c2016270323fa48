package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.bytedeco.javacpp.FloatPointer;

import java.lang.foreign.Arena;

/** A product by the C interface of BLAS, which OpenBLAS and MKL share down to its constants. */
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
    private final NativeFloats a;
    private final NativeFloats b;
    private final NativeFloats c;

    static boolean supports(Task task) { return task.operation().equals(Task.GEMM); }

    CblasProduct(Task task, Sgemm sgemm) {
        this.sgemm = sgemm;
        this.task = task;
        storedA = Stored.a(task);
        storedB = Stored.b(task);
        storedC = Stored.c(task);
        a = new NativeFloats(arena, storedA.spread(task.input(0)));
        b = new NativeFloats(arena, storedB.spread(task.input(1)));
        c = new NativeFloats(arena, storedC.elements());
    }

    @Override
    public void run() {
        sgemm.multiply(ROW_MAJOR, task.transposeA() ? TRANSPOSE : NO_TRANSPOSE,
                task.transposeB() ? TRANSPOSE : NO_TRANSPOSE, task.m(), task.n(), task.k(), 1, a.pointer(),
                storedA.stride(), b.pointer(), storedB.stride(), 0, c.pointer(), storedC.stride());
    }

    @Override
    public float[] result() { return storedC.gather(c.values()); }

    @Override
    public void close() { arena.close(); }
}
