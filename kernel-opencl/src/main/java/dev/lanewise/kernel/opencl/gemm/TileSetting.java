package dev.lanewise.kernel.opencl.gemm;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A way to compute a product by tiles.
 *
 * @param tile how C is cut
 * @param parts number of parts that k is cut into at most
 */
record TileSetting(GemmTile tile, int parts) implements GemmSetting {
    private static final Pattern TEXT = Pattern.compile("(\\S+) in ([1-9][0-9]?)");

    @Override
    public String text() {
        return tile.name() + " in " + parts;
    }

    /** Returns the setting that a text names, nothing if it names none. */
    static Optional<TileSetting> parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches())
            return Optional.empty();
        return Stream.concat(GemmTile.FULL.stream(), GemmTile.FAST.stream())
                .filter(tile -> tile.name().equals(parts.group(1))).findFirst()
                .map(tile -> new TileSetting(tile, Integer.parseInt(parts.group(2))));
    }
}
