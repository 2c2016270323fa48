package dev.lanewise.data;

/** Rows as a file holds them, before any preprocessing: what a pipeline is fitted on and applied to. */
public sealed interface RawData permits Table, Images {
    /** The file or set the rows came from, as messages name it. */
    String name();

    /** Number of rows. */
    int rows();

    /** The given rows, in the given order. */
    RawData select(int[] rows);
}
