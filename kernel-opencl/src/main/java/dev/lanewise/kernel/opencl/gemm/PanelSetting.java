package dev.lanewise.kernel.opencl.gemm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way to compute a product by panels.
 *
 * @param stripRows rows of a strip, whole register tiles
 * @param inPlace whether B is read where it is stored, if that is row-major, or else packed by who reads it
 */
record PanelSetting(long stripRows, boolean inPlace) implements GemmSetting {
    private static final String IN_PLACE = "in place";
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4}) rows, (" + IN_PLACE + "|packed)");

    @Override
    public String text() {
        return stripRows + " rows, " + (inPlace ? IN_PLACE : "packed");
    }

    /** Returns the setting that a text names, nothing if it names none. */
    static Optional<PanelSetting> parse(String text) {
        return Optional.of(TEXT.matcher(text)).filter(Matcher::matches)
                .map(parts -> new PanelSetting(Long.parseLong(parts.group(1)), parts.group(2).equals(IN_PLACE)));
    }
}
