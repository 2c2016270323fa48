// Products for GPUs. A group computes TILE_ROWS x TILE_COLUMNS of C. It shares TILE_DEPTH steps of both factors in local
// memory, in two copies: while one is multiplied the next is on its way, and one barrier a turn is enough. An item
// keeps ITEM_ROWS x ITEM_COLUMNS sums in registers, as quarters of 4 x 4 that lie apart, so that neighbouring items read
// neighbouring 16 bytes of local memory.
//
// The host defines these sizes, and for each factor
//   x_ALONG_STEPS   1: neighbours in memory are neighbouring steps of k, 0: neighbouring rows of A, columns of B
//   x_WIDE          1: four neighbours can be read at once: aligned, and never half outside

#define GROUP_COLUMNS (TILE_COLUMNS / ITEM_COLUMNS)
#define GROUP_ROWS (TILE_ROWS / ITEM_ROWS)
#define ITEMS (GROUP_COLUMNS * GROUP_ROWS)
// Four elements more in a row of local memory: items that store a column of a turned block then meet in a bank two at a
// time at most.
#define PAD 4

// What one item fetches of a block of `width` x TILE_DEPTH: quads of neighbours in memory.
#define QUADS(width) ((width) * TILE_DEPTH / (4 * ITEMS))

// Where quad number q of an item lies in a block.
#define STEP_OF(along_steps, width, q) \
    ((along_steps) ? ((q) % (TILE_DEPTH / 4)) * 4 : (q) / ((width) / 4))
#define LANE_OF(along_steps, width, q) \
    ((along_steps) ? (q) / (TILE_DEPTH / 4) : ((q) % ((width) / 4)) * 4)

// Four elements from (lane, step) on; zeros outside of `lanes` x `steps`.
static float4 fetch(const int along_steps, const int wide, const __global float *x, const long lane_stride,
                    const long step_stride, const long lane, const long lanes, const long step, const long steps) {
    if (wide)
        return lane < lanes && step < steps ? *(const __global float4 *)(x + lane * lane_stride + step * step_stride)
                                            : (float4)0;
    float quad[4];
#pragma unroll
    for (int e = 0; e < 4; e++) {
        const long l = along_steps ? lane : lane + e;
        const long s = along_steps ? step + e : step;
        quad[e] = l < lanes && s < steps ? x[l * lane_stride + s * step_stride] : 0;
    }
    return vload4(0, quad);
}

// Puts a quad in its place of block[step][lane].
static void put(const int along_steps, __local float *block, const int pitch, const int lane, const int step,
                const float4 quad) {
    __local float *place = block + step * pitch + lane;
    if (along_steps) {
        place[0] = quad.x;
        place[pitch] = quad.y;
        place[2 * pitch] = quad.z;
        place[3 * pitch] = quad.w;
    } else
        *(__local float4 *)place = quad;
}

// Both with constants, so that every branch is decided when the kernel is built.
#define FETCH(x, width, lane_stride, step_stride, lanes)                                                      \
    _Pragma("unroll") for (int q = 0; q < QUADS(width); q++)                                                  \
        x##_quads[q] = fetch(x##_ALONG_STEPS, x##_WIDE, x##_tile, lane_stride, step_stride,                   \
                             LANE_OF(x##_ALONG_STEPS, width, item + q * ITEMS), lanes,                        \
                             from + STEP_OF(x##_ALONG_STEPS, width, item + q * ITEMS), steps);
#define PUT(x, width, block)                                                                                  \
    _Pragma("unroll") for (int q = 0; q < QUADS(width); q++)                                                  \
        put(x##_ALONG_STEPS, block, (width) + PAD, LANE_OF(x##_ALONG_STEPS, width, item + q * ITEMS),         \
            STEP_OF(x##_ALONG_STEPS, width, item + q * ITEMS), x##_quads[q]);

#define FETCH_BOTH                                                \
    FETCH(a, TILE_ROWS, a_row, a_col, m - first_row)              \
    FETCH(b, TILE_COLUMNS, b_col, b_row, n - first_column)
#define PUT_BOTH(copy)                                            \
    PUT(a, TILE_ROWS, LEFT(copy))                                 \
    PUT(b, TILE_COLUMNS, RIGHT(copy))

#define LEFT(copy) (shared + (copy) * TILE_DEPTH * (TILE_ROWS + PAD))
#define RIGHT(copy) (shared + 2 * TILE_DEPTH * (TILE_ROWS + PAD) + (copy) * TILE_DEPTH * (TILE_COLUMNS + PAD))
// At the end the same memory takes the sums, every item's four rows at a time.
#define SLAB_ROWS (4 * GROUP_ROWS)
#define BLOCKS (2 * TILE_DEPTH * (TILE_ROWS + TILE_COLUMNS + 2 * PAD))
#define SHARED (BLOCKS > SLAB_ROWS * TILE_COLUMNS ? BLOCKS : SLAB_ROWS * TILE_COLUMNS)

// A matrix of the batch has k steps, one with the last number in its second dimension last_k: a product whose k is cut
// into parts for different groups is a batch of partial sums.
__kernel __attribute__((reqd_work_group_size(GROUP_COLUMNS, GROUP_ROWS, 1))) void
gemm_tiles(const long m, const long n, const long k, const long last_k, MATRIX(a), const long2 a_batch, MATRIX(b),
           const long2 b_batch, const long inner, const long2 c_batch, EPILOGUE_ARGUMENTS) {
    __local float shared[SHARED] __attribute__((aligned(16)));
    const long batch = get_group_id(2);
    const long steps = batch % inner == inner - 1 ? last_k : k;
    const long first_row = (long)get_group_id(1) * TILE_ROWS;
    const long first_column = (long)get_group_id(0) * TILE_COLUMNS;
    const __global float *a_tile = AT(a, first_row, 0) + batch_offset(batch, inner, a_batch);
    const __global float *b_tile = AT(b, 0, first_column) + batch_offset(batch, inner, b_batch);
    const int item_row = get_local_id(1);
    const int item_column = get_local_id(0);
    const int item = item_row * GROUP_COLUMNS + item_column;

    float4 sums[ITEM_ROWS][ITEM_COLUMNS / 4];
#pragma unroll
    for (int r = 0; r < ITEM_ROWS; r++)
#pragma unroll
        for (int c = 0; c < ITEM_COLUMNS / 4; c++)
            sums[r][c] = 0;

    float4 a_quads[QUADS(TILE_ROWS)], b_quads[QUADS(TILE_COLUMNS)];
    long from = 0;
    FETCH_BOTH
    PUT_BOTH(0)
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int copy = 0; from < steps; copy ^= 1) {
        from += TILE_DEPTH;
        if (from < steps) {
            FETCH_BOTH
        }
        const __local float *left_lanes = LEFT(copy) + item_row * 4;
        const __local float *right_lanes = RIGHT(copy) + item_column * 4;
#pragma unroll
        for (int step = 0; step < TILE_DEPTH; step++) {
            float4 a_step[ITEM_ROWS / 4], b_step[ITEM_COLUMNS / 4];
#pragma unroll
            for (int r = 0; r < ITEM_ROWS / 4; r++)
                a_step[r] = *(const __local float4 *)(left_lanes + step * (TILE_ROWS + PAD) + r * 4 * GROUP_ROWS);
#pragma unroll
            for (int c = 0; c < ITEM_COLUMNS / 4; c++)
                b_step[c]
                    = *(const __local float4 *)(right_lanes + step * (TILE_COLUMNS + PAD) + c * 4 * GROUP_COLUMNS);
#pragma unroll
            for (int r = 0; r < ITEM_ROWS / 4; r++)
#pragma unroll
                for (int c = 0; c < ITEM_COLUMNS / 4; c++) {
                    sums[4 * r][c] = fma((float4)a_step[r].x, b_step[c], sums[4 * r][c]);
                    sums[4 * r + 1][c] = fma((float4)a_step[r].y, b_step[c], sums[4 * r + 1][c]);
                    sums[4 * r + 2][c] = fma((float4)a_step[r].z, b_step[c], sums[4 * r + 2][c]);
                    sums[4 * r + 3][c] = fma((float4)a_step[r].w, b_step[c], sums[4 * r + 3][c]);
                }
        }
        if (from < steps) {
            PUT_BOTH(copy ^ 1)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    // The epilogue stands in a loop that is not unrolled, which needs sums that can be counted through.
    const Epilogue epilogue = EPILOGUE_AT(batch_offset(batch, inner, c_batch));
#pragma unroll
    for (int slab = 0; slab < ITEM_ROWS / 4; slab++) {
#pragma unroll
        for (int r = 0; r < 4; r++)
#pragma unroll
            for (int c = 0; c < ITEM_COLUMNS / 4; c++)
                *(__local float4 *)(shared + (item_row * 4 + r) * TILE_COLUMNS + c * 4 * GROUP_COLUMNS
                                    + item_column * 4)
                    = sums[4 * slab + r][c];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int quad = item; quad < SLAB_ROWS * TILE_COLUMNS / 4; quad += ITEMS) {
            const long i = first_row + slab * SLAB_ROWS + quad / (TILE_COLUMNS / 4);
            const long j = first_column + quad % (TILE_COLUMNS / 4) * 4;
            if (i < m && j < n)
                finish(&epilogue, i, j, n - j, *(const __local float4 *)(shared + quad * 4));
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// Adds up the partial sums of a product whose k was cut, in their order: `parts` matrices of m x n, one behind the other.
__kernel void sum_parts(const long m, const long n, const int parts, PLACE(x), EPILOGUE_ARGUMENTS) {
    const long j = (long)get_global_id(0) * LANES;
    const long i = get_global_id(1);
    if (i >= m || j >= n)
        return;
    const __global float *part = x + x_offset + i * n + j;
    floatn sum = 0;
    for (int p = 0; p < parts; p++, part += m * n)
        sum += load_lanes(part, 1, n - j, 0);
    const Epilogue epilogue = EPILOGUE_AT(0);
    finish(&epilogue, i, j, n - j, sum);
}
