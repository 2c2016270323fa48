// Products for CPU devices: one work-item for a register tile of PANEL_ROWS x 2*LANES, factors packed so that it reads
// both of them in one forward stream. No barrier, no local memory: on a CPU those cost and gain nothing.

#define PANEL_COLUMNS (2 * LANES)
// Steps of k that one item packs: enough to pay for its start, few enough to give every core work.
#define PACK_STEPS 128

// Panel number p holds rows p*width .. of x (count x k): out[p][step][row in panel], missing rows as zeros.
static void pack(const int width, const long rows, const long from, const long to, const __global float *x,
                 const long row_stride, const long step_stride, __global float *out) {
    if (row_stride == 1) {
        // The rows of a panel are neighbours in memory.
        for (long step = from; step < to; step++)
            for (int r = 0; r < width; r++)
                out[step * width + r] = r < rows ? x[r + step * step_stride] : 0;
        return;
    }
    for (int r = 0; r < width; r++)
        for (long step = from; step < to; step++)
            out[step * width + r] = r < rows ? x[r * row_stride + step * step_stride] : 0;
}

// A factor to pack, as count x k, and where its panels go; count is 0 for one that is packed already.
#define FACTOR(x) const long x##_count, MATRIX(x), const long2 x##_batch, PLACE(x##_out), const long x##_out_batch

#define PACK(x, width, panel)                                                                              \
    pack(width, min((long)(width), x##_count - (panel) * (width)), from, to,                               \
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

__kernel void gemm_panels(const long m, const long n, const long k, PLACE(a), const long a_batch, PLACE(b),
                          const long b_batch, const long inner, const long2 c_batch, EPILOGUE_ARGUMENTS) {
    const long column_panel = get_global_id(0);
    const long row_panel = get_global_id(1);
    const long batch = get_global_id(2);
    const __global float *left = a + a_offset + batch * a_batch + row_panel * PANEL_ROWS * k;
    const __global float *right = b + b_offset + batch * b_batch + column_panel * PANEL_COLUMNS * k;

    floatn low[PANEL_ROWS], high[PANEL_ROWS];
#pragma unroll
    for (int r = 0; r < PANEL_ROWS; r++)
        low[r] = high[r] = 0;
    for (long step = 0; step < k; step++) {
        const floatn right_low = vloadn(0, right);
        const floatn right_high = vloadn(1, right);
#pragma unroll
        for (int r = 0; r < PANEL_ROWS; r++) {
            low[r] = fma((floatn)left[r], right_low, low[r]);
            high[r] = fma((floatn)left[r], right_high, high[r]);
        }
        left += PANEL_ROWS;
        right += PANEL_COLUMNS;
    }

    const Epilogue epilogue = EPILOGUE_AT(batch_offset(batch, inner, c_batch));
    const long j = column_panel * PANEL_COLUMNS;
#pragma unroll
    for (int r = 0; r < PANEL_ROWS; r++) {
        const long i = row_panel * PANEL_ROWS + r;
        if (i < m) {
            finish(&epilogue, i, j, n - j, low[r]);
            finish(&epilogue, i, j + LANES, n - j - LANES, high[r]);
        }
    }
}
