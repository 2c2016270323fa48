// One number of many. The order of additions is set by the shape, LANES and TEAM alone.

static floatn combine(const int op, const floatn a, const floatn b) {
    return op == REDUCTION_MAX ? larger(a, b) : a + b;
}

static float empty(const int op) {
    return op == REDUCTION_MAX ? -INFINITY : 0.0f;
}

// One team for each row.
__kernel void reduce_rows(const int op, const long cols, MATRIX(x), MATRIX(out)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const long i = get_global_id(0);
    floatn partial = empty(op);
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES)
        partial = combine(op, partial, load_lanes(AT(x, i, j), x_col, cols - j, empty(op)));
    const float result = op == REDUCTION_MAX ? team_max(max_lanes(partial), scratch)
                                             : team_sum(sum_lanes(partial), scratch);
    if (get_local_id(1) == 0)
        *AT(out, i, 0) = op == REDUCTION_MEAN ? result / cols : result;
}

// One team for LANES columns of one chunk of rows; chunk number c writes row c of out.
__kernel void reduce_columns(const int op, const long rows, const long cols, const long chunk, const long divisor,
                             MATRIX(x), MATRIX(out)) {
    TEAM_SCRATCH(floatn, scratch, TEAM * COLUMN_GROUP);
    const long j = (long)get_global_id(0) * LANES;
    const long first = (long)get_group_id(1) * chunk;
    const long end = min(first + chunk, rows);
    floatn partial = empty(op);
    for (long i = first + get_local_id(1); i < end; i += TEAM)
        partial = combine(op, partial, load_lanes(AT(x, i, j), x_col, cols - j, 0));
    partial = op == REDUCTION_MAX ? team_max_lanes(partial, scratch) : team_sum_lanes(partial, scratch);
    if (get_local_id(1) == 0)
        store_lanes(AT(out, (long)get_group_id(1), j), out_col, cols - j,
                    op == REDUCTION_MEAN ? partial / divisor : partial);
}

// What of an element is added up.
#define TERM_ELEMENT 0
#define TERM_SQUARE 1
#define TERM_NORM 2

// A power of two that makes numbers up to `largest` not much more than 1, and small only if they are so beside it.
static float reciprocal_unit(const float largest) {
    return as_float(clamp(254 - (as_int(largest) >> 23), 1, 253) << 23);
}

// One team for each chunk of a view: LOAD(at) is the vector at position `at` of it, of which there are `end`, `step` of
// them apart. Norms are combined as elements are: the norm of the chunks' norms is that of all.
#define REDUCE_CHUNK(start, step, LOAD)                                                        \
    TEAM_SCRATCH(float, scratch, TEAM);                                                        \
    float per_unit = 1;                                                                        \
    if (term == TERM_NORM) {                                                                   \
        floatn largest = 0;                                                                    \
        for (long at = start; at < end; at += step)                                            \
            largest = larger(largest, fabs(LOAD(at, 0)));                                      \
        per_unit = reciprocal_unit(team_max(max_lanes(largest), scratch));                     \
    }                                                                                          \
    floatn partial = empty(op);                                                                \
    for (long at = start; at < end; at += step) {                                              \
        const floatn value = LOAD(at, empty(op)) * per_unit;                                   \
        partial = combine(op, partial, term == TERM_ELEMENT ? value : value * value);          \
    }                                                                                          \
    const float result = op == REDUCTION_MAX ? team_max(max_lanes(partial), scratch)           \
                                             : team_sum(sum_lanes(partial), scratch);          \
    if (get_local_id(1) == 0)                                                                  \
        out[out_offset + get_global_id(0)] = term == TERM_NORM ? sqrt(result) / per_unit       \
                                             : op == REDUCTION_MEAN ? result / divisor         \
                                                                    : result;

// Of a contiguous run; chunk number c writes out[c].
#define LOAD_RUN(at, rest) load_lanes(x + x_offset + (at), 1, end - (at), rest)
__kernel void reduce_all(const int op, const int term, const long n, const long chunk, const long divisor, PLACE(x),
                         PLACE(out)) {
    const long first = (long)get_global_id(0) * chunk;
    const long end = min(first + chunk, n);
    REDUCE_CHUNK(first + get_local_id(1) * LANES, TEAM * LANES, LOAD_RUN)
}

// The same of a view with gaps; a chunk is that many runs of LANES neighbours in a row.
#define LOAD_STRIDED(at, rest) load_neighbours((at), rest, size, runs, x, x_offset, x_stride)
static floatn load_neighbours(const long run, const float rest, const long4 size, const long runs, STRIDED(x)) {
    const long4 row = row_index(run / runs, size);
    const long j = run % runs * LANES;
    return load_lanes(PLACE_IN(x), x_stride.w, size.w - j, rest);
}

__kernel void reduce_all_strided(const int op, const int term, const long4 size, const long chunk,
                                 const long divisor, STRIDED(x), PLACE(out)) {
    const long runs = (size.w + LANES - 1) / LANES;
    const long first = (long)get_global_id(0) * chunk;
    const long end = min(first + chunk, size.x * size.y * size.z * runs);
    REDUCE_CHUNK(first + get_local_id(1), TEAM, LOAD_STRIDED)
}

// Whether (value, at) comes before (best, best_at): a NaN before all numbers, then the larger, then the first.
static int precedes(const float value, const long at, const float best, const long best_at) {
    if (best_at < 0 || at < 0)
        return best_at < 0;
    const int nan = value != value, best_nan = best != best;
    if (nan != best_nan)
        return nan;
    if (!nan && value != best)
        return value > best;
    return at < best_at;
}

__kernel void argmax_rows(const long cols, MATRIX(x), INDICES(out)) {
    const long i = get_global_id(0);
    float best = 0;
    long best_at = -1;
    for (long j = get_local_id(1); j < cols; j += TEAM) {
        const float value = *AT(x, i, j);
        if (precedes(value, j, best, best_at)) {
            best = value;
            best_at = j;
        }
    }
#if TEAM > 1
    __local float bests[TEAM];
    __local long places[TEAM];
    const int member = get_local_id(1);
    bests[member] = best;
    places[member] = best_at;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int width = TEAM / 2; width > 0; width /= 2) {
        if (member < width
            && precedes(bests[member + width], places[member + width], bests[member], places[member])) {
            bests[member] = bests[member + width];
            places[member] = places[member + width];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    best_at = places[0];
#endif
    if (get_local_id(1) == 0)
        out[out_offset + i] = (int)best_at;
}
