package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;
import dev.lanewise.data.RawData;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns the columns of a table into features, by name; columns that training did not have are passed over.
 *
 * @param rowNorm whether each encoded row is divided by its length
 * @param ignored columns of the training table that are not learned from
 */
record TableEncoder(List<ColumnEncoder> columns, boolean rowNorm, List<String> ignored) implements FeatureEncoder {
    /** A text column with more different texts than this is taken for names or identifiers, unless it is asked for. */
    private static final int MOST_CATEGORIES = 100;

    /**
     * @param notices takes a warning for each column that is left out without being asked for, and for each that is taken
     *                for categories although its texts look like something else
     * @throws DataException if a column is text although most of it is numbers, or none is left to learn from
     */
    static TableEncoder fit(Table table, Column label, FitOptions options, List<Notice> notices) {
        Set<Column> categorical = columns(table, options.categorical());
        Set<Column> leftOut = columns(table, options.leftOut());
        var columns = new ArrayList<ColumnEncoder>();
        var ignored = new ArrayList<String>();
        for (Column column : table.columns()) {
            if (column == label) {
                continue;
            }
            String where = table.name() + ": column " + DataException.quoted(column.name());
            if (leftOut.contains(column)) {
                ignored.add(column.name());
            } else if (IntStream.range(0, column.rows()).allMatch(column::missing)) {
                ignored.add(column.name());
                notices.add(Notice.warning(where + " is left out: it holds nothing"));
            } else if (!categorical.contains(column) && column.doubt() != null) {
                throw new DataException(column.doubt() + "; --categorical " + table.argument(column)
                        + " takes the column for categories");
            } else if (!categorical.contains(column) && column.numeric()) {
                columns.add(NumericEncoder.fit(table, column, options));
            } else {
                var encoder = CategoryEncoder.fit(column);
                boolean asked = categorical.contains(column);
                if (asked || encoder.index().size() <= MOST_CATEGORIES) {
                    columns.add(encoder);
                } else {
                    ignored.add(column.name());
                }
                notices.addAll(categoryNotices(table, column, encoder, asked));
            }
        }
        if (columns.isEmpty()) {
            throw new DataException(table.name() + ": there is no column to learn from beside the label "
                    + DataException.quoted(label.name()) + (notices.isEmpty() ? "" : "; " + notices.getFirst().text()));
        }
        return new TableEncoder(List.copyOf(columns), options.scaler() == Scaler.L2, List.copyOf(ignored));
    }

    private static Set<Column> columns(Table table, List<String> names) {
        return names.stream().map(table::column).collect(Collectors.toSet());
    }

    private static List<Notice> categoryNotices(Table table, Column column, CategoryEncoder encoder, boolean asked) {
        String where = table.name() + ": column " + DataException.quoted(column.name());
        Appearance appearance = Appearance.of(encoder.index().keySet());
        String content = "it holds " + encoder.index().size() + " different " + appearance.description() + " like "
                + DataException.quoted(encoder.categories().getFirst());
        String option = "--categorical " + table.argument(column);
        var notices = new ArrayList<Notice>();
        if (!asked && encoder.index().size() > MOST_CATEGORIES) {
            return List.of(Notice.warning(where + " is left out: " + content + "; " + option
                    + " keeps it, as one feature for each"));
        }
        if (!asked && appearance.isQuantity()) {
            notices.add(
                    Notice.warning(where + " is taken for categories: " + content + ", which have neither order nor "
                            + "distance then; --leave-out " + table.argument(column) + " leaves it out, " + option
                            + " takes it so without this line"));
        }
        String merged = Spelling.merged(column);
        if (!merged.isEmpty()) {
            notices.add(Notice.warning(where + ": equal numbers are one category: " + merged));
        }
        return notices;
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

    /** Warnings of categories that training did not show. */
    List<Notice> unseen(Table table) {
        var notices = new ArrayList<Notice>();
        for (ColumnEncoder encoder : columns) {
            if (encoder instanceof CategoryEncoder categories) {
                categories.unseen(table, table.namedColumn(encoder.name())).ifPresent(notices::add);
            }
        }
        return notices;
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
