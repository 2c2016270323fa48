package dev.lanewise.guide;

import dev.lanewise.nn.History;
import dev.lanewise.nn.TrainingListener;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import java.time.Duration;
import java.util.Locale;

/** Shows how a training goes on: a bar on a terminal, otherwise a line for each epoch. */
final class Progress implements TrainingListener, AutoCloseable {
    /** Set by the launcher, since Java cannot ask: characters of a line of the terminal, 0 if stderr is none. */
    static final int COLUMNS = Integer.getInteger("lanewise.columns", 0);
    private static final Duration REDRAW = Duration.ofMillis(200);

    private final Output output;
    private final int epochs;
    private final boolean drawn;
    private ProgressBar bar;

    Progress(Output output, int epochs) {
        this.output = output;
        this.epochs = epochs;
        drawn = COLUMNS > 0 && !output.json() && !output.quiet();
    }

    @Override
    public void onBatch(int epoch, int batch, int batches) {
        if (!drawn) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName("").setInitialMax((long) epochs * batches)
                    .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis((int) REDRAW.toMillis())
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS)).build();
        }
        bar.stepTo((epoch - 1L) * batches + batch);
    }

    @Override
    public void onEpoch(History.Epoch epoch) {
        if (bar == null) {
            output.note(String.format(Locale.ROOT, "epoch %d/%d: %s", epoch.number(), epochs, figures(epoch)));
        } else {
            // Short, so that the bar has room: the validation figures are in the report.
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f%s %,.0f/s", epoch.trainingLoss(),
                    measured(" accuracy", epoch.trainingAccuracy()), epoch.samplesPerSecond()));
        }
    }

    private static String figures(History.Epoch epoch) {
        return String.format(Locale.ROOT, "loss %.4f%s%s%s, %,.0f samples/s", epoch.trainingLoss(),
                measured(" accuracy", epoch.trainingAccuracy()), measured(", validation loss", epoch.validationLoss()),
                measured(" accuracy", epoch.validationAccuracy()), epoch.samplesPerSecond());
    }

    /** Empty for what was not measured. */
    private static String measured(String name, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%s %.4f", name, value);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
