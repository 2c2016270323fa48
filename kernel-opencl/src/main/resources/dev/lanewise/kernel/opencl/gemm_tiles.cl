// Products for GPUs: a group computes TILE_ROWS x TILE_COLUMNS of C and shares blocks of both factors in local memory;
// each work-item keeps ITEM_ROWS x LANES sums in registers.

#define ITEM_ROWS 4
#define GROUP_ROWS 16
#define GROUP_COLUMNS 16
#define TILE_ROWS (GROUP_ROWS * ITEM_ROWS)
#define TILE_COLUMNS (GROUP_COLUMNS * LANES)
// Steps of k in local memory: with 64 x 64 tiles 8 KiB, so that several groups fit on one multiprocessor.
#define STEPS 16
#define ITEMS (GROUP_ROWS * GROUP_COLUMNS)

// Copies STEPS x `width` elements to block[step][lane], zeros outside. Neighbouring items read neighbouring elements.
static void load_block(__local float *block, const int width, const __global float *x, const long lane_stride,
                       const long step_stride, const long lanes, const long steps) {
    const int item = get_local_id(1) * GROUP_COLUMNS + get_local_id(0);
    for (int e = item; e < STEPS * width; e += ITEMS) {
        const int lane = lane_stride == 1 ? e % width : e / STEPS;
        const int step = lane_stride == 1 ? e / width : e % STEPS;
        block[step * width + lane] = lane < lanes && step < steps ? x[lane * lane_stride + step * step_stride] : 0;
    }
}

__kernel void gemm_tiles(const long m, const long n, const long k, MATRIX(a), const long2 a_batch, MATRIX(b),
                         const long2 b_batch, const long inner, const long2 c_batch, EPILOGUE_ARGUMENTS) {
    __local float left[STEPS * TILE_ROWS];
    __local float right[STEPS * TILE_COLUMNS];
    const long batch = get_global_id(2);
    const long first_row = (long)get_group_id(1) * TILE_ROWS;
    const long first_column = (long)get_group_id(0) * TILE_COLUMNS;
    const __global float *a_tile = AT(a, first_row, 0) + batch_offset(batch, inner, a_batch);
    const __global float *b_tile = AT(b, 0, first_column) + batch_offset(batch, inner, b_batch);
    const int row = get_local_id(1) * ITEM_ROWS;
    const int column = get_local_id(0) * LANES;

    floatn sums[ITEM_ROWS];
#pragma unroll
    for (int r = 0; r < ITEM_ROWS; r++)
        sums[r] = 0;
    for (long from = 0; from < k; from += STEPS) {
        load_block(left, TILE_ROWS, a_tile + from * a_col, a_row, a_col, m - first_row, k - from);
        load_block(right, TILE_COLUMNS, b_tile + from * b_row, b_col, b_row, n - first_column, k - from);
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
            const floatn b_lanes = vloadn(0, right + step * TILE_COLUMNS + column);
#pragma unroll
            for (int r = 0; r < ITEM_ROWS; r++)
                sums[r] = fma((floatn)left[step * TILE_ROWS + row + r], b_lanes, sums[r]);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    const Epilogue epilogue = EPILOGUE_AT(batch_offset(batch, inner, c_batch));
    const long j = first_column + column;
#pragma unroll
    for (int r = 0; r < ITEM_ROWS; r++)
        if (first_row + row + r < m)
            finish(&epilogue, first_row + row + r, j, n - j, sums[r]);
}
