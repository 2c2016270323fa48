package dev.lanewise.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Figures of AVX2 from a processor that has AVX-512: every measuring process does without the latter, Java by a flag,
 * native libraries by the variables that each of them reads.
 */
public final class Avx2 {
    private static final String PROPERTY = "lanewise.benchmarks.avx2";
    /** What a measuring process is started with. */
    public static final List<String> FLAGS = List.of("-XX:UseAVX=2", "-D" + PROPERTY + "=true");

    private static final Map<String, String> VARIABLES = Map.of("OPENBLAS_CORETYPE", "Haswell",
            "MKL_ENABLE_INSTRUCTIONS", "AVX2", "ONEDNN_MAX_CPU_ISA", "AVX2", "LIBXSMM_TARGET", "hsw",
            // Haswell's number in the arch_t of BLIS 0.9, which reads no names yet.
            "BLIS_ARCH_TYPE", "3", "ATEN_CPU_CAPABILITY", "avx2");

    /** PoCL, ND4J's build for AVX-512, TensorFlow and ONNX Runtime have no such variable; the last one is AVX-512 by name. */
    private static final Set<String> UNTOLD = Set.of("opencl", "opencl-plan", "clblast", "clblast-tuned", "nd4j",
            "dl4j", "tensorflow", "onnxruntime", "openblas-avx512");

    private Avx2() {}

    /** Returns whether an implementation would go on using AVX-512, and so has no part in such a run. */
    public static boolean leavesOut(String implementation) {
        return UNTOLD.contains(implementation);
    }

    /** Tells native libraries, none of which may be loaded yet, if this process was started with {@link #FLAGS}. */
    static void tellNatives() {
        if (Boolean.getBoolean(PROPERTY))
            VARIABLES.forEach(ProcessEnvironment::set);
    }
}
