// out = f(x), out = f(a, b). Each kernel exists twice: for contiguous operands, and for strided ones of rank up to 4.

#define CONTIGUOUS_RUN                              \
    const long j = (long)get_global_id(0) * LANES;  \
    const long count = n - j;                       \
    if (count <= 0)                                 \
        return;

#define STRIDED_RUN                                                \
    const long j = (long)get_global_id(0) * LANES;                 \
    const long count = size.w - j;                                 \
    const long number = get_global_id(1);                          \
    if (count <= 0 || number >= size.x * size.y * size.z)          \
        return;                                                    \
    const long4 row = row_index(number, size);

#define UNARY_KERNELS(name, parameter, value)                                                               \
    __kernel void name(const long n, PLACE(a), PLACE(out), parameter) {                                     \
        CONTIGUOUS_RUN                                                                                      \
        const floatn x = load_lanes(a + a_offset + j, 1, count, 0);                                         \
        store_lanes(out + out_offset + j, 1, count, value);                                                 \
    }                                                                                                       \
    __kernel void name##_strided(const long4 size, STRIDED(a), STRIDED(out), parameter) {                   \
        STRIDED_RUN                                                                                         \
        const floatn x = load_lanes(PLACE_IN(a), a_stride.w, count, 0);                                        \
        store_lanes(PLACE_IN(out), out_stride.w, count, value);                                                \
    }

#define BINARY_KERNELS(name, parameter, value)                                                              \
    __kernel void name(const long n, PLACE(a), PLACE(b), PLACE(out), parameter) {                           \
        CONTIGUOUS_RUN                                                                                      \
        const floatn x = load_lanes(a + a_offset + j, 1, count, 0);                                         \
        const floatn y = load_lanes(b + b_offset + j, 1, count, 0);                                         \
        store_lanes(out + out_offset + j, 1, count, value);                                                 \
    }                                                                                                       \
    __kernel void name##_strided(const long4 size, STRIDED(a), STRIDED(b), STRIDED(out), parameter) {       \
        STRIDED_RUN                                                                                         \
        const floatn x = load_lanes(PLACE_IN(a), a_stride.w, count, 0);                                        \
        const floatn y = load_lanes(PLACE_IN(b), b_stride.w, count, 0);                                        \
        store_lanes(PLACE_IN(out), out_stride.w, count, value);                                                \
    }

static floatn apply_unary(const int op, const floatn x) {
    switch (op) {
    case UNARY_NEGATE:
        return -x;
    case UNARY_ABS:
        return fabs(x);
    case UNARY_SQUARE:
        return x * x;
    case UNARY_SQRT:
        return sqrt(x);
    case UNARY_RECIPROCAL:
        return 1 / x;
    case UNARY_EXP:
        return exp(x);
    default:
        return log(x);
    }
}

static floatn apply_binary(const int op, const floatn x, const floatn y) {
    switch (op) {
    case BINARY_ADD:
        return x + y;
    case BINARY_SUB:
        return x - y;
    case BINARY_MUL:
        return x * y;
    case BINARY_DIV:
        return x / y;
    case BINARY_MAX:
        return larger(x, y);
    default:
        return smaller(x, y);
    }
}

// y old is not read into the result where beta is 0: a NaN there must not spread.
static floatn weighted_sum(const float alpha, const floatn x, const float beta, const floatn y) {
    return beta == 0 ? alpha * x : alpha * x + beta * y;
}

UNARY_KERNELS(unary, const int op, apply_unary(op, x))
UNARY_KERNELS(scale, SCALAR(alpha), VALUE(alpha) * x)
UNARY_KERNELS(activation, const int f, activate(f, x))
BINARY_KERNELS(binary, const int op, apply_binary(op, x, y))
BINARY_KERNELS(activation_backward, const int f, y * activation_derivative(f, x))

__kernel void axpby(const long n, PLACE(a), PLACE(out), SCALAR(alpha), SCALAR(beta)) {
    CONTIGUOUS_RUN
    const floatn x = load_lanes(a + a_offset + j, 1, count, 0);
    const floatn y = load_lanes(out + out_offset + j, 1, count, 0);
    store_lanes(out + out_offset + j, 1, count, weighted_sum(VALUE(alpha), x, VALUE(beta), y));
}

__kernel void axpby_strided(const long4 size, STRIDED(a), STRIDED(out), SCALAR(alpha), SCALAR(beta)) {
    STRIDED_RUN
    const floatn x = load_lanes(PLACE_IN(a), a_stride.w, count, 0);
    const floatn y = load_lanes(PLACE_IN(out), out_stride.w, count, 0);
    store_lanes(PLACE_IN(out), out_stride.w, count, weighted_sum(VALUE(alpha), x, VALUE(beta), y));
}

__kernel void copy(const long n, PLACE(a), PLACE(out)) {
    CONTIGUOUS_RUN
    store_lanes(out + out_offset + j, 1, count, load_lanes(a + a_offset + j, 1, count, 0));
}

__kernel void copy_strided(const long4 size, STRIDED(a), STRIDED(out)) {
    STRIDED_RUN
    store_lanes(PLACE_IN(out), out_stride.w, count, load_lanes(PLACE_IN(a), a_stride.w, count, 0));
}

__kernel void fill(const long n, PLACE(out), SCALAR(value)) {
    CONTIGUOUS_RUN
    store_lanes(out + out_offset + j, 1, count, VALUE(value));
}

__kernel void fill_strided(const long4 size, STRIDED(out), SCALAR(value)) {
    STRIDED_RUN
    store_lanes(PLACE_IN(out), out_stride.w, count, VALUE(value));
}
