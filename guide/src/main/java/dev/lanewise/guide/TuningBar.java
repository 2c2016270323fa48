package dev.lanewise.guide;

import java.util.Locale;

/** One line on a terminal that says how far the tuning is: redrawn in place, nothing elsewhere. */
final class TuningBar implements AutoCloseable {
    private static final int WIDTH = 20;

    private final Output output;
    private final boolean drawn;
    private String shown = "";

    TuningBar(Output output) {
        this.output = output;
        drawn = Progress.COLUMNS > 0 && !output.json() && !output.quiet();
    }

    void show(int done, int total, String what) {
        if (!drawn)
            return;
        int full = WIDTH * done / total;
        String line = String.format(Locale.ROOT, "[%s%s] %d/%d %s", "=".repeat(full), " ".repeat(WIDTH - full), done,
                total, what);
        String cut = line.substring(0, Math.min(line.length(), Progress.COLUMNS - 1));
        if (!cut.equals(shown)) {
            interrupt();
            output.err().print(cut);
            output.err().flush();
            shown = cut;
        }
    }

    /** Makes room for a line of the result. */
    void interrupt() {
        if (!shown.isEmpty()) {
            output.err().print("\r" + " ".repeat(shown.length()) + "\r");
            output.err().flush();
            shown = "";
        }
    }

    @Override
    public void close() { interrupt(); }
}
