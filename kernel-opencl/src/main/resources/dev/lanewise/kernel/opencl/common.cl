// In front of every program. The host defines
//   LANES                elements that one work-item handles at once, neighbours in a row
//   TEAM                 work-items that share one reduction; they stand in local dimension 1
//   COLUMN_GROUP         work-items next to each other in a group that reduces columns
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

// A strided matrix, one place in a buffer, and a number that is either given by the host or read from a buffer.
#define MATRIX(x) __global float *x, const long x##_offset, const long x##_row, const long x##_col
#define AT(x, i, j) (x + x##_offset + (i) * x##_row + (j) * x##_col)
#define PLACE(x) __global float *x, const long x##_offset
#define INDICES(x) __global int *x, const long x##_offset
#define SCALAR(s) const __global float *s##_place, const long s##_offset, const float s##_host
#define VALUE(s) (s##_place ? s##_place[s##_offset] : s##_host)

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
static floatn larger(const floatn a, const floatn b) {
    const floatn equal = a == b ? as_floatn(as_intn(a) & as_intn(b)) : a + b;
    return a > b ? a : a < b ? b : equal;
}

static floatn smaller(const floatn a, const floatn b) {
    const floatn equal = a == b ? as_floatn(as_intn(a) | as_intn(b)) : a + b;
    return a < b ? a : a > b ? b : equal;
}

// Softplus, GELU and SiLU are max(z, 0) and a part of a = |z| that vanishes from FAR on in float32, where an infinity
// would make NaN of it.
#define FAR 110
#define DENSITY_AT_0 (M_2_SQRTPI_F * M_SQRT1_2_F / 2) // of the normal distribution
#define POSITIVE_PART(z) ((z) < 0 ? (floatn)0 : (z))

// 1 / (1 + exp(a)) for positive a, without overflow.
static floatn sigmoid_below(const floatn a) {
    const floatn decay = exp(-a);
    return decay / (1 + decay);
}

static floatn activate(const int f, const floatn z) {
    const floatn a = fabs(z);
    switch (f) {
    case ACTIVATION_SIGMOID:
        return 1 / (1 + exp(-z));
    case ACTIVATION_TANH:
        return tanh(z);
    case ACTIVATION_RELU:
        return z <= 0 ? (floatn)0 : z;
    case ACTIVATION_LEAKY_RELU:
        return z > 0 ? z : LEAKY_SLOPE * z;
    case ACTIVATION_SOFTPLUS:
        return POSITIVE_PART(z) + log1p(exp(-a));
    case ACTIVATION_GELU:
        return POSITIVE_PART(z) - (a > FAR ? (floatn)0 : a * erfc(a * M_SQRT1_2_F) / 2);
    case ACTIVATION_SILU:
        return POSITIVE_PART(z) - (a > FAR ? (floatn)0 : a * sigmoid_below(a));
    default:
        return z;
    }
}

// The derivative of GELU or SiLU from its value `below` at -|z|: at z and at -z they add up to 1.
#define ON_BOTH_SIDES(z, below) ((z) < 0 ? (below) : 1 - (below))

// The derivative, from what the activation keeps: its output, of GELU and SiLU its input.
static floatn activation_derivative(const int f, const floatn saved) {
    switch (f) {
    case ACTIVATION_SIGMOID:
        return saved * (1 - saved);
    case ACTIVATION_TANH:
        return 1 - saved * saved;
    case ACTIVATION_RELU:
        return saved > 0 ? (floatn)1 : (floatn)0;
    case ACTIVATION_LEAKY_RELU:
        return saved > 0 ? (floatn)1 : (floatn)LEAKY_SLOPE;
    case ACTIVATION_SOFTPLUS:
        return -expm1(-saved);
    case ACTIVATION_GELU: {
        const floatn a = fabs(saved);
        const floatn below = erfc(a * M_SQRT1_2_F) / 2 - a * DENSITY_AT_0 * exp(-a * a / 2);
        return ON_BOTH_SIDES(saved, a > FAR ? (floatn)0 : below);
    }
    case ACTIVATION_SILU: {
        const floatn a = fabs(saved);
        const floatn sigmoid = sigmoid_below(a);
        return ON_BOTH_SIDES(saved, a > FAR ? (floatn)0 : sigmoid * (1 - a * (1 - sigmoid)));
    }
    default:
        return 1;
    }
}

// The lanes are added in pairs, then pairs of pairs: one order for every device.
static float sum_lanes(const floatn value) {
    float lanes[LANES];
    vstoren(value, 0, lanes);
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int l = 0; l < width; l++)
            lanes[l] += lanes[l + width];
    return lanes[0];
}

static float max_lanes(const floatn value) {
    float best[LANES];
    vstoren(value, 0, best);
    float result = best[0];
    for (int l = 1; l < LANES; l++)
        result = result > best[l] || result != result ? result : best[l];
    return result;
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
