package dev.lanewise.guide;

import dev.lanewise.data.Column;
import dev.lanewise.data.Images;
import dev.lanewise.data.Table;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.data.prep.MissingFill;
import dev.lanewise.data.prep.Scaler;
import dev.lanewise.data.sets.TrainTest;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

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

    @Option(names = "--regression", description = "The label is a number to be predicted. Without this and without "
            + "--classification, text, at most 20 different whole numbers, and numbers with a zero in front are classes, "
            + "other numbers are numbers.")
    private boolean regression;

    @Option(names = "--classification", description = "The label is a class, whatever its column holds.")
    private boolean classification;

    @Option(names = "--categorical", paramLabel = "COLUMN", split = ",",
            description = "Columns that are categories even "
                    + "if they hold numbers, or more than 100 different texts.")
    private List<String> categorical = List.of();

    @Option(names = "--leave-out", paramLabel = "COLUMN", split = ",",
            description = "Columns that are not learned from.")
    private List<String> leftOut = List.of();

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
        if (testCsv != null && source.isStandardInput() && ReadingOptions.isDash(testCsv)) {
            throw new UsageException("--test-csv: standard input is read by --csv, expected a file");
        }
        if (regression && classification) {
            throw new UsageException("--classification: contradicts --regression");
        }
    }

    /** Reads the rows, divided into those to train on and those to test on. */
    TrainTest load(DataSource source, long seed, Output output) {
        if (source.isCsv()) {
            Table table = source.table(output);
            FitOptions options = with(FitOptions.label(source.label()));
            requireConsistent(table, options);
            return testCsv == null
                    ? TrainTest.holdOut(table, options, TEST_SHARE, seed)
                    : TrainTest.of(table, source.table(testCsv, output), options);
        }
        TrainTest data = source.divided(seed, output);
        if (data.train() instanceof Images && given()) {
            throw new UsageException("--regression, --classification, --categorical, --leave-out, --missing, --scale: "
                    + "are for tables, " + source.title() + " holds images");
        }
        return new TrainTest(data.train(), data.test(), with(data.options()), data.notices());
    }

    /** Refuses options that say two things of one column, by whatever it is called. */
    private void requireConsistent(Table table, FitOptions options) {
        for (String name : leftOut) {
            Column column = table.column(name);
            if (column == table.column(options.label())) {
                throw new UsageException("--leave-out: " + name + " is the label, which is not learned from anyhow");
            }
            if (categorical.stream().map(table::column).anyMatch(kept -> kept == column)) {
                throw new UsageException("--leave-out: " + name + " contradicts --categorical, which keeps it");
            }
        }
        if (regression && categorical.stream().map(table::column)
                .anyMatch(kept -> kept == table.column(options.label()))) {
            throw new UsageException("--categorical: the label, contradicts --regression");
        }
    }

    private boolean given() {
        return regression || classification || !categorical.isEmpty() || !leftOut.isEmpty() || missing != null
                || scale != null;
    }

    private FitOptions with(FitOptions options) {
        FitOptions chosen = options.withCategorical(categorical).withLeftOut(leftOut);
        chosen = regression ? chosen.withTarget(FitOptions.TargetKind.NUMBERS) : chosen;
        chosen = classification ? chosen.withTarget(FitOptions.TargetKind.CLASSES) : chosen;
        chosen = missing == null ? chosen : chosen.withMissing(missing);
        return scale == null ? chosen : chosen.withScaler(scale.scaler);
    }

    /** Adds the settings by the names of the options, with what was decided where they left it open. */
    void describe(Map<String, Object> settings, DataSource source, TrainTest data) {
        if (data.train() instanceof Images images) {
            settings.put("scale", "by " + images.maximum());
        } else {
            FitOptions options = data.options();
            settings.put("label", ((Table) data.train()).column(options.label()).name());
            settings.put("target", options.decided((Table) data.train()).target() == FitOptions.TargetKind.NUMBERS
                    ? "regression"
                    : "classification");
            settings.put("categorical", categorical);
            settings.put("leave_out", leftOut);
            settings.put("missing", options.missing().name().toLowerCase(Locale.ROOT));
            settings.put("scale", Stream.of(Scale.values()).filter(each -> each.scaler == options.scaler()).findFirst()
                    .orElseThrow().toString());
        }
        if (source.isCsv() && testCsv == null) {
            settings.put("test_share", TEST_SHARE);
        }
    }
}
