// Rows picked by number.

// Columns j on of row number i of out, from a row of the source; NaN where there is no such row.
static void gather(const long i, const long j, const long row, const bool there, const long cols, MATRIX(source),
                   MATRIX(out)) {
    const floatn value = there ? load_lanes(AT(source, row, j), source_col, cols - j, 0) : (floatn)NAN;
    store_lanes(AT(out, i, j), out_col, cols - j, value);
}

#define GATHER(source, out, cols)                                                                        \
    if (j < cols)                                                                                        \
        gather(i, j, row, there, cols, source, source##_offset, source##_row, source##_col,              \
               out, out##_offset, out##_row, out##_col);

// Columns j on of row i, which is `row` in the source.
#define GATHERED_ROW                                                     \
    const long j = (long)get_global_id(0) * LANES;                       \
    const long i = get_global_id(1);                                     \
    if (i >= count_rows)                                                 \
        return;                                                          \
    const long row = rows[rows_offset + first + i];                      \
    const bool there = row >= 0 && row < source_rows;

__kernel void gather_rows(const long source_rows, const long count_rows, const long cols, MATRIX(source),
                          INDICES(rows), const long first, MATRIX(out)) {
    GATHERED_ROW
    GATHER(source, out, cols)
}

__kernel void gather_labelled(const long source_rows, const long count_rows, const long cols, MATRIX(source),
                              INDICES(rows), const long first, MATRIX(out), INDICES(labels), INDICES(out_labels)) {
    GATHERED_ROW
    GATHER(source, out, cols)
    if (j == 0)
        out_labels[out_labels_offset + i] = there ? labels[labels_offset + row] : -1;
}

__kernel void gather_targeted(const long source_rows, const long count_rows, const long cols, MATRIX(source),
                              INDICES(rows), const long first, MATRIX(out), const long target_cols, MATRIX(targets),
                              MATRIX(out_targets)) {
    GATHERED_ROW
    GATHER(source, out, cols)
    GATHER(targets, out_targets, target_cols)
}

__kernel void gather_indices(const long n, const long source_length, INDICES(source), INDICES(at), const long first,
                             INDICES(out)) {
    const long i = get_global_id(0);
    if (i >= n)
        return;
    const long position = at[at_offset + first + i];
    out[out_offset + i] = position >= 0 && position < source_length ? source[source_offset + position] : -1;
}

// One work-item walks all rows for its columns: repeated row numbers then add in one order, without atomics.
__kernel void scatter_add_rows(const long count_rows, const long cols, MATRIX(source), INDICES(rows),
                               const long out_rows, MATRIX(out)) {
    const long j = (long)get_global_id(0) * LANES;
    const long count = cols - j;
    if (count <= 0)
        return;
    for (long i = 0; i < count_rows; i++) {
        const long row = rows[rows_offset + i];
        if (row >= 0 && row < out_rows)
            store_lanes(AT(out, row, j), out_col, count,
                        load_lanes(AT(out, row, j), out_col, count, 0)
                            + load_lanes(AT(source, i, j), source_col, count, 0));
    }
}
