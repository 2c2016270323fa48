package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.bytedeco.javacpp.FloatPointer;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * BLIS by its C interface of BLAS, as Debian packages it. The number of threads is set by {@code
 * bli_thread_set_num_threads}. In a process that has loaded MKL it would answer as MKL, whose symbols come first.
 */
public final class BlisPeer implements Implementation {
    /** The build whose threads are OpenMP's. */
    private static final Optional<Path> LIBRARY = Stream.of("x86_64", "aarch64")
            .map(processor -> Path.of("/usr/lib", processor + "-linux-gnu", "blis-openmp", "libblis.so.4"))
            .filter(Files::exists).findFirst();

    @Override
    public String name() { return "blis"; }

    @Override
    public Optional<String> missing() {
        return LIBRARY.isPresent()
                ? Optional.empty()
                : Optional.of("there is no libblis.so.4. On Debian: apt install libblis4-openmp");
    }

    @Override
    public String version() { return Blis.version(); }

    @Override
    public boolean supports(Task task, int threads) { return CblasProduct.supports(task); }

    @Override
    public Session open(Task task, int threads) {
        Blis.setThreads(threads);
        return new CblasProduct(task, Blis::sgemm);
    }

    /** Loaded when the first session is opened. */
    private static final class Blis {
        private static final NativeLibrary NATIVE = new NativeLibrary(LIBRARY.orElseThrow().toString());
        private static final MethodHandle SGEMM = NATIVE.function("cblas_sgemm",
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT,
                        ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

        static void setThreads(int threads) {
            NATIVE.set("bli_thread_set_num_threads", threads);
        }

        static void sgemm(int order, int transposeA, int transposeB, int m, int n, int k, float alpha, FloatPointer a,
                int strideA, FloatPointer b, int strideB, float beta, FloatPointer c, int strideC) {
            try {
                SGEMM.invokeExact(order, transposeA, transposeB, m, n, k, alpha, MemorySegment.ofAddress(a.address()),
                        strideA, MemorySegment.ofAddress(b.address()), strideB, beta,
                        MemorySegment.ofAddress(c.address()), strideC);
            } catch (Throwable e) {
                throw new IllegalStateException("cblas_sgemm: " + e.getMessage(), e);
            }
        }

        static String version() {
            return "BLIS " + NATIVE.text("bli_info_get_version_str") + ", "
                    + NATIVE.text("bli_arch_string", NATIVE.integer("bli_arch_query_id")) + ", threads "
                    + NATIVE.integer("bli_thread_get_num_threads");
        }
    }
}
