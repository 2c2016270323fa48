package dev.lanewise.guide;

import dev.lanewise.compute.internal.Printable;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.nn.Classification;
import dev.lanewise.nn.Classification.Average;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How good a network is on rows it was not trained on: as lines for people and as an object for programs.
 *
 * @param headline the one figure that counts: {@code test accuracy 0.9777} or {@code test rmse 2.05}
 * @param lines    everything else
 * @param json     all of it
 */
record TestResult(String headline, List<String> lines, Map<String, Object> json) {
    /** Most points of the scatter plot of a regression: more only make the report heavy. */
    private static final int MOST_POINTS = 2000;

    /** Judges a network on prepared rows. */
    static TestResult of(Network network, Dataset data, Pipeline pipeline) {
        double[] predictions = network.predict(data.features());
        return switch (network.evaluate(data)) {
            case Classification classification ->
                ofClasses(classification, data.classNames(), Reliability.of(predictions, data.labels()));
            case Regression regression -> ofNumbers(regression, predictions, data, pipeline);
        };
    }

    private static TestResult ofClasses(Classification c, List<String> names, Reliability reliability) {
        var json = new LinkedHashMap<String, Object>();
        json.put("accuracy", c.accuracy());
        json.put("loss", c.loss());
        json.put("macro_precision", c.precision(Average.MACRO));
        json.put("macro_recall", c.recall(Average.MACRO));
        json.put("macro_f1", c.f1(Average.MACRO));
        json.put("weighted_f1", c.f1(Average.WEIGHTED));
        json.put("calibration_error", reliability.calibrationError());
        json.put("classes", IntStream.range(0, c.classes()).mapToObj(i -> classJson(c, i, names.get(i))).toList());
        json.put("confusion", confusion(c));
        json.put("reliability", reliability.json());
        var lines = new ArrayList<String>();
        lines.addAll(ConfusionTable.lines(c, names));
        lines.add("");
        lines.addAll(classTable(c, names));
        lines.add("");
        lines.add(text("macro precision %.4f, recall %.4f, F1 %.4f; weighted F1 %.4f", c.precision(Average.MACRO),
                c.recall(Average.MACRO), c.f1(Average.MACRO), c.f1(Average.WEIGHTED)));
        lines.add(text("test loss %.4f, calibration error %.4f", c.loss(), reliability.calibrationError()));
        return new TestResult(text("test accuracy %.4f", c.accuracy()), lines, json);
    }

    private static Map<String, Object> classJson(Classification c, int index, String name) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("rows", c.occurring(index));
        json.put("precision", c.precision(index));
        json.put("recall", c.recall(index));
        json.put("f1", c.f1(index));
        return json;
    }

    private static long[][] confusion(Classification c) {
        var counts = new long[c.classes()][c.classes()];
        for (int actual = 0; actual < counts.length; actual++) {
            int row = actual;
            Arrays.setAll(counts[actual], predicted -> c.confusion(row, predicted));
        }
        return counts;
    }

    private static List<String> classTable(Classification c, List<String> names) {
        List<String> shown = Columns.distinct(names.stream().map(Printable::name).toList());
        int width = Math.max(5, shown.stream().mapToInt(Printable::length).max().orElse(0));
        var lines = new ArrayList<String>();
        lines.add(text("%-" + width + "s %8s %10s %8s %8s", "class", "rows", "precision", "recall", "F1"));
        for (int i = 0; i < c.classes(); i++) {
            lines.add(text("%s %8d %10.4f %8.4f %8.4f", Columns.left(shown.get(i), width), c.occurring(i),
                    c.precision(i), c.recall(i), c.f1(i)));
        }
        return lines;
    }

    /** The network predicts standardised numbers; what is shown is in the unit of the label. */
    private static TestResult ofNumbers(Regression r, double[] predictions, Dataset data, Pipeline pipeline) {
        double rmse = r.rmse() * pipeline.targetDeviation();
        double mae = r.mae() * pipeline.targetDeviation();
        var json = new LinkedHashMap<String, Object>();
        json.put("rmse", rmse);
        json.put("mae", mae);
        json.put("r2", r.r2());
        json.put("points", IntStream.range(0, Math.min(MOST_POINTS, data.rows())).mapToObj(
                i -> new double[]{pipeline.original(data.targets()[i]), pipeline.original(predictions[i])}).toList());
        return new TestResult(String.format(Locale.ROOT, "test rmse %.4g", rmse),
                List.of(text("mean absolute error %.4g, R2 %.4f", mae, r.r2())), json);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
