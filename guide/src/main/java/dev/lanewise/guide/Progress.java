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
    /** Set by the launcher: whether stderr is a terminal. */
    private static final String TERMINAL = "lanewise.terminal";
    /** Characters of the bar's line: asking the terminal for its width needs native code or a child process. */
    private static final int WIDTH = 120;
    private static final Duration REDRAW = Duration.ofMillis(200);

    private final Output output;
    private final int epochs;
    private final boolean drawn;
    private ProgressBar bar;

    Progress(Output output, int epochs) {
        this.output = output;
        this.epochs = epochs;
        drawn = Boolean.getBoolean(TERMINAL) && !output.json() && !output.quiet();
    }

    @Override
    public void onBatch(int epoch, int batch, int batches) {
        if (!drawn) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName("training").setInitialMax((long) epochs * batches)
                    .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis((int) REDRAW.toMillis())
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH)).build();
        }
        bar.stepTo((epoch - 1L) * batches + batch);
    }

    @Override
    public void onEpoch(History.Epoch epoch) {
        if (bar == null) {
            output.note(String.format(Locale.ROOT, "epoch %d/%d: %s", epoch.number(), epochs, figures(epoch)));
        } else {
            bar.setExtraMessage(" " + figures(epoch));
        }
    }

    private static String figures(History.Epoch epoch) {
        var text = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", epoch.trainingLoss()));
        if (!Double.isNaN(epoch.trainingAccuracy())) {
            text.append(String.format(Locale.ROOT, " accuracy %.4f", epoch.trainingAccuracy()));
        }
        if (!Double.isNaN(epoch.validationLoss())) {
            text.append(String.format(Locale.ROOT, " validation loss %.4f", epoch.validationLoss()));
        }
        if (!Double.isNaN(epoch.validationAccuracy())) {
            text.append(String.format(Locale.ROOT, " accuracy %.4f", epoch.validationAccuracy()));
        }
        return text.append(String.format(Locale.ROOT, " %,.0f samples/s", epoch.samplesPerSecond())).toString();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
