// Batch normalisation: one team for LANES columns; a second pass over the column comes from the cache.

__kernel void batch_norm_train(const long rows, const long cols, MATRIX(x), MATRIX(gamma), MATRIX(beta),
                               MATRIX(running_mean), MATRIX(running_variance), MATRIX(saved_mean),
                               MATRIX(saved_inverse), const float momentum, const float rest, const float epsilon,
                               const int f, MATRIX(out)) {
    TEAM_SCRATCH(floatn, scratch, TEAM * COLUMN_GROUP);
    const long j = (long)get_global_id(0) * LANES;
    const long count = cols - j;
    floatn sum = 0;
    for (long i = get_local_id(1); i < rows; i += TEAM)
        sum += load_lanes(AT(x, i, j), x_col, count, 0);
    const floatn mean = team_sum_lanes(sum, scratch) / rows;
    floatn squares = 0;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn centred = load_lanes(AT(x, i, j), x_col, count, 0) - mean;
        squares += centred * centred;
    }
    const floatn variance = team_sum_lanes(squares, scratch) / rows;
    const floatn inverse = 1 / sqrt(variance + epsilon);
    const floatn scale = load_lanes(AT(gamma, 0, j), gamma_col, count, 0);
    const floatn shift = load_lanes(AT(beta, 0, j), beta_col, count, 0);
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn centred = load_lanes(AT(x, i, j), x_col, count, 0) - mean;
        store_lanes(AT(out, i, j), out_col, count, activate(f, scale * (centred * inverse) + shift));
    }
    if (get_local_id(1) == 0) {
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
    const floatn centred = load_lanes(AT(x, i, j), x_col, count, 0)
                           - load_lanes(AT(running_mean, 0, j), running_mean_col, count, 0);
    const floatn scale = load_lanes(AT(gamma, 0, j), gamma_col, count, 0);
    const floatn shift = load_lanes(AT(beta, 0, j), beta_col, count, 0);
    store_lanes(AT(out, i, j), out_col, count, activate(f, scale * (centred * inverse) + shift));
}

__kernel void batch_norm_backward(const long rows, const long cols, MATRIX(x), MATRIX(upstream), MATRIX(gamma),
                                  MATRIX(saved_mean), MATRIX(saved_inverse), MATRIX(grad_gamma), MATRIX(grad_beta),
                                  MATRIX(out)) {
    TEAM_SCRATCH(floatn, scratch, TEAM * COLUMN_GROUP);
    const long j = (long)get_global_id(0) * LANES;
    const long count = cols - j;
    const floatn mean = load_lanes(AT(saved_mean, 0, j), saved_mean_col, count, 0);
    const floatn inverse = load_lanes(AT(saved_inverse, 0, j), saved_inverse_col, count, 0);
    floatn sum = 0, weighted = 0;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn slope = load_lanes(AT(upstream, i, j), upstream_col, count, 0);
        sum += slope;
        weighted += slope * ((load_lanes(AT(x, i, j), x_col, count, 0) - mean) * inverse);
    }
    sum = team_sum_lanes(sum, scratch);
    weighted = team_sum_lanes(weighted, scratch);
    const floatn factor = load_lanes(AT(gamma, 0, j), gamma_col, count, 0) * inverse;
    for (long i = get_local_id(1); i < rows; i += TEAM) {
        const floatn normal = (load_lanes(AT(x, i, j), x_col, count, 0) - mean) * inverse;
        const floatn slope = load_lanes(AT(upstream, i, j), upstream_col, count, 0);
        store_lanes(AT(out, i, j), out_col, count, factor * (slope - sum / rows - normal * (weighted / rows)));
    }
    if (get_local_id(1) == 0) {
        store_lanes(AT(grad_beta, 0, j), grad_beta_col, count, sum);
        store_lanes(AT(grad_gamma, 0, j), grad_gamma_col, count, weighted);
    }
}
