package dev.lanewise.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Gives each implementation a colour of its own, the same in every chart, and holds the style of all drawings. */
final class Palette {
    /** Those that are most often together are furthest apart; from the thirteenth on, lines are dashed. */
    private static final List<String> KNOWN = List.of("simd", "openblas", "loops", "mkl", "opencl", "onednn",
            "ikj-rows",
            "libtorch", "ijk", "nd4j", "simd-plan", "tensorflow", "ikj", "dl4j", "opencl-plan", "netlib", "ejml");
    private static final int COLOURS = 12;

    private Palette() {}

    /** Returns the style class of an implementation: {@code c0} to {@code c11}, some of
     * them {@code dashed}, or {@code top} for the ceiling. */
    static String of(String implementation) {
        if (implementation.equals("ceiling"))
            return "top";
        int known = KNOWN.indexOf(implementation);
        int place = known < 0 ? Math.floorMod(implementation.hashCode(), COLOURS) : known;
        return "c" + place % COLOURS + (place < COLOURS ? "" : " dashed");
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
