// Optimiser steps over flat arrays. LANES divides the layout's alignment, so one work-item stays inside one segment.

#define UPDATE PLACE(w), PLACE(gradients), INDICES(blocks), MATRIX(table), SCALAR(rate), SCALAR(gradient_scale)

// Sets j, parameter, gradient g, step size r and what the decoupled decay takes off. A frozen segment is left alone.
#define BEGIN                                                                                    \
    const long j = (long)get_global_id(0) * LANES;                                               \
    if (j >= n)                                                                                  \
        return;                                                                                  \
    const long segment = blocks[blocks_offset + j / ALIGNMENT];                                  \
    if (*AT(table, segment, 0) == 0)                                                             \
        return;                                                                                  \
    const floatn parameter = vloadn(0, w + w_offset + j);                                        \
    const float r = VALUE(rate) * *AT(table, segment, 0);                                        \
    const floatn g = flush(VALUE(gradient_scale) * vloadn(0, gradients + gradients_offset + j)   \
                           + *AT(table, segment, 1) * parameter);                                \
    const floatn decay = r * *AT(table, segment, 2) * parameter;

#define END(step) vstoren(parameter - (step) - decay, 0, w + w_offset + j);

__kernel void sgd_step(const long n, UPDATE) {
    BEGIN
    END(r * g)
}

__kernel void momentum_step(const long n, UPDATE, const float beta, const float gradient_factor, PLACE(velocity)) {
    BEGIN
    __global float *place = velocity + velocity_offset + j;
    const floatn v = flush(beta * vloadn(0, place) + gradient_factor * g);
    vstoren(v, 0, place);
    END(r * v)
}

__kernel void rmsprop_step(const long n, UPDATE, const float beta, const float rest, const float epsilon,
                           PLACE(squares)) {
    BEGIN
    __global float *place = squares + squares_offset + j;
    const floatn s = flush(beta * vloadn(0, place) + rest * g * g);
    vstoren(s, 0, place);
    END(r * g / sqrt(s + epsilon))
}

// rest = 1 - beta, correction1 = 1 / (1 - beta1^t), correction2 = 1 / (1 - beta2^t); all come from the host, which
// computes them in double.
__kernel void adam_step(const long n, UPDATE, const float beta1, const float rest1, const float beta2,
                        const float rest2, const float epsilon, const float correction1, const float correction2,
                        PLACE(first_moment), PLACE(second_moment)) {
    BEGIN
    __global float *first = first_moment + first_moment_offset + j;
    __global float *second = second_moment + second_moment_offset + j;
    const floatn m = flush(beta1 * vloadn(0, first) + rest1 * g);
    const floatn v = flush(beta2 * vloadn(0, second) + rest2 * g * g);
    vstoren(m, 0, first);
    vstoren(v, 0, second);
    END(r * (m * correction1) / (sqrt(v * correction2) + epsilon))
}
