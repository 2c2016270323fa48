package dev.lanewise.guide;

import dev.lanewise.data.Images;
import dev.lanewise.data.Table;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.data.prep.MissingFill;
import dev.lanewise.data.prep.Scaler;
import dev.lanewise.data.sets.TrainTest;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Locale;

/** How rows are divided and turned into features. */
final class PreparationOptions {
    /** Share of a CSV file that is held out for testing when no test file is given. */
    private static final double TEST_SHARE = 0.2;

    /** Scalers by the names the option takes. */
    enum Scale {
        NONE(Scaler.NONE), MINMAX(Scaler.MIN_MAX), ZSCORE(Scaler.Z_SCORE), L2(Scaler.L2);

        private final Scaler scaler;

        Scale(Scaler scaler) { this.scaler = scaler; }

        @Override
        public String toString() { return name().toLowerCase(Locale.ROOT); }
    }

    @Option(names = "--test-csv", paramLabel = "FILE",
            description = "CSV file to test on; without it, a fifth of the rows of --csv is held out.")
    private Path testCsv;

    @Option(names = "--regression", description = "The label is a number to be predicted. Without this, at most 20 "
            + "distinct integers, and text, are classes.")
    private boolean regression;

    @Option(names = "--missing", paramLabel = "FILL",
            description = "What replaces a missing number: mean, median or mode (default: median).")
    private MissingFill missing;

    @Option(names = "--scale", paramLabel = "SCALER",
            description = "How numeric columns are scaled: ${COMPLETION-CANDIDATES} (default: zscore).")
    private Scale scale;

    /** Refuses combinations that make no sense. */
    void check(DataSource source) {
        if (source.isCsv() && source.label() == null) {
            throw new UsageException("--csv: needs --label COLUMN, the column to predict");
        }
        if (!source.isCsv() && testCsv != null) {
            throw new UsageException("--test-csv: belongs to --csv FILE, which is not given");
        }
    }

    /** Reads the rows, divided into those to train on and those to test on. */
    TrainTest load(DataSource source, long seed, Output output) {
        if (source.isCsv()) {
            Table table = source.table();
            FitOptions options = with(FitOptions.label(source.label())).decided(table);
            return testCsv == null
                    ? TrainTest.holdOut(table, options, TEST_SHARE, seed)
                    : TrainTest.of(table, source.table(testCsv), options);
        }
        TrainTest data = source.divided(seed, output);
        if (data.train() instanceof Images && (regression || missing != null || scale != null)) {
            throw new UsageException("--regression, --missing, --scale: are for tables, " + source.title()
                    + " holds images");
        }
        return new TrainTest(data.train(), data.test(), with(data.options()));
    }

    private FitOptions with(FitOptions options) {
        FitOptions chosen = regression ? options.withTarget(FitOptions.TargetKind.NUMBERS) : options;
        chosen = missing == null ? chosen : chosen.withMissing(missing);
        return scale == null ? chosen : chosen.withScaler(scale.scaler);
    }
}
