package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/** LIBXSMM in this process, linked and loaded at the first use of this class, and its two ways to multiply. */
final class Libxsmm {
    private static final NativeLibrary NATIVE = LibxsmmLinker.load();
    private static final MethodHandle SGEMM = NATIVE.function("libxsmm_sgemm",
            FunctionDescriptor.ofVoid(Collections.nCopies(13, ValueLayout.ADDRESS).toArray(ValueLayout[]::new)));
    private static final MethodHandle DISPATCH = NATIVE.function("libxsmm_smmdispatch",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    /** Any function that it generates; the first argument is its address. */
    private static final MethodHandle GENERATED = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private Libxsmm() {}

    static String version() {
        return "LIBXSMM " + LibxsmmLinker.version() + ", " + NATIVE.text("libxsmm_get_target_arch") + ", threads 1";
    }

    /** Factors and results of one product, or of each of a batch. */
    private abstract static class Operands implements Implementation.Session {
        final Arena arena = Arena.ofShared();
        final Task task;
        final MemorySegment[] a;
        final MemorySegment[] b;
        final MemorySegment[] c;
        private final Stored storedC;
        private final NativeFloats result;

        Operands(Task task) {
            this.task = task;
            int products = Math.max(task.batch(), 1);
            a = new NativeFloats(arena, Stored.a(task).spread(task.input(0))).segments(products);
            b = new NativeFloats(arena, Stored.b(task).spread(task.input(1))).segments(products);
            storedC = Stored.c(task);
            result = new NativeFloats(arena, storedC.elements());
            c = result.segments(products);
        }

        /** C's product number i. */
        abstract void multiply(int i) throws Throwable;

        @Override
        public final void run() {
            try {
                for (int i = 0; i < c.length; i++)
                    multiply(i);
            } catch (Throwable e) {
                throw new IllegalStateException("libxsmm: " + e.getMessage(), e);
            }
        }

        @Override
        public final float[] result() { return storedC.gather(result.values()); }

        @Override
        public final void close() { arena.close(); }
    }

    /** By {@code libxsmm_sgemm}, which takes all by pointers, as Fortran does. */
    static final class Products extends Operands {
        private final MemorySegment untransposed = arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 'N');
        private final MemorySegment m = arena.allocateFrom(ValueLayout.JAVA_INT, task.m());
        private final MemorySegment n = arena.allocateFrom(ValueLayout.JAVA_INT, task.n());
        private final MemorySegment k = arena.allocateFrom(ValueLayout.JAVA_INT, task.k());
        private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1);
        private final MemorySegment zero = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0);
        private final MemorySegment strideA = arena.allocateFrom(ValueLayout.JAVA_INT, Stored.a(task).stride());
        private final MemorySegment strideB = arena.allocateFrom(ValueLayout.JAVA_INT, Stored.b(task).stride());
        private final MemorySegment strideC = arena.allocateFrom(ValueLayout.JAVA_INT, Stored.c(task).stride());

        Products(Task task) { super(task); }

        @Override
        void multiply(int i) throws Throwable {
            SGEMM.invokeExact(untransposed, untransposed, n, m, k, one, b[i], strideB, a[i], strideA, zero, c[i],
                    strideC);
        }
    }

    /** By the function that {@code libxsmm_smmdispatch} returns for the shape. */
    static final class Kernel extends Operands {
        private final MemorySegment function;

        Kernel(Task task) {
            super(task);
            function = generate();
        }

        /** Strides, alpha, flags and prefetching are those that no pointer means; beta would be 1 that way. */
        private MemorySegment generate() {
            var usual = MemorySegment.NULL;
            var zero = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0);
            MemorySegment generated;
            try {
                generated = (MemorySegment) DISPATCH.invokeExact(task.n(), task.m(), task.k(), usual, usual, usual,
                        usual, zero, usual, usual);
            } catch (Throwable e) {
                throw new IllegalStateException("libxsmm_smmdispatch: " + e.getMessage(), e);
            }
            if (generated.equals(MemorySegment.NULL))
                throw new IllegalStateException("libxsmm_smmdispatch: generates nothing for " + task);
            return generated;
        }

        @Override
        void multiply(int i) throws Throwable {
            GENERATED.invokeExact(function, b[i], a[i], c[i]);
        }
    }
}
