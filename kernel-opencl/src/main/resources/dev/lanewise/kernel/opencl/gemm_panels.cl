// Products for CPU devices. One work-item computes a strip of C, NR columns wide and some rows high, as tiles of MR x
// NR that stay in registers. No barrier, no local memory: on a CPU those cost and gain nothing.
//
// The host defines MR and NR_VECTORS. Packed factors are k-major within a panel: MR rows of A, or NR columns of B, are
// neighbours in memory.

#define NR (NR_VECTORS * LANES)
// Steps of k between two visits of a tile of C: a panel of B, 96 KiB of 48 columns, and the rows of A that a strip has
// then stay in a second-level cache of 1 MiB while all tiles of the strip read them.
#define KC 512
// Steps of k that one item packs: enough to pay for its start, few enough to give every core work.
#define PACK_STEPS 128

// Asks for the line of an address that will be read. PoCL's own prefetch does nothing, its compiler's does;
// no address is invalid for that one, while another driver's might read in earnest.
#ifdef POCL_DEVICE_ADDRESS_BITS
#define FETCH(place) __builtin_prefetch((const void *)(size_t)(place))
#else
#define FETCH(place)
#endif
// Vectors in a line of 64 bytes.
#define LINE_VECTORS (16 / LANES)
// How many steps of k ahead B is asked for. Its rows are some KiB apart, which no prefetcher follows; so they come from
// the second cache in time.
#define FETCHED_STEPS 8

// ---- packing: panel number p holds rows p*width .. of x (count x k) as out[p][step][row in panel]; rows that are
// missing at the end are zeros.

// a0 b0 a1 b1 ..
static void interleave(const floatn a, const floatn b, floatn *low, floatn *high) {
    low->even = a.lo;
    low->odd = b.lo;
    high->even = a.hi;
    high->odd = b.hi;
}

// Transposes LANES rows of LANES elements: each pass interleaves the upper half of the rows with the lower.
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

// LANES rows, all of which are there.
static void pack_vectors(const int width, const long from, const long to, const __global float *x,
                         const long row_stride, const long step_stride, __global float *out) {
    long step = from;
    if (row_stride == 1) {
        for (; step < to; step++)
            vstoren(vloadn(0, x + step * step_stride), 0, out + step * width);
    } else if (step_stride == 1) {
        for (; step + LANES <= to; step += LANES) {
            floatn block[LANES];
#pragma unroll
            for (int l = 0; l < LANES; l++)
                block[l] = vloadn(0, x + l * row_stride + step);
            transpose(block);
#pragma unroll
            for (int l = 0; l < LANES; l++)
                vstoren(block[l], 0, out + (step + l) * width);
        }
    }
    for (; step < to; step++)
        for (int l = 0; l < LANES; l++)
            out[step * width + l] = x[l * row_stride + step * step_stride];
}

static void pack(const int width, const long count, const long from, const long to, const __global float *x,
                 const long row_stride, const long step_stride, __global float *out) {
    int row = 0;
    for (; width % LANES == 0 && row + LANES <= min((long)width, count); row += LANES)
        pack_vectors(width, from, to, x + row * row_stride, row_stride, step_stride, out + row);
    for (long step = from; step < to; step++)
        for (int r = row; r < width; r++)
            out[step * width + r] = r < count ? x[r * row_stride + step * step_stride] : 0;
}

// A factor to pack, as count x k, and where its panels go; count is 0 for one that needs no packing.
#define FACTOR(x) const long x##_count, MATRIX(x), const long2 x##_batch, PLACE(x##_out), const long x##_out_batch

#define PACK(x, width, panel)                                                                              \
    pack(width, x##_count - (panel) * (width), from, to,                                                   \
         AT(x, (panel) * (width), 0) + batch_offset(batch, inner, x##_batch), x##_row, x##_col,            \
         x##_out + x##_out_offset + batch * x##_out_batch + (panel) * (width) * k)

// Both factors of a product in one launch: A in panels of MR, and behind them B in panels of NR.
__kernel void pack_panels(const long k, const long inner, FACTOR(a), FACTOR(b)) {
    const long panel = get_global_id(0);
    const long from = (long)get_global_id(1) * PACK_STEPS;
    const long to = min(from + PACK_STEPS, k);
    const long batch = get_global_id(2);
    const long a_panels = (a_count + MR - 1) / MR;
    if (panel < a_panels)
        PACK(a, MR, panel);
    else
        PACK(b, NR, panel - a_panels);
}

// One of the matrices that pack_right packs: k x n, n of 0 for none.
#define PART(x) const long x##_n, const long x##_k, MATRIX(x), PLACE(x##_out)
// Takes a panel if it belongs to this matrix; otherwise counts it off.
#define PACK_PART(x)                                                                                           \
    if (!source && panel < (x##_n + NR - 1) / NR) {                                                            \
        count = x##_n - panel * NR;                                                                            \
        to = min(from + PACK_STEPS, x##_k);                                                                    \
        source = AT(x, 0, panel * NR);                                                                         \
        row_stride = x##_col;                                                                                  \
        step_stride = x##_row;                                                                                 \
        out = x##_out + x##_out_offset + panel * NR * x##_k;                                                   \
    } else                                                                                                     \
        panel -= (x##_n + NR - 1) / NR;

// Several matrices in one launch, each in panels of NR: what a network packs after every step.
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
        pack(NR, count, from, to, source, row_stride, step_stride, out);
}

// ---- products

// tile = columns of A times rows of B: `count` rows of A, which begins at `left`, and `vectors` of a panel of B.
// Functions of their own, and the tile in memory between them: in one body the compiler would give sums that some of
// the loops share one register each for all of them, and move them to and fro in every step.
#define TILE_ARGUMENTS                                                                                     \
    const long steps, const __global float *left, const long row_stride, const long step_stride,           \
        const long count, const __global float *right, const long right_stride, floatn *tile
#define DEFINE_MULTIPLY(name, rows, vectors, left_at)                                                      \
    __attribute__((noinline)) static void name(TILE_ARGUMENTS) {                                           \
        floatn sums[(rows) * (vectors)];                                                                   \
        _Pragma("unroll") for (int s = 0; s < (rows) * (vectors); s++) sums[s] = 0;                        \
        const __global float *row[rows];                                                                   \
        _Pragma("unroll") for (int r = 0; r < (rows); r++)                                                 \
            row[r] = left + min((long)r, count - 1) * row_stride;                                          \
        for (long step = 0; step < steps; step++, right += right_stride) {                                 \
            if ((rows) > 1)                                                                                \
                _Pragma("unroll") for (int v = 0; v < (vectors); v += LINE_VECTORS)                        \
                    FETCH(right + FETCHED_STEPS * right_stride + v * LANES);                               \
            floatn element[vectors];                                                                       \
            _Pragma("unroll") for (int v = 0; v < (vectors); v++) element[v] = vloadn(v, right);           \
            _Pragma("unroll") for (int r = 0; r < (rows); r++) {                                           \
                const floatn factor = left_at(r);                                                          \
                _Pragma("unroll") for (int v = 0; v < (vectors); v++)                                      \
                    sums[r * (vectors) + v] = fma(factor, element[v], sums[r * (vectors) + v]);            \
            }                                                                                              \
        }                                                                                                  \
        _Pragma("unroll") for (int s = 0; s < (rows) * (vectors); s++)                                     \
            tile[s / (vectors) * NR_VECTORS + s % (vectors)] = sums[s];                                    \
    }

// Rows of A in a panel; where they are, of which those behind the last one repeat it and are not stored; and one row
// alone, since eight times its arithmetic would take longer than its way through B.
#define PANEL_ROW(r) left[step * MR + (r)]
#define ROW(r) row[r][step * step_stride]
DEFINE_MULTIPLY(multiply_panel_1, MR, 1, PANEL_ROW)
DEFINE_MULTIPLY(multiply_panel_2, MR, 2, PANEL_ROW)
DEFINE_MULTIPLY(multiply_rows_1, MR, 1, ROW)
DEFINE_MULTIPLY(multiply_rows_2, MR, 2, ROW)
DEFINE_MULTIPLY(multiply_row_1, 1, 1, ROW)
DEFINE_MULTIPLY(multiply_row_2, 1, 2, ROW)
#if NR_VECTORS == 3
DEFINE_MULTIPLY(multiply_panel_3, MR, 3, PANEL_ROW)
DEFINE_MULTIPLY(multiply_rows_3, MR, 3, ROW)
DEFINE_MULTIPLY(multiply_row_3, 1, 3, ROW)
#endif
// A panel at the right edge may have fewer vectors.
#define MULTIPLY(name, row_stride, step_stride)                                                            \
    if (vectors == NR_VECTORS)                                                                             \
        JOIN(name, NR_VECTORS)(ARGUMENTS(row_stride, step_stride));                                        \
    else if (vectors == 1)                                                                                 \
        name##1(ARGUMENTS(row_stride, step_stride));                                                       \
    else                                                                                                   \
        name##2(ARGUMENTS(row_stride, step_stride));
#define ARGUMENTS(row_stride, step_stride)                                                                 \
    full - from, rows_of_a, row_stride, step_stride, rows, rows_of_b, right_step, tile

// Vector v of a row of B's panel, of which no more is read than is there.
#define RIGHT_END(step, v) load_lanes(right + (step) * right_step + (v) * LANES, 1, n - j - (v) * LANES, 0)

// A is read where it is, or in panels: a_packed, and a_row is the size of a panel then. Of B the first in_place_panels
// are read where they are, the others from b_panels; or, with items_pack, those are not there yet, and each item packs
// its panel for itself at a place of its own. The sums of B's columns, if wanted, are the first strip's work.
__kernel void gemm_panels(const long m, const long n, const long k, const int a_packed, MATRIX(a),
                          const long2 a_batch, const long in_place_panels, MATRIX(b), const long2 b_batch,
                          const int items_pack, PLACE(b_panels), const long b_panels_batch, const long inner,
                          const long2 c_batch, const long strip_rows, MATRIX(right_sums), EPILOGUE_ARGUMENTS) {
    const long panel = get_global_id(0);
    const long first = (long)get_global_id(1) * strip_rows;
    const long end = min(first + strip_rows, m);
    const long batch = get_global_id(2);
    const long j = panel * NR;
    const __global float *left = a + a_offset + batch_offset(batch, inner, a_batch);
    const bool in_place = panel < in_place_panels;
    const long packed_panels = get_global_size(0) - in_place_panels;
    const long number = panel - in_place_panels + (items_pack ? get_global_id(1) * packed_panels : 0);
    const __global float *right
        = in_place ? AT(b, 0, j) + batch_offset(batch, inner, b_batch)
                   : b_panels + b_panels_offset + batch * b_panels_batch + number * NR * k;
    const long right_step = in_place ? b_row : NR;
    const int vectors = min((long)NR_VECTORS, (n - j + LANES - 1) / LANES);
    // Columns that are missing at the end of a row of B are read from the next one, and not stored: b_row is n then.
    // The last rows have no next one.
    const long missing = vectors * LANES - (n - j);
    const long whole = in_place && missing > 0 ? k - (missing + n - 1) / n : k;
    if (items_pack && !in_place)
        pack(NR, n - j, 0, k, AT(b, 0, j) + batch_offset(batch, inner, b_batch), b_col, b_row,
             (__global float *)right);
    const Epilogue epilogue = EPILOGUE_AT(batch_offset(batch, inner, c_batch));

    long from = 0;
    do {
        const long to = min(from + KC, k);
        const long full = min(to, whole);
        const Epilogue block = epilogue_of_block(&epilogue, from == 0, to == k);
        for (long i = first; i < end; i += MR) {
            const int rows = min((long)MR, m - i);
            const __global float *rows_of_a
                = a_packed ? left + i / MR * a_row + from * MR : left + i * a_row + from * a_col;
            const __global float *rows_of_b = right + from * right_step;
            floatn tile[MR * NR_VECTORS];
            if (a_packed) {
                MULTIPLY(multiply_panel_, 1, MR)
            } else if (rows == 1) {
                MULTIPLY(multiply_row_, a_row, a_col)
            } else {
                MULTIPLY(multiply_rows_, a_row, a_col)
            }
            for (long step = max(from, full); step < to; step++)
                for (int v = 0; v < vectors; v++) {
                    const floatn element = RIGHT_END(step, v);
                    for (int r = 0; r < rows; r++) {
                        const float factor = rows_of_a[r * (a_packed ? 1 : a_row)
                                                       + (step - from) * (a_packed ? MR : a_col)];
                        tile[r * NR_VECTORS + v] = fma((floatn)factor, element, tile[r * NR_VECTORS + v]);
                    }
                }
            if (block.plain && n - j >= NR) {
                for (int r = 0; r < rows; r++)
#pragma unroll
                    for (int v = 0; v < NR_VECTORS; v++)
                        finish_plain(&block, i + r, j + v * LANES, tile[r * NR_VECTORS + v]);
            } else {
                // Not unrolled, or there would be all activations for each vector.
#pragma unroll 1
                for (int r = 0; r < rows; r++)
#pragma unroll 1
                    for (int v = 0; v < vectors; v++)
                        finish(&block, i + r, j + v * LANES, n - j - v * LANES, tile[r * NR_VECTORS + v]);
            }
        }
        from = to;
    } while (from < k);

    if (right_sums && first == 0) {
        for (int v = 0; v < vectors; v++) {
            floatn sum = 0;
            long step = 0;
            for (; step < whole; step++)
                sum += vloadn(v, right + step * right_step);
            for (; step < k; step++)
                sum += RIGHT_END(step, v);
            store_lanes(AT(right_sums, 0, j + v * LANES), right_sums_col, n - j - v * LANES, sum);
        }
    }
}
