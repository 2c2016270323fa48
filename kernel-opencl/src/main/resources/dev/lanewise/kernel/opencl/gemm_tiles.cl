// Products for GPUs. A group computes TILE_ROWS x TILE_COLUMNS of C. It has TILE_DEPTH steps of both factors in local
// memory, in two copies: while one is multiplied the next is on its way, and one barrier in each iteration is enough.
// The sums of a tile stay in registers, in pieces of PIECE_ROWS x PIECE_COLUMNS.
//
// The host defines these sizes, TENSOR if tensor cores multiply, and for each factor
//   x_ALONG_STEPS   1: neighbours in memory are neighbouring steps of k, 0: neighbouring rows of A, columns of B
//   x_WIDE          1: four neighbours can be read at once: aligned, and never half outside
// and RIGHT_SUMS if the sums of B's columns are wanted too: the groups of the first rows have all of B pass by.

#define PIECES_DOWN (TILE_ROWS / PIECE_ROWS)
#define PIECES_ACROSS (TILE_COLUMNS / PIECE_COLUMNS)
#ifdef TENSOR
// A piece belongs to the 32 items that work as one.
#define ITEMS (32 * PIECES_DOWN * PIECES_ACROSS)
// Rows of local memory are longer than the tile, so that the items of a piece, four steps and eight lanes, meet in no
// bank;
#define PAD 8
#else
#define ITEMS (PIECES_DOWN * PIECES_ACROSS)
// or so that items that store a column of a transposed block meet in a bank two at a time at most.
#define PAD 4
#endif

#define LEFT_PITCH (TILE_ROWS + PAD)
#define RIGHT_PITCH (TILE_COLUMNS + PAD)
#define LEFT(copy) (shared + (copy) * TILE_DEPTH * LEFT_PITCH)
#define RIGHT(copy) (shared + 2 * TILE_DEPTH * LEFT_PITCH + (copy) * TILE_DEPTH * RIGHT_PITCH)

// At the end the same memory takes sums: a slab is some rows of each piece.
#ifdef TENSOR
#define PIECE_SLAB_ROWS 16
#else
#define PIECE_SLAB_ROWS 4
#endif
#define SLABS (PIECE_ROWS / PIECE_SLAB_ROWS)
#define SLAB_ROWS (PIECE_SLAB_ROWS * PIECES_DOWN)
#define BLOCKS (2 * TILE_DEPTH * (LEFT_PITCH + RIGHT_PITCH))
#define SHARED (BLOCKS > SLAB_ROWS * TILE_COLUMNS ? BLOCKS : SLAB_ROWS * TILE_COLUMNS)

// ---- from global to local memory

// What one item fetches of a block of `width` x TILE_DEPTH: quads of neighbours in memory.
#define QUADS(width) ((width) * TILE_DEPTH / (4 * ITEMS))

// Where quad number q of an item is in a block.
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

#ifdef TENSOR
// Rounds to the nearest number of TF32, which has 10 bits behind the point: the hardware would cut.
static float rounded(const float x) {
    return x != x ? x : as_float((as_uint(x) + 0x1000) & 0xffffe000);
}
#define ROUNDED(quad) (float4)(rounded((quad).x), rounded((quad).y), rounded((quad).z), rounded((quad).w))
#else
#define ROUNDED(quad) (quad)
#endif

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
            STEP_OF(x##_ALONG_STEPS, width, item + q * ITEMS), ROUNDED(x##_quads[q]));

#define FETCH_BOTH                                                \
    FETCH(a, TILE_ROWS, a_row, a_col, m - first_row)              \
    FETCH(b, TILE_COLUMNS, b_col, b_row, n - first_column)
#define PUT_BOTH(copy)                                            \
    PUT(a, TILE_ROWS, LEFT(copy))                                 \
    PUT(b, TILE_COLUMNS, RIGHT(copy))

// ---- the sums of a piece

#ifdef TENSOR
// Of 16 x 8 sums an item has two neighbours in row `group` and two eight rows below.
#define LANE (item % 32)
#define GROUP (LANE / 4)
#define MEMBER (LANE % 4)
#define PIECE_ROW (item / 32 / PIECES_ACROSS)
#define PIECE_COLUMN (item / 32 % PIECES_ACROSS)

typedef struct {
    float at[PIECE_ROWS / 16][PIECE_COLUMNS / 8][4];
} Sums;

// 16 x 8 sums += 16 x 8 of A times 8 x 8 of B.
static void multiply_add(float *sums, const float *a, const float *b, const __local float *left,
                         const __local float *right, const int group, const int member) {
#if TENSOR == 1
    __asm__ volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
                     "{%8, %9}, {%0, %1, %2, %3};"
                     : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                     : "r"(as_uint(a[0])), "r"(as_uint(a[1])), "r"(as_uint(a[2])), "r"(as_uint(a[3])),
                       "r"(as_uint(b[0])), "r"(as_uint(b[1])));
#else
    // What the instruction does, on devices that lack it: for tests.
    for (int e = 0; e < 4; e++)
        for (int step = 0; step < 8; step++)
            sums[e] = fma(left[step * LEFT_PITCH + group + e / 2 * 8],
                          right[step * RIGHT_PITCH + 2 * member + e % 2], sums[e]);
#endif
}

static void multiply_block(Sums *sums, const __local float *left, const __local float *right, const int item) {
    left += PIECE_ROW * PIECE_ROWS;
    right += PIECE_COLUMN * PIECE_COLUMNS;
#pragma unroll
    for (int step = 0; step < TILE_DEPTH; step += 8) {
        float a[PIECE_ROWS / 16][4], b[PIECE_COLUMNS / 8][2];
#pragma unroll
        for (int r = 0; r < PIECE_ROWS / 16; r++)
#pragma unroll
            for (int e = 0; e < 4; e++)
                a[r][e] = left[(step + MEMBER + e / 2 * 4) * LEFT_PITCH + 16 * r + GROUP + e % 2 * 8];
#pragma unroll
        for (int c = 0; c < PIECE_COLUMNS / 8; c++)
#pragma unroll
            for (int e = 0; e < 2; e++)
                b[c][e] = right[(step + MEMBER + e * 4) * RIGHT_PITCH + 8 * c + GROUP];
#pragma unroll
        for (int r = 0; r < PIECE_ROWS / 16; r++)
#pragma unroll
            for (int c = 0; c < PIECE_COLUMNS / 8; c++)
                multiply_add(sums->at[r][c], a[r], b[c], left + step * LEFT_PITCH + 16 * r,
                             right + step * RIGHT_PITCH + 8 * c, GROUP, MEMBER);
    }
}

static void store_slab(const Sums *sums, const int slab, __local float *out, const int item) {
    out += (PIECE_ROW * 16 + GROUP) * TILE_COLUMNS + PIECE_COLUMN * PIECE_COLUMNS + 2 * MEMBER;
#pragma unroll
    for (int c = 0; c < PIECE_COLUMNS / 8; c++)
#pragma unroll
        for (int e = 0; e < 4; e++)
            out[e / 2 * 8 * TILE_COLUMNS + 8 * c + e % 2] = sums->at[slab][c][e];
}

// The row of the tile that row `row` of a slab is.
static int row_of(const int slab, const int row) { return row / 16 * PIECE_ROWS + slab * 16 + row % 16; }

#else
// A piece belongs to one item. It is cut in quarters of 4 x 4 that are apart, so that neighbouring items read
// neighbouring 16 bytes of local memory.
#define PIECE_ROW (item / PIECES_ACROSS)
#define PIECE_COLUMN (item % PIECES_ACROSS)

typedef struct {
    float4 at[PIECE_ROWS][PIECE_COLUMNS / 4];
} Sums;

static void multiply_block(Sums *sums, const __local float *left, const __local float *right, const int item) {
    left += PIECE_ROW * 4;
    right += PIECE_COLUMN * 4;
#pragma unroll
    for (int step = 0; step < TILE_DEPTH; step++) {
        float4 a[PIECE_ROWS / 4], b[PIECE_COLUMNS / 4];
#pragma unroll
        for (int r = 0; r < PIECE_ROWS / 4; r++)
            a[r] = *(const __local float4 *)(left + step * LEFT_PITCH + r * 4 * PIECES_DOWN);
#pragma unroll
        for (int c = 0; c < PIECE_COLUMNS / 4; c++)
            b[c] = *(const __local float4 *)(right + step * RIGHT_PITCH + c * 4 * PIECES_ACROSS);
#pragma unroll
        for (int r = 0; r < PIECE_ROWS / 4; r++)
#pragma unroll
            for (int c = 0; c < PIECE_COLUMNS / 4; c++) {
                sums->at[4 * r][c] = fma((float4)a[r].x, b[c], sums->at[4 * r][c]);
                sums->at[4 * r + 1][c] = fma((float4)a[r].y, b[c], sums->at[4 * r + 1][c]);
                sums->at[4 * r + 2][c] = fma((float4)a[r].z, b[c], sums->at[4 * r + 2][c]);
                sums->at[4 * r + 3][c] = fma((float4)a[r].w, b[c], sums->at[4 * r + 3][c]);
            }
    }
}

static void store_slab(const Sums *sums, const int slab, __local float *out, const int item) {
#pragma unroll
    for (int r = 0; r < 4; r++)
#pragma unroll
        for (int c = 0; c < PIECE_COLUMNS / 4; c++)
            *(__local float4 *)(out + (PIECE_ROW * 4 + r) * TILE_COLUMNS + c * 4 * PIECES_ACROSS + PIECE_COLUMN * 4)
                = sums->at[4 * slab + r][c];
}

// The row of the tile that row `row` of a slab is.
static int row_of(const int slab, const int row) { return slab * SLAB_ROWS + row; }
#endif

#ifdef RIGHT_SUMS
#define RIGHT_SUMS_ARGUMENT MATRIX(right_sums),
#define RIGHT_PARTS_ARGUMENT PLACE(right_parts), MATRIX(right_sums),
#else
#define RIGHT_SUMS_ARGUMENT
#define RIGHT_PARTS_ARGUMENT
#endif

// ---- kernels

// A matrix of the batch has k steps, one with the last number in its second dimension last_k: a product whose k is cut
// into parts for different groups is a batch of partial sums.
__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void
gemm_tiles(const long m, const long n, const long k, const long last_k, MATRIX(a), const long2 a_batch, MATRIX(b),
           const long2 b_batch, const long inner, const long2 c_batch, RIGHT_SUMS_ARGUMENT EPILOGUE_ARGUMENTS) {
    __local float shared[SHARED] __attribute__((aligned(16)));
    const long batch = get_group_id(2);
    const long steps = batch % inner == inner - 1 ? last_k : k;
    const long first_row = (long)get_group_id(1) * TILE_ROWS;
    const long first_column = (long)get_group_id(0) * TILE_COLUMNS;
    const __global float *a_tile = AT(a, first_row, 0) + batch_offset(batch, inner, a_batch);
    const __global float *b_tile = AT(b, 0, first_column) + batch_offset(batch, inner, b_batch);
    const int item = get_local_id(0);

    Sums sums = {{{0}}};
#ifdef RIGHT_SUMS
    float right_sum = 0;
#endif
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
        multiply_block(&sums, LEFT(copy), RIGHT(copy), item);
#ifdef RIGHT_SUMS
        if (first_row == 0 && item < TILE_COLUMNS)
            for (int step = 0; step < TILE_DEPTH; step++)
                right_sum += RIGHT(copy)[step * RIGHT_PITCH + item];
#endif
        if (from < steps) {
            PUT_BOTH(copy ^ 1)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

#ifdef RIGHT_SUMS
    if (first_row == 0 && item < TILE_COLUMNS && first_column + item < n)
        *AT(right_sums, batch, first_column + item) = right_sum;
#endif

    // The epilogue is in a loop that is not unrolled, which needs sums that can be counted through.
    const Epilogue epilogue = EPILOGUE_AT(batch_offset(batch, inner, c_batch));
#pragma unroll
    for (int slab = 0; slab < SLABS; slab++) {
        store_slab(&sums, slab, shared, item);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int quad = item; quad < SLAB_ROWS * TILE_COLUMNS / 4; quad += ITEMS) {
            const long i = first_row + row_of(slab, quad / (TILE_COLUMNS / 4));
            const long j = first_column + quad % (TILE_COLUMNS / 4) * 4;
            if (i < m && j < n)
                finish(&epilogue, i, j, n - j, *(const __local float4 *)(shared + quad * 4));
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// Columns j on of the sum of matrices that are stored one behind the other.
static floatn sum_of_parts(const __global float *part, const int parts, const long size, const long count) {
    floatn sum = 0;
    for (int p = 0; p < parts; p++, part += size)
        sum += load_lanes(part, 1, count, 0);
    return sum;
}

// Adds up the partial sums of a product whose k was cut, in their order: `parts` matrices of m x n, one behind the
// other.
__kernel void sum_parts(const long m, const long n, const int parts, PLACE(x), RIGHT_PARTS_ARGUMENT
                        EPILOGUE_ARGUMENTS) {
    const long j = (long)get_global_id(0) * LANES;
    const long i = get_global_id(1);
    if (i >= m || j >= n)
        return;
#ifdef RIGHT_SUMS
    if (i == 0)
        store_lanes(AT(right_sums, 0, j), right_sums_col, n - j,
                    sum_of_parts(right_parts + right_parts_offset + j, parts, n, n - j));
#endif
    const Epilogue epilogue = EPILOGUE_AT(0);
    finish(&epilogue, i, j, n - j, sum_of_parts(x + x_offset + i * n + j, parts, m * n, n - j));
}
