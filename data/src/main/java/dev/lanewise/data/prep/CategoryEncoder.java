package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A category becomes one feature per category of the training rows, 1 for its own and 0 for the others. A category
 * that training did not show, and a missing one, are all zeros.
 */
record CategoryEncoder(String name, boolean flag, List<String> categories) implements ColumnEncoder {

    /** Categories of the cells that are there, in alphabetical order. */
    static CategoryEncoder fit(Column column) {
        var categories = new TreeSet<String>();
        boolean missing = false;
        for (int row = 0; row < column.rows(); row++) {
            if (column.missing(row)) {
                missing = true;
            } else {
                categories.add(column.text(row));
            }
        }
        return new CategoryEncoder(column.name(), missing, List.copyOf(categories));
    }

    @Override
    public List<String> featureNames() {
        var names = new ArrayList<String>();
        categories.forEach(category -> names.add(name + "=" + category));
        if (flag) {
            names.add(ColumnEncoder.flagName(name));
        }
        return names;
    }

    @Override
    public void encode(Table table, Column column, int row, float[] out, int at) {
        if (!column.missing(row)) {
            int index = categories.indexOf(column.text(row));
            if (index >= 0) {
                out[at + index] = 1;
            }
        } else if (flag) {
            out[at + categories.size()] = 1;
        }
    }
}
