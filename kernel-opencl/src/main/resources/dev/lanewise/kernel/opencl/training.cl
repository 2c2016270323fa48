// Softmax and the losses: one team for each row.

// Largest element of a row, and the sum of exp(x - largest); NaN and plus infinity come out as NaN.
static float row_max(const __global float *x, const long stride, const long cols, __local float *scratch) {
    floatn largest = -INFINITY;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES)
        largest = larger(largest, load_lanes(x + j * stride, stride, cols - j, -INFINITY));
    return team_max(max_lanes(largest), scratch);
}

static float row_exp_sum(const __global float *x, const long stride, const long cols, const float largest,
                         __local float *scratch) {
    floatn sum = 0;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
        const long count = cols - j;
        const floatn term = exp(load_lanes(x + j * stride, stride, count, -INFINITY) - largest);
        float lanes[LANES];
        vstoren(term, 0, lanes);
        for (int l = 0; l < LANES; l++)
            if (l >= count)
                lanes[l] = 0;
        sum += vloadn(0, lanes);
    }
    return team_sum(sum_lanes(sum), scratch);
}

__kernel void softmax_rows(const long cols, MATRIX(x), MATRIX(out)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const long i = get_global_id(0);
    const float largest = row_max(AT(x, i, 0), x_col, cols, scratch);
    const float sum = row_exp_sum(AT(x, i, 0), x_col, cols, largest, scratch);
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES)
        store_lanes(AT(out, i, j), out_col, cols - j,
                    exp(load_lanes(AT(x, i, j), x_col, cols - j, 0) - largest) / sum);
}

__kernel void log_softmax_rows(const long cols, MATRIX(x), MATRIX(out)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const long i = get_global_id(0);
    const float largest = row_max(AT(x, i, 0), x_col, cols, scratch);
    const float log_sum = log(row_exp_sum(AT(x, i, 0), x_col, cols, largest, scratch));
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES)
        store_lanes(AT(out, i, j), out_col, cols - j,
                    load_lanes(AT(x, i, j), x_col, cols - j, 0) - largest - log_sum);
}

// Each row's part of the loss and of the count goes to terms[i] and hits[i]; mean_of_terms adds them.
__kernel void softmax_cross_entropy(const long rows, const long cols, MATRIX(logits), INDICES(labels), PLACE(terms),
                                    PLACE(hits), MATRIX(gradient)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const long i = get_global_id(0);
    const long label = labels[labels_offset + i];
    const int known = label >= 0 && label < cols;
    const float at_label = known ? *AT(logits, i, label) : NAN;
    const float largest = row_max(AT(logits, i, 0), logits_col, cols, scratch);
    const float sum = row_exp_sum(AT(logits, i, 0), logits_col, cols, largest, scratch);

    // The label is the argmax if no column before it is as large and none behind it larger; a NaN is larger than all.
    float beaten = known ? 0.0f : 1.0f;
    for (long j = get_local_id(1); known && j < cols; j += TEAM) {
        const float value = *AT(logits, i, j);
        const int label_nan = at_label != at_label;
        if (j < label ? (label_nan ? value != value : !(value < at_label)) : !label_nan && !(value <= at_label))
            beaten = 1;
    }
    beaten = team_max(beaten, scratch);
#if TEAM > 1
    // gradient may be logits: nobody may write what another member still has to read above.
    barrier(CLK_GLOBAL_MEM_FENCE);
#endif

    if (gradient)
        for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
            const floatn value = load_lanes(AT(logits, i, j), logits_col, cols - j, 0);
            floatn slope = known ? exp(value - largest) / sum : (floatn)NAN;
            float lanes[LANES];
            vstoren(slope, 0, lanes);
            if (label >= j && label < j + LANES)
                lanes[label - j] -= 1;
            store_lanes(AT(gradient, i, j), gradient_col, cols - j, vloadn(0, lanes) / rows);
        }
    if (get_local_id(1) == 0) {
        terms[terms_offset + i] = log(sum) - (at_label - largest);
        hits[hits_offset + i] = 1 - beaten;
    }
}

__kernel void sigmoid_cross_entropy(const long rows, const long cols, MATRIX(logits), MATRIX(targets), PLACE(terms),
                                    PLACE(hits), MATRIX(gradient)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const long i = get_global_id(0);
    const float elements = (float)rows * (float)cols;
    floatn loss = 0, correct = 0;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
        const long count = cols - j;
        const floatn z = load_lanes(AT(logits, i, j), logits_col, count, 0);
        const floatn t = load_lanes(AT(targets, i, j), targets_col, count, 0);
        const floatn term = (z <= 0 ? (floatn)0 : z) - z * t + log1p(exp(-fabs(z)));
        const floatn hit = (z > 0) == (t > 0.5f) ? (floatn)1 : (floatn)0;
        float terms_here[LANES], hits_here[LANES];
        vstoren(term, 0, terms_here);
        vstoren(hit, 0, hits_here);
        for (int l = 0; l < LANES; l++)
            if (l >= count)
                terms_here[l] = hits_here[l] = 0;
        loss += vloadn(0, terms_here);
        correct += vloadn(0, hits_here);
        if (gradient)
            store_lanes(AT(gradient, i, j), gradient_col, count, (1 / (1 + exp(-z)) - t) / elements);
    }
    const float loss_of_row = team_sum(sum_lanes(loss), scratch);
    const float hits_of_row = team_sum(sum_lanes(correct), scratch);
    if (get_local_id(1) == 0) {
        terms[terms_offset + i] = loss_of_row;
        hits[hits_offset + i] = hits_of_row;
    }
}

__kernel void mean_squared_error(const long rows, const long cols, MATRIX(predictions), MATRIX(targets), PLACE(terms),
                                 MATRIX(gradient)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const long i = get_global_id(0);
    const float elements = (float)rows * (float)cols;
    floatn loss = 0;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
        const floatn difference = load_lanes(AT(predictions, i, j), predictions_col, cols - j, 0)
                                  - load_lanes(AT(targets, i, j), targets_col, cols - j, 0);
        loss += difference * difference;
        if (gradient)
            store_lanes(AT(gradient, i, j), gradient_col, cols - j, 2 * difference / elements);
    }
    const float loss_of_row = team_sum(sum_lanes(loss), scratch);
    if (get_local_id(1) == 0)
        terms[terms_offset + i] = loss_of_row;
}

static float sum_of_rows(const __global float *x, const long rows, __local float *scratch) {
    floatn sum = 0;
    for (long i = get_local_id(1) * LANES; i < rows; i += TEAM * LANES)
        sum += load_lanes(x + i, 1, rows - i, 0);
    return team_sum(sum_lanes(sum), scratch);
}

// loss = sum of terms / elements, correct = sum of hits; by one team.
__kernel void mean_of_terms(const long rows, const long elements, PLACE(terms), PLACE(hits), PLACE(loss),
                            PLACE(correct)) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const float total = sum_of_rows(terms + terms_offset, rows, scratch);
    if (get_local_id(1) == 0)
        loss[loss_offset] = total / elements;
    if (correct) {
        const float count = sum_of_rows(hits + hits_offset, rows, scratch);
        if (get_local_id(1) == 0)
            correct[correct_offset] = count;
    }
}
