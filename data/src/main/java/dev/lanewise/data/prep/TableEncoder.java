package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.RawData;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns the columns of a table into features, by name; columns that training did not have are passed over.
 *
 * @param rowNorm whether each encoded row is divided by its length
 * @param ignored columns of the training table that hold nothing to learn from
 */
record TableEncoder(List<ColumnEncoder> columns, boolean rowNorm, List<String> ignored) implements FeatureEncoder {
    /** A text column with more distinct values than this is taken for names or identifiers, not categories. */
    private static final int MOST_CATEGORIES = 100;

    static TableEncoder fit(Table table, Column label, FitOptions options) {
        var columns = new ArrayList<ColumnEncoder>();
        var ignored = new ArrayList<String>();
        for (Column column : table.columns()) {
            if (column == label) {
                continue;
            }
            if (IntStream.range(0, column.rows()).allMatch(column::missing)) {
                ignored.add(column.name());
            } else if (column.numeric()) {
                columns.add(NumericEncoder.fit(table, column, options));
            } else {
                var encoder = CategoryEncoder.fit(column);
                if (encoder.categories().size() > MOST_CATEGORIES) {
                    ignored.add(column.name());
                } else {
                    columns.add(encoder);
                }
            }
        }
        if (columns.isEmpty()) {
            throw new DataException(table.name() + ": there is no column to learn from beside the label "
                    + DataException.quoted(label.name()));
        }
        return new TableEncoder(List.copyOf(columns), options.scaler() == Scaler.L2, List.copyOf(ignored));
    }

    @Override
    public List<String> featureNames() {
        return columns.stream().flatMap(column -> column.featureNames().stream()).toList();
    }

    @Override
    public float[] encode(RawData data, String label) {
        if (!(data instanceof Table table)) {
            throw new DataException(data.name() + ": holds images, expected a table with the columns "
                    + columns.stream().map(ColumnEncoder::name).toList());
        }
        List<Column> found = columns.stream().map(encoder -> table.namedColumn(encoder.name())).toList();
        int width = featureNames().size();
        float[] features = new float[PixelEncoder.count(table, width)];
        int at = 0;
        for (int i = 0; i < columns.size(); i++) {
            for (int row = 0; row < table.rows(); row++) {
                columns.get(i).encode(table, found.get(i), row, features, row * width + at);
            }
            at += columns.get(i).featureNames().size();
        }
        if (rowNorm) {
            for (int row = 0; row < table.rows(); row++) {
                normalise(features, row * width, width);
            }
        }
        return features;
    }

    private static void normalise(float[] features, int start, int width) {
        double squares = 0;
        for (int i = start; i < start + width; i++) {
            squares += (double) features[i] * features[i];
        }
        double length = squares == 0 ? 1 : Math.sqrt(squares);
        for (int i = start; i < start + width; i++) {
            features[i] = (float) (features[i] / length);
        }
    }

    @Override
    public List<List<String>> lines() {
        var lines = new ArrayList<List<String>>();
        lines.add(List.of(PipelineText.TABLE, Boolean.toString(rowNorm)));
        for (ColumnEncoder column : columns) {
            lines.add(PipelineText.line(column));
        }
        ignored.forEach(name -> lines.add(List.of(PipelineText.IGNORED, name)));
        return lines;
    }
}
