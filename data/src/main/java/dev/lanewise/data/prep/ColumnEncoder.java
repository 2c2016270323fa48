package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.Table;

import java.util.List;

/** Turns one column of a table into features. */
sealed interface ColumnEncoder permits NumericEncoder, CategoryEncoder {
    /** Name of the column. */
    String name();

    /** Names of the features, in order. */
    List<String> featureNames();

    /** Whether a last feature says that the cell was missing. */
    boolean flag();

    /** Writes the features of one cell, {@code featureNames().size()} of them, all zero before, from {@code at} on. */
    void encode(Table table, Column column, int row, float[] out, int at);

    /** Name of the feature that says a cell was missing. */
    static String flagName(String column) {
        return column + " missing";
    }
}
