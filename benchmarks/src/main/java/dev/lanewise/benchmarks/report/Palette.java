package dev.lanewise.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Gives each implementation a colour of its own, the same in every chart, and holds the style of all drawings. */
final class Palette {
    /** Those that are most often together are furthest apart; whoever is not listed shares the last colours. */
    private static final List<String> KNOWN = List.of("simd", "openblas", "loops", "mkl", "opencl", "onednn", "ikj-rows",
            "libtorch", "ijk", "nd4j", "simd-plan", "tensorflow", "ikj", "dl4j", "opencl-plan", "netlib", "ejml");
    private static final int COLOURS = 12;

    private Palette() {}

    /** Returns the style class of an implementation: {@code c0} to {@code c11}, or {@code top} for the ceiling. */
    static String of(String implementation) {
        if (implementation.equals("ceiling"))
            return "top";
        int known = KNOWN.indexOf(implementation);
        return "c" + (known < 0 ? Math.floorMod(implementation.hashCode(), COLOURS) : known % COLOURS);
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
