package dev.lanewise.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Gives each implementation a colour of its own, the same in every chart, and holds the style of all drawings. */
final class Palette {
    private static final List<String> KNOWN = List.of("simd", "openblas", "loops", "mkl", "opencl", "onednn",
            "ikj-rows", "libtorch", "ijk", "nd4j", "netlib", "tensorflow", "simd-little", "scikit-learn", "pytorch",
            "onnxruntime");
    /** Has the colour of its kin, in dashes. */
    private static final Map<String, String> VARIANTS = Map.of("simd-plan", "simd", "simd-cached", "simd",
            "simd-little-cached", "simd-little", "opencl-plan", "opencl", "ikj", "ikj-rows", "openblas-avx512",
            "openblas", "dl4j", "nd4j", "ejml", "netlib");

    private Palette() {}

    /**
     * Returns the style class of an implementation: {@code c0} to {@code c15}, some of them {@code dashed}, or {@code
     * top} for the ceiling.
     */
    static String of(String implementation) {
        if (implementation.equals("ceiling"))
            return "top";
        if (VARIANTS.containsKey(implementation))
            return of(VARIANTS.get(implementation)) + " dashed";
        int known = KNOWN.indexOf(implementation);
        return "c" + (known < 0 ? Math.floorMod(implementation.hashCode(), KNOWN.size()) : known);
    }

    /** Returns the style sheet of the drawings. */
    static String style() {
        return resource("charts.css");
    }

    static String resource(String name) {
        try (InputStream in = Palette.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
