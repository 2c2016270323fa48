// In front of every program. The host defines
//   LANES                elements that one work-item handles at once, neighbours in a row
//   TEAM                 work-items that share one reduction, neighbours in local dimension 1
//   COLUMN_GROUP         work-items next to each other in a group that reduces columns
//   FLUSH                the magnitude below which gradients and states of optimisers are zero
//   ACTIVATION_.., UNARY_.., BINARY_.., REDUCTION_..   the numbers of the enums

#define JOIN_EXPANDED(a, b) a##b
#define JOIN(a, b) JOIN_EXPANDED(a, b)
#define floatn JOIN(float, LANES)
#define intn JOIN(int, LANES)
#define uintn JOIN(uint, LANES)
#define vloadn JOIN(vload, LANES)
#define vstoren JOIN(vstore, LANES)
#define as_intn JOIN(as_int, LANES)
#define as_floatn JOIN(as_float, LANES)
#define convert_intn JOIN(convert_int, LANES)

// 0, 1, 2, ..
#if LANES == 16
#define LANE_NUMBERS (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#elif LANES == 8
#define LANE_NUMBERS (int8)(0, 1, 2, 3, 4, 5, 6, 7)
#else
#define LANE_NUMBERS (int4)(0, 1, 2, 3)
#endif

// A strided matrix, one place in a buffer, and a number that is either given by the host or read from a buffer.
#define MATRIX(x) __global float *x, const long x##_offset, const long x##_row, const long x##_col
#define AT(x, i, j) (x + x##_offset + (i) * x##_row + (j) * x##_col)
#define PLACE(x) __global float *x, const long x##_offset
#define INDICES(x) __global int *x, const long x##_offset
#define SCALAR(s) const __global float *s##_place, const long s##_offset, const float s##_host
#define VALUE(s) (s##_place ? s##_place[s##_offset] : s##_host)

// A view of rank up to 4: its place, and where element j of row `row` is, counted in the first three dimensions.
#define STRIDED(x) __global float *x, const long x##_offset, const long4 x##_stride
#define PLACE_IN(view)                                                                  \
    (view + view##_offset + row.x * view##_stride.x + row.y * view##_stride.y           \
     + row.z * view##_stride.z + j * view##_stride.w)

static long4 row_index(const long r, const long4 size) {
    if (size.x * size.y == 1)
        return (long4)(0, 0, r, 0);
    const long outer = r / size.z;
    return (long4)(outer / size.y, outer % size.y, r % size.z, 0);
}

// Elements x[0], x[stride], ..; those from count on are `rest`.
static floatn load_lanes(const __global float *x, const long stride, const long count, const float rest) {
    if (stride == 1 && count >= LANES)
        return vloadn(0, x);
    float lanes[LANES];
    for (int l = 0; l < LANES; l++)
        lanes[l] = l < count ? x[l * stride] : rest;
    return vloadn(0, lanes);
}

static void store_lanes(__global float *x, const long stride, const long count, const floatn value) {
    if (stride == 1 && count >= LANES) {
        vstoren(value, 0, x);
        return;
    }
    float lanes[LANES];
    vstoren(value, 0, lanes);
    for (int l = 0; l < LANES; l++)
        if (l < count)
            x[l * stride] = lanes[l];
}

// fmax drops NaN and leaves the sign of a zero open; these do neither.
#define LARGER(a, b, as_int, as_float)                                                                     \
    ((a) > (b) ? (a) : (a) < (b) ? (b) : (a) == (b) ? as_float(as_int(a) & as_int(b)) : (a) + (b))
static floatn larger(const floatn a, const floatn b) {
    return LARGER(a, b, as_intn, as_floatn);
}

static floatn smaller(const floatn a, const floatn b) {
    const floatn equal = a == b ? as_floatn(as_intn(a) | as_intn(b)) : a + b;
    return a < b ? a : a > b ? b : equal;
}

// What is too small to matter, and would be denormal soon, is zero.
static floatn flush(const floatn value) {
    return fabs(value) < FLUSH ? (floatn)0 : value;
}

// The upper half of the lanes is added to the lower, and so on: one order for every device. In vectors, since what is
// stored lane by lane and then loaded as a vector keeps a CPU waiting.
static float sum_lanes(const floatn value) {
#if LANES == 16
    const float8 by_8 = value.lo + value.hi;
#elif LANES == 8
    const float8 by_8 = value;
#endif
#if LANES >= 8
    const float4 by_4 = by_8.lo + by_8.hi;
#else
    const float4 by_4 = value;
#endif
    const float2 by_2 = by_4.lo + by_4.hi;
    return by_2.x + by_2.y;
}

static float max_lanes(const floatn value) {
#if LANES == 16
    const float8 by_8 = LARGER(value.lo, value.hi, as_int8, as_float8);
#elif LANES == 8
    const float8 by_8 = value;
#endif
#if LANES >= 8
    const float4 by_4 = LARGER(by_8.lo, by_8.hi, as_int4, as_float4);
#else
    const float4 by_4 = value;
#endif
    const float2 by_2 = LARGER(by_4.lo, by_4.hi, as_int2, as_float2);
    return LARGER(by_2.x, by_2.y, as_int, as_float);
}

#if TEAM > 1
// Combines one value of each member of a team; all members get the result. All items of the group must come here.
#define DEFINE_TEAM_REDUCTION(name, type, combine)                                    \
    static type name(type value, __local type *scratch) {                             \
        const int pitch = get_local_size(0);                                          \
        const int member = get_local_id(1);                                           \
        __local type *mine = scratch + member * pitch + get_local_id(0);              \
        *mine = value;                                                                \
        barrier(CLK_LOCAL_MEM_FENCE);                                                 \
        for (int width = TEAM / 2; width > 0; width /= 2) {                           \
            if (member < width)                                                       \
                *mine = combine(*mine, mine[width * pitch]);                          \
            barrier(CLK_LOCAL_MEM_FENCE);                                             \
        }                                                                             \
        value = scratch[get_local_id(0)];                                             \
        barrier(CLK_LOCAL_MEM_FENCE);                                                 \
        return value;                                                                 \
    }
#define TEAM_SCRATCH(type, name, size) __local type name[size]
#else
// A team of one, so that a CPU device meets no barrier at all.
#define DEFINE_TEAM_REDUCTION(name, type, combine) \
    static type name(const type value, __local type *scratch) { return value; }
#define TEAM_SCRATCH(type, name, size) __local type *name = 0
#endif

#define PLUS(a, b) ((a) + (b))
#define LARGER_SCALAR(a, b) ((a) > (b) || (a) != (a) ? (a) : (b))

DEFINE_TEAM_REDUCTION(team_sum, float, PLUS)
DEFINE_TEAM_REDUCTION(team_max, float, LARGER_SCALAR)
DEFINE_TEAM_REDUCTION(team_sum_lanes, floatn, PLUS)
DEFINE_TEAM_REDUCTION(team_max_lanes, floatn, larger)
