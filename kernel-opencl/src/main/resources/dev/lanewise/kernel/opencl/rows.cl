// Rows picked by number.

__kernel void gather_rows(const long source_rows, const long count_rows, const long cols, MATRIX(source),
                          INDICES(rows), const long first, MATRIX(out)) {
    const long j = (long)get_global_id(0) * LANES;
    const long i = get_global_id(1);
    const long count = cols - j;
    if (count <= 0 || i >= count_rows)
        return;
    const long row = rows[rows_offset + first + i];
    const floatn value = row >= 0 && row < source_rows ? load_lanes(AT(source, row, j), source_col, count, 0)
                                                       : (floatn)NAN;
    store_lanes(AT(out, i, j), out_col, count, value);
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
