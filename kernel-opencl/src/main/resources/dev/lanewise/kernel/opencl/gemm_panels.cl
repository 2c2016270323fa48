// Products for CPU devices. One work-item computes a strip of C, PANEL_COLUMNS wide and some rows high, as tiles that
// stay in registers. No barrier, no local memory: on a CPU those cost and gain nothing.

#define PANEL_COLUMNS (2 * LANES)
// Steps of k between two visits of a tile of C: a panel of B, 48 KiB of 32 columns, then stays in the first two caches
// while all tiles of the strip read it.
#define BLOCK_STEPS 384
// Steps of k that one item packs: enough to pay for its start, few enough to give every core work.
#define PACK_STEPS 128

// ---- packing: panel number p holds rows p*width .. of x (count x k) as out[p][step][row in panel]; rows that are
// missing at the end are zeros.

// a0 b0 a1 b1 ..
static void interleave(const floatn a, const floatn b, floatn *low, floatn *high) {
    low->even = a.lo;
    low->odd = b.lo;
    high->even = a.hi;
    high->odd = b.hi;
}

// Turns LANES rows of LANES elements on their side: each pass interleaves the upper half of the rows with the lower.
static void transpose(floatn *rows) {
#pragma unroll
    for (int pass = 1; pass < LANES; pass *= 2) {
        floatn old[LANES];
#pragma unroll
        for (int r = 0; r < LANES; r++)
            old[r] = rows[r];
#pragma unroll
        for (int r = 0; r < LANES / 2; r++)
            interleave(old[r], old[r + LANES / 2], &rows[2 * r], &rows[2 * r + 1]);
    }
}

static void pack(const int width, const long count, const long from, const long to, const __global float *x,
                 const long row_stride, const long step_stride, __global float *out) {
    if (row_stride == 1 && width % LANES == 0 && count >= width) {
        for (long step = from; step < to; step++)
            for (int r = 0; r < width; r += LANES)
                vstoren(vloadn(0, x + r + step * step_stride), 0, out + step * width + r);
        return;
    }
    long rest = from;
    if (step_stride == 1 && width % LANES == 0 && count >= width)
        for (; rest + LANES <= to; rest += LANES)
            for (int r = 0; r < width; r += LANES) {
                floatn block[LANES];
#pragma unroll
                for (int l = 0; l < LANES; l++)
                    block[l] = vloadn(0, x + (r + l) * row_stride + rest);
                transpose(block);
#pragma unroll
                for (int l = 0; l < LANES; l++)
                    vstoren(block[l], 0, out + (rest + l) * width + r);
            }
    for (long step = rest; step < to; step++)
        for (int r = 0; r < width; r++)
            out[step * width + r] = r < count ? x[r * row_stride + step * step_stride] : 0;
}

// A factor to pack, as count x k, and where its panels go; count is 0 for one that needs no packing.
#define FACTOR(x) const long x##_count, MATRIX(x), const long2 x##_batch, PLACE(x##_out), const long x##_out_batch

#define PACK(x, width, panel)                                                                              \
    pack(width, x##_count - (panel) * (width), from, to,                                                   \
         AT(x, (panel) * (width), 0) + batch_offset(batch, inner, x##_batch), x##_row, x##_col,            \
         x##_out + x##_out_offset + batch * x##_out_batch + (panel) * (width) * k)

// Both factors of a product in one launch: A in panels of PANEL_ROWS, and behind them B in panels of PANEL_COLUMNS.
__kernel void pack_panels(const long k, const long inner, FACTOR(a), FACTOR(b)) {
    const long panel = get_global_id(0);
    const long from = (long)get_global_id(1) * PACK_STEPS;
    const long to = min(from + PACK_STEPS, k);
    const long batch = get_global_id(2);
    const long a_panels = (a_count + PANEL_ROWS - 1) / PANEL_ROWS;
    if (panel < a_panels)
        PACK(a, PANEL_ROWS, panel);
    else
        PACK(b, PANEL_COLUMNS, panel - a_panels);
}

// One of the matrices that pack_right packs: k x n, n of 0 for none.
#define PART(x) const long x##_n, const long x##_k, MATRIX(x), PLACE(x##_out)
// Takes a panel if it belongs to this matrix; otherwise counts it off.
#define PACK_PART(x)                                                                                           \
    if (!source && panel < (x##_n + PANEL_COLUMNS - 1) / PANEL_COLUMNS) {                                      \
        count = x##_n - panel * PANEL_COLUMNS;                                                                 \
        to = min(from + PACK_STEPS, x##_k);                                                                    \
        source = AT(x, 0, panel * PANEL_COLUMNS);                                                              \
        row_stride = x##_col;                                                                                  \
        step_stride = x##_row;                                                                                 \
        out = x##_out + x##_out_offset + panel * PANEL_COLUMNS * x##_k;                                        \
    } else                                                                                                     \
        panel -= (x##_n + PANEL_COLUMNS - 1) / PANEL_COLUMNS;

// Several matrices in one launch, each in panels of PANEL_COLUMNS: what a network packs after every step.
__kernel void pack_right(PART(a), PART(b), PART(c), PART(d), PART(e), PART(f), PART(g), PART(h)) {
    long panel = get_global_id(0);
    const long from = (long)get_global_id(1) * PACK_STEPS;
    const __global float *source = 0;
    __global float *out = 0;
    long count = 0, to = 0, row_stride = 0, step_stride = 0;
    PACK_PART(a)
    PACK_PART(b)
    PACK_PART(c)
    PACK_PART(d)
    PACK_PART(e)
    PACK_PART(f)
    PACK_PART(g)
    PACK_PART(h)
    if (from < to)
        pack(PANEL_COLUMNS, count, from, to, source, row_stride, step_stride, out);
}

// ---- products

// Half of a row of B's panel, all of it or as much as there is.
#define RIGHT(half) vloadn(half, right + step * right_step)
#define RIGHT_END(half) load_lanes(right + step * right_step + (half) * LANES, 1, n - j - (half) * LANES, 0)

// low and high, PANEL_ROWS x PANEL_COLUMNS, += a column of A times a row of B: at(r) is row r of A, half(h) of B.
#define BOTH_HALVES(at, half)                                          \
    const floatn right_low = half(0), right_high = half(1);            \
    _Pragma("unroll") for (int r = 0; r < PANEL_ROWS; r++) {           \
        low[r] = fma((floatn)at(r), right_low, low[r]);                \
        high[r] = fma((floatn)at(r), right_high, high[r]);             \
    }
// The same for a panel of B that has no more columns than LANES.
#define LOW_HALF(at, half)                                             \
    const floatn right_low = half(0);                                  \
    _Pragma("unroll") for (int r = 0; r < PANEL_ROWS; r++)             \
        low[r] = fma((floatn)at(r), right_low, low[r]);
// A block of steps, of which those from `whole` on may read no more of B than is there.
#define MULTIPLY(halves, at)                                           \
    for (; step < min(to, whole); step++) {                            \
        halves(at, RIGHT)                                              \
    }                                                                  \
    for (; step < to; step++) {                                        \
        halves(at, RIGHT_END)                                          \
    }

// A is read where it is, or in panels: a_packed, and a_row is the size of a panel then. Of B the first `in_place`
// panels are read where they are, the others from b_panels; or, with edge_unpacked, the only other one is not there
// yet, and each strip packs it for itself at a place of its own. The sums of B's columns, if wanted, are the first
// strip's work.
__kernel void gemm_panels(const long m, const long n, const long k, const int a_packed, MATRIX(a),
                          const long2 a_batch, const long in_place, MATRIX(b), const long2 b_batch,
                          const int edge_unpacked, PLACE(b_panels), const long b_panels_batch, const long inner,
                          const long2 c_batch, const long strip_rows, MATRIX(right_sums), EPILOGUE_ARGUMENTS) {
    const long panel = get_global_id(0);
    const long first = (long)get_global_id(1) * strip_rows;
    const long end = min(first + strip_rows, m);
    const long batch = get_global_id(2);
    const long j = panel * PANEL_COLUMNS;
    const __global float *left = a + a_offset + batch_offset(batch, inner, a_batch);
    const bool placed = panel < in_place;
    const long number = edge_unpacked ? get_global_id(1) : panel - in_place;
    const __global float *right
        = placed ? AT(b, 0, j) + batch_offset(batch, inner, b_batch)
                 : b_panels + b_panels_offset + batch * b_panels_batch + number * PANEL_COLUMNS * k;
    const long right_step = placed ? b_row : PANEL_COLUMNS;
    // Columns that are missing at the end of a row of B are read from the next one, and not stored: b_row is n then.
    const long missing = PANEL_COLUMNS - (n - j);
    const long whole = placed && missing > 0 ? k - (missing + n - 1) / n : k;
    const bool narrow = n - j <= LANES;
    if (edge_unpacked && !placed)
        pack(PANEL_COLUMNS, n - j, 0, k, AT(b, 0, j) + batch_offset(batch, inner, b_batch), b_col, b_row,
             (__global float *)right);
    const Epilogue epilogue = EPILOGUE_AT(batch_offset(batch, inner, c_batch));

    long from = 0;
    do {
        const long to = min(from + BLOCK_STEPS, k);
        const Epilogue block = epilogue_of_block(&epilogue, from == 0, to == k);
        for (long i = first; i < end; i += PANEL_ROWS) {
            floatn low[PANEL_ROWS], high[PANEL_ROWS];
#pragma unroll
            for (int r = 0; r < PANEL_ROWS; r++)
                low[r] = high[r] = 0;
            long step = from;
            if (a_packed) {
                const __global float *rows = left + i / PANEL_ROWS * a_row;
#define PACKED_ROW(r) rows[step * PANEL_ROWS + r]
                if (narrow) {
                    MULTIPLY(LOW_HALF, PACKED_ROW)
                } else {
                    MULTIPLY(BOTH_HALVES, PACKED_ROW)
                }
            } else {
                // Rows behind the last one repeat it, and are not stored.
                const __global float *rows[PANEL_ROWS];
#pragma unroll
                for (int r = 0; r < PANEL_ROWS; r++)
                    rows[r] = left + min(i + r, m - 1) * a_row;
#define ROW(r) rows[r][step * a_col]
                if (narrow) {
                    MULTIPLY(LOW_HALF, ROW)
                } else {
                    MULTIPLY(BOTH_HALVES, ROW)
                }
            }
            if (block.plain && n - j >= PANEL_COLUMNS) {
#pragma unroll
                for (int r = 0; r < PANEL_ROWS; r++)
                    if (i + r < m) {
                        finish_plain(&block, i + r, j, low[r]);
                        finish_plain(&block, i + r, j + LANES, high[r]);
                    }
            } else {
                // In a loop that keeps its shape: unrolled, it would hold all activations 2 * PANEL_ROWS times.
                floatn sums[2 * PANEL_ROWS];
#pragma unroll
                for (int r = 0; r < PANEL_ROWS; r++) {
                    sums[2 * r] = low[r];
                    sums[2 * r + 1] = high[r];
                }
#pragma unroll 1
                for (int s = 0; s < 2 * min((long)PANEL_ROWS, m - i); s += narrow ? 2 : 1)
                    finish(&block, i + s / 2, j + s % 2 * LANES, n - j - s % 2 * LANES, sums[s]);
            }
        }
        from = to;
    } while (from < k);

    if (right_sums && first == 0) {
        floatn low = 0, high = 0;
        long step = 0;
        for (; step < whole; step++) {
            low += vloadn(0, right + step * right_step);
            high += vloadn(1, right + step * right_step);
        }
        for (; step < k; step++) {
            low += RIGHT_END(0);
            high += RIGHT_END(1);
        }
        store_lanes(AT(right_sums, 0, j), right_sums_col, n - j, low);
        store_lanes(AT(right_sums, 0, j + LANES), right_sums_col, n - j - LANES, high);
    }
}
