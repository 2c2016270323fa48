package dev.lanewise.kernel.opencl.gemm;

import java.util.regex.Pattern;

/**
 * What can be chosen of a product by panels.
 *
 * @param stripRows rows of a strip, whole register tiles
 * @param inPlace whether B is read where it is stored, if that is row-major, or else packed by who reads it
 */
record PanelSetting(long stripRows, boolean inPlace) {
    private static final String IN_PLACE = "in place";
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4}) rows, (" + IN_PLACE + "|packed)");

    /** Returns whether a text names a setting. */
    static boolean isSetting(String text) {
        return TEXT.matcher(text).matches();
    }

    static PanelSetting parse(String text) {
        return new PanelSetting(Long.parseLong(text.substring(0, text.indexOf(' '))), text.endsWith(IN_PLACE));
    }

    String text() { return stripRows + " rows, " + (inPlace ? IN_PLACE : "packed"); }
}
