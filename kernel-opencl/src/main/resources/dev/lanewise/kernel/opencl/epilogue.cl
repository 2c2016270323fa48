// What a product goes through before it is stored; in front of both families of gemm kernels.

// z = alpha * product + beta * c + bias; c = f(z), or z * f'(saved).
typedef struct {
    float alpha, beta;
    __global float *c, *bias, *z, *saved;
    long c_row, c_col, bias_col, z_row, z_col, saved_row, saved_col;
    int f, derivative;
    bool plain; // c = alpha * product + beta * c + bias, and rows of c and of the bias are contiguous
} Epilogue;

#define EPILOGUE_ARGUMENTS                                                                                 \
    const float alpha, const float beta, MATRIX(c), MATRIX(bias), MATRIX(z), MATRIX(saved), const int f,   \
        const int derivative
#define EPILOGUE_AT(batch_offset)                                                                          \
    {alpha, beta, c + c_offset + (batch_offset), bias ? bias + bias_offset : bias, z ? z + z_offset : z,   \
     saved ? saved + saved_offset : saved, c_row, c_col, bias_col, z_row, z_col, saved_row, saved_col,     \
     f, derivative,                                                                                        \
     !z && f == ACTIVATION_IDENTITY && derivative == ACTIVATION_IDENTITY && c_col == 1                     \
         && (!bias || bias_col == 1)}

// Where k is cut in blocks, the first one brings beta * c with it, the others add to what is there, and the last one
// does the rest.
static Epilogue epilogue_of_block(const Epilogue *whole, const bool first, const bool last) {
    Epilogue block = *whole;
    if (!first)
        block.beta = 1;
    if (!last) {
        block.bias = block.z = block.saved = 0;
        block.f = block.derivative = ACTIVATION_IDENTITY;
        block.plain = block.c_col == 1;
    }
    return block;
}

// Stores LANES products that belong to row i, columns j on, all of them inside; for a plain epilogue.
static void finish_plain(const Epilogue *e, const long i, const long j, const floatn product) {
    floatn value = e->alpha * product;
    __global float *place = e->c + i * e->c_row + j;
    if (e->beta != 0)
        value += e->beta * vloadn(0, place);
    if (e->bias)
        value += vloadn(0, e->bias + j);
    vstoren(value, 0, place);
}

// Stores LANES products that belong to row i, columns j on; those from count on are outside.
static void finish(const Epilogue *e, const long i, const long j, const long count, const floatn product) {
    floatn value = e->alpha * product;
    __global float *place = e->c + i * e->c_row + j * e->c_col;
    if (e->beta != 0)
        value += e->beta * load_lanes(place, e->c_col, count, 0);
    if (e->bias)
        value += load_lanes(e->bias + j * e->bias_col, e->bias_col, count, 0);
    if (e->z)
        store_lanes(e->z + i * e->z_row + j * e->z_col, e->z_col, count, value);
    if (e->f != ACTIVATION_IDENTITY)
        value = activate(e->f, value);
    if (e->derivative != ACTIVATION_IDENTITY) {
        const floatn a = load_lanes(e->saved + i * e->saved_row + j * e->saved_col, e->saved_col, count, 0);
        value *= activation_derivative(e->derivative, a);
    }
    store_lanes(place, e->c_col, count, value);
}

// Where matrix number b of a batch begins; the batch has `inner` matrices in its second dimension.
static long batch_offset(const long b, const long inner, const long2 stride) {
    return b / inner * stride.x + b % inner * stride.y;
}
