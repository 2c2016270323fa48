// Batch normalisation: one team for LANES columns; later passes over the column come from the cache.
//
// Nothing is lost where the mean is large against the spread, and nothing overflows:
// - distances are taken from a pivot, a float near the mean, which leaves them exact; the mean is the pivot and a shift;
// - they are counted in units of their column, a power of two near the mean magnitude of its elements.

// Keeps the sum of the elements' magnitudes within range; what it takes from tiny ones, the shift adds again.
#define LOWER 0x1p-64f
#define LOWER_EXPONENT 64
#define EXPONENT_BIAS 127
// The most that a saved mean is off, relatively: half a unit in its last place, and what led to it.
#define ROUNDING 0x1p-23f

// 2^-e of numbers 2^e (1 + ..) that are `lower` times LOWER, but at most 2^63: the reciprocal is a normal number.
static floatn reciprocal_unit(const floatn lower) {
    const intn exponent = (as_intn(lower) >> 23) - EXPONENT_BIAS + LOWER_EXPONENT;
    return as_floatn(max(EXPONENT_BIAS - exponent, (intn)1) << 23);
}

// 1 / x of a power of two between 2^-126 and 2^126.
static floatn reciprocal_power(const floatn x) {
    return as_floatn((2 * EXPONENT_BIAS << 23) - as_intn(x));
}

__kernel void batch_norm_train(const long rows, const long cols, MATRIX(x), MATRIX(gamma), MATRIX(beta),
                               MATRIX(running_mean), MATRIX(running_variance), MATRIX(saved_mean),
                               MATRIX(saved_inverse), const float momentum, const float rest, const float epsilon,
                               const int f, MATRIX(out)) {
    TEAM_SCRATCH(floatn, scratch, TEAM * COLUMN_GROUP);
    const long j = (long)get_global_id(0) * LANES;
    const long count = cols - j;
    floatn sum = 0, magnitude = 0;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn lowered = load_lanes(AT(x, i, j), x_col, count, 0) * LOWER;
        sum += lowered;
        magnitude += fabs(lowered);
    }
    const floatn per_unit = reciprocal_unit(team_sum_lanes(magnitude, scratch) / rows);
    const floatn unit = reciprocal_power(per_unit);
    const floatn pivot = team_sum_lanes(sum, scratch) / rows * (per_unit / LOWER);

    floatn distances = 0, squares = 0;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn distance = load_lanes(AT(x, i, j), x_col, count, 0) * per_unit - pivot;
        distances += distance;
        squares += distance * distance;
    }
    const floatn shift = team_sum_lanes(distances, scratch) / rows;
    const floatn spread = team_sum_lanes(squares, scratch) / rows - shift * shift;
    const floatn variance_in_units = spread < 0 ? (floatn)0 : spread;
    const floatn variance = variance_in_units * unit * unit;

    // A variance beyond the range of a float has a root within.
    const intn wide = isinf(variance);
    const floatn inverse_in_units = 1 / sqrt(variance_in_units);
    const floatn inverse = wide ? inverse_in_units * per_unit : 1 / sqrt(variance + epsilon);
    const floatn scale = load_lanes(AT(gamma, 0, j), gamma_col, count, 0) * (wide ? inverse_in_units : inverse);
    const floatn to_scale = wide ? (floatn)1 : unit;
    const floatn offset = load_lanes(AT(beta, 0, j), beta_col, count, 0);
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn distance = load_lanes(AT(x, i, j), x_col, count, 0) * per_unit - pivot - shift;
        store_lanes(AT(out, i, j), out_col, count, activate(f, scale * (distance * to_scale) + offset));
    }
    if (get_local_id(1) == 0) {
        const floatn mean = (pivot + shift) * unit;
        store_lanes(AT(saved_mean, 0, j), saved_mean_col, count, mean);
        store_lanes(AT(saved_inverse, 0, j), saved_inverse_col, count, inverse);
        const floatn old_mean = load_lanes(AT(running_mean, 0, j), running_mean_col, count, 0);
        const floatn old_variance = load_lanes(AT(running_variance, 0, j), running_variance_col, count, 0);
        store_lanes(AT(running_mean, 0, j), running_mean_col, count, momentum * old_mean + rest * mean);
        store_lanes(AT(running_variance, 0, j), running_variance_col, count,
                    momentum * old_variance + rest * variance);
    }
}

__kernel void batch_norm_infer(const long rows, const long cols, MATRIX(x), MATRIX(gamma), MATRIX(beta),
                               MATRIX(running_mean), MATRIX(running_variance), const float epsilon, const int f,
                               MATRIX(out)) {
    const long j = (long)get_global_id(0) * LANES;
    const long i = get_global_id(1);
    const long count = cols - j;
    if (count <= 0 || i >= rows)
        return;
    const floatn inverse
        = 1 / sqrt(load_lanes(AT(running_variance, 0, j), running_variance_col, count, 0) + epsilon);
    // By halves, whose difference is finite.
    const floatn half_distance = load_lanes(AT(x, i, j), x_col, count, 0) * 0.5f
                                 - load_lanes(AT(running_mean, 0, j), running_mean_col, count, 0) * 0.5f;
    const floatn scale = load_lanes(AT(gamma, 0, j), gamma_col, count, 0);
    const floatn offset = load_lanes(AT(beta, 0, j), beta_col, count, 0);
    store_lanes(AT(out, i, j), out_col, count, activate(f, scale * (half_distance * (2 * inverse)) + offset));
}

__kernel void batch_norm_backward(const long rows, const long cols, MATRIX(x), MATRIX(upstream), MATRIX(gamma),
                                  MATRIX(saved_mean), MATRIX(saved_inverse), MATRIX(grad_gamma), MATRIX(grad_beta),
                                  MATRIX(out)) {
    TEAM_SCRATCH(floatn, scratch, TEAM * COLUMN_GROUP);
    const long j = (long)get_global_id(0) * LANES;
    const long count = cols - j;
    // By halves, whose difference is finite.
    const floatn half_mean = load_lanes(AT(saved_mean, 0, j), saved_mean_col, count, 0) * 0.5f;
    const floatn inverse = load_lanes(AT(saved_inverse, 0, j), saved_inverse_col, count, 0);
    const floatn to_normal = 2 * inverse;
    floatn sum = 0, weighted = 0, distances = 0;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn slope = load_lanes(AT(upstream, i, j), upstream_col, count, 0);
        const floatn normal = (load_lanes(AT(x, i, j), x_col, count, 0) * 0.5f - half_mean) * to_normal;
        sum += slope;
        weighted += slope * normal;
        distances += normal;
    }
    sum = team_sum_lanes(sum, scratch);
    // What rounding took from the mean when it was saved; nothing, if it is the mean of other numbers.
    const floatn distance = team_sum_lanes(distances, scratch) / rows;
    const floatn shift = fabs(distance) <= fabs(half_mean) * ROUNDING * to_normal ? distance : (floatn)0;
    weighted = team_sum_lanes(weighted, scratch) - shift * sum;
    const floatn factor = load_lanes(AT(gamma, 0, j), gamma_col, count, 0) * inverse;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn normal = (load_lanes(AT(x, i, j), x_col, count, 0) * 0.5f - half_mean) * to_normal - shift;
        const floatn slope = load_lanes(AT(upstream, i, j), upstream_col, count, 0);
        store_lanes(AT(out, i, j), out_col, count, factor * (slope - sum / rows - normal * (weighted / rows)));
    }
    if (get_local_id(1) == 0) {
        store_lanes(AT(grad_beta, 0, j), grad_beta_col, count, sum);
        store_lanes(AT(grad_gamma, 0, j), grad_gamma_col, count, weighted);
    }
}
