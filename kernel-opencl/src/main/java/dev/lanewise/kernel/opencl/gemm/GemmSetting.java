package dev.lanewise.kernel.opencl.gemm;

import java.util.Optional;

/** A way to compute a product, of those that a family of kernels has. As text it is in a tuning file alone. */
sealed interface GemmSetting permits PanelSetting, TileSetting {
    /** Returns the text that {@link #parse} reads. */
    String text();

    /** Returns the setting that a text names, nothing if it names none. */
    static Optional<GemmSetting> parse(String text) {
        return Optional.<GemmSetting>empty().or(() -> PanelSetting.parse(text)).or(() -> TileSetting.parse(text));
    }
}
