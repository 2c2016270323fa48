package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A number becomes (x - offset) / scale; a missing one takes the fill first.
 *
 * @param scale never 0: a column that is constant in training has scale 1
 */
record NumericEncoder(String name, double fill, boolean flag, double offset, double scale) implements ColumnEncoder {

    /** @param column numeric, with at least one cell that is not missing */
    static NumericEncoder fit(Table table, Column column, FitOptions options) {
        double[] present = IntStream.range(0, column.rows()).filter(row -> !column.missing(row))
                .mapToDouble(column::number).toArray();
        double fill = options.missing().of(present);
        double[] filled = IntStream.range(0, column.rows())
                .mapToDouble(row -> column.missing(row) ? fill : column.number(row)).toArray();
        double offset = 0;
        double scale = 1;
        if (options.scaler() == Scaler.MIN_MAX) {
            offset = Arrays.stream(filled).min().orElseThrow();
            scale = Arrays.stream(filled).max().orElseThrow() - offset;
        } else if (options.scaler() == Scaler.Z_SCORE) {
            offset = mean(filled);
            scale = standardDeviation(filled, offset);
        }
        if (!Double.isFinite(fill) || !Double.isFinite(offset) || !Double.isFinite(scale)) {
            throw new DataException(table.name() + ": the numbers of column " + DataException.quoted(column.name())
                    + " are too large to scale");
        }
        return new NumericEncoder(column.name(), fill, present.length < column.rows(), offset, scale == 0 ? 1 : scale);
    }

    @Override
    public List<String> featureNames() { return flag ? List.of(name, ColumnEncoder.flagName(name)) : List.of(name); }

    @Override
    public void encode(Table table, Column column, int row, float[] out, int at) {
        boolean missing = column.missing(row);
        out[at] = (float) (((missing ? fill : number(table, column, row)) - offset) / scale);
        if (!Float.isFinite(out[at])) {
            throw new DataException(table.place(column, row) + " holds " + column.written(row)
                    + ", too large once scaled for a 32-bit float");
        }
        if (flag && missing) {
            out[at + 1] = 1;
        }
    }

    /**
     * The number in a cell that is not missing, whose column is text when another cell is.
     *
     * @throws DataException if the column is in doubt, or the cell is text
     */
    static double number(Table table, Column column, int row) {
        if (column.doubt() != null) {
            throw new DataException(column.doubt());
        }
        if (column.numeric()) {
            return column.number(row);
        }
        String cell = column.written(row);
        double number = Column.parse(cell);
        if (Double.isNaN(number)) {
            throw new DataException(table.place(column, row) + " holds " + DataException.quoted(cell)
                    + ", expected a number (--missing-values names words that stand for a missing one)");
        }
        return number;
    }

    static double mean(double[] values) { return Arrays.stream(values).sum() / values.length; }

    /** Divided by n; exactly 0 for equal values, although their computed mean may be off by a rounding. */
    static double standardDeviation(double[] values, double mean) {
        if (Arrays.stream(values).allMatch(value -> value == values[0])) {
            return 0;
        }
        return Math.sqrt(Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / values.length);
    }
}
