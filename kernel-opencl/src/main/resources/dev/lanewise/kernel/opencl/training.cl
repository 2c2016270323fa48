// Softmax and the losses: one team for each row. Of a loss whose rows fit one group, that group does all, so that
// nothing is left to add up: LOSS_GROUP is its size, and each of its items takes whole rows, as a team of its own.

// Elements of which a team adds up one after the other, before it begins another sum: the error of a long row grows
// with that, not with its length.
#define RUN (4096 * TEAM * LANES)

// Largest element of a row, and the sum of exp(x - largest); NaN and plus infinity come out as NaN.
static float row_max(const __global float *x, const long stride, const long cols, __local float *scratch) {
    floatn largest = -INFINITY;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES)
        largest = larger(largest, load_lanes(x + j * stride, stride, cols - j, -INFINITY));
    return team_max(max_lanes(largest), scratch);
}

// What is behind the end of a row counts as minus infinity, whose exponential is 0; or NaN with a largest element of
// minus infinity, but then those of the row are, too.
static float row_exp_sum(const __global float *x, const long stride, const long cols, const float largest,
                         __local float *scratch) {
    floatn sum = 0;
    for (long first = 0; first < cols; first += RUN) {
        const long end = min(first + RUN, cols);
        floatn part = 0;
        for (long j = first + get_local_id(1) * LANES; j < end; j += TEAM * LANES)
            part += exp(load_lanes(x + j * stride, stride, cols - j, -INFINITY) - largest);
        sum += part;
    }
    return team_sum(sum_lanes(sum), scratch);
}

#ifndef LOSS_GROUP
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
#endif

// ---- losses: what a row adds to the loss and to the number of correct predictions; writes the row's gradient.

#define SOFTMAX_OPERANDS MATRIX(logits), INDICES(labels), MATRIX(gradient)
#define SIGMOID_OPERANDS MATRIX(logits), MATRIX(targets), MATRIX(gradient)
#define ERROR_OPERANDS MATRIX(predictions), MATRIX(targets), MATRIX(gradient)
#define PASS(x) x, x##_offset, x##_row, x##_col
#define PASS_SOFTMAX PASS(logits), labels, labels_offset, PASS(gradient)
#define PASS_SIGMOID PASS(logits), PASS(targets), PASS(gradient)
#define PASS_ERROR PASS(predictions), PASS(targets), PASS(gradient)

static float2 softmax_cross_entropy_row(const long i, const long rows, const long cols, SOFTMAX_OPERANDS,
                                        __local float *scratch) {
    const long label = labels[labels_offset + i];
    const int known = label >= 0 && label < cols;
    const float at_label = known ? *AT(logits, i, label) : NAN;
    const float largest = row_max(AT(logits, i, 0), logits_col, cols, scratch);
    const float sum = row_exp_sum(AT(logits, i, 0), logits_col, cols, largest, scratch);

    // The label is the argmax if no column before it is as large and none behind it larger; a NaN is larger than all.
    const int label_nan = at_label != at_label;
    intn beaten_by = 0;
    for (long j = get_local_id(1) * LANES; known && j < cols; j += TEAM * LANES) {
        const floatn value = load_lanes(AT(logits, i, j), logits_col, cols - j, -INFINITY);
        const intn before = label_nan ? value != value : !(value < at_label);
        const intn behind = label_nan ? (intn)0 : !(value <= at_label);
        beaten_by |= LANE_NUMBERS + (intn)(int)j < (intn)(int)label ? before : behind;
    }
    const float beaten = team_max(!known || any(beaten_by), scratch);
#if TEAM > 1
    // gradient may be logits: nobody may write what another member still has to read above.
    barrier(CLK_GLOBAL_MEM_FENCE);
#endif

    if (gradient)
        for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
            const floatn value = load_lanes(AT(logits, i, j), logits_col, cols - j, 0);
            const floatn slope = known ? exp(value - largest) / sum : (floatn)NAN;
            const floatn target = LANE_NUMBERS + (intn)(int)j == (intn)(int)label ? (floatn)1 : (floatn)0;
            store_lanes(AT(gradient, i, j), gradient_col, cols - j, flush((slope - target) / rows));
        }
    return (float2)(log(sum) - (at_label - largest), 1 - beaten);
}

static float2 sigmoid_cross_entropy_row(const long i, const long rows, const long cols, SIGMOID_OPERANDS,
                                        __local float *scratch) {
    const float elements = (float)rows * (float)cols;
    floatn loss = 0, correct = 0;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
        const long count = cols - j;
        const floatn z = load_lanes(AT(logits, i, j), logits_col, count, 0);
        const floatn t = load_lanes(AT(targets, i, j), targets_col, count, 0);
        const floatn term = (z <= 0 ? (floatn)0 : z) - z * t + log_of_one_plus(exp(-fabs(z)));
        const floatn is_correct = (z > 0) == (t > 0.5f) ? (floatn)1 : (floatn)0;
        float terms_here[LANES], correct_here[LANES];
        vstoren(term, 0, terms_here);
        vstoren(is_correct, 0, correct_here);
        for (int l = 0; l < LANES; l++)
            if (l >= count)
                terms_here[l] = correct_here[l] = 0;
        loss += vloadn(0, terms_here);
        correct += vloadn(0, correct_here);
        if (gradient)
            store_lanes(AT(gradient, i, j), gradient_col, count, flush((1 / (1 + exp(-z)) - t) / elements));
    }
    const float loss_of_row = team_sum(sum_lanes(loss), scratch);
    return (float2)(loss_of_row, team_sum(sum_lanes(correct), scratch));
}

static float2 mean_squared_error_row(const long i, const long rows, const long cols, ERROR_OPERANDS,
                                     __local float *scratch) {
    const float elements = (float)rows * (float)cols;
    floatn loss = 0;
    for (long j = get_local_id(1) * LANES; j < cols; j += TEAM * LANES) {
        const floatn difference = load_lanes(AT(predictions, i, j), predictions_col, cols - j, 0)
                                  - load_lanes(AT(targets, i, j), targets_col, cols - j, 0);
        loss += difference * difference;
        if (gradient)
            store_lanes(AT(gradient, i, j), gradient_col, cols - j, flush(2 * difference / elements));
    }
    return (float2)(team_sum(sum_lanes(loss), scratch), 0);
}

// ---- loss = sum / elements, correct = number of correct predictions, both in a line of a report

#define REPORT const long elements, MATRIX(loss), MATRIX(correct), const long line

static void report_terms(const float2 sum, REPORT) {
    *AT(loss, line, 0) = sum.x / elements;
    if (correct)
        *AT(correct, line, 0) = sum.y;
}

#define PASS_REPORT elements, PASS(loss), PASS(correct), line

#ifdef LOSS_GROUP
#if LOSS_GROUP > 1
// The items' terms are added in pairs, then pairs of pairs; all items must come here, item 0 gets the sum.
static float2 group_sum(const float2 value, __local float2 *scratch) {
    const int item = get_local_id(0);
    scratch[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int width = LOSS_GROUP / 2; width > 0; width /= 2) {
        if (item < width)
            scratch[item] += scratch[item + width];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return scratch[0];
}
#define GROUP_SCRATCH(name) __local float2 name[LOSS_GROUP]
#else
static float2 group_sum(const float2 value, __local float2 *scratch) { return value; }
#define GROUP_SCRATCH(name) __local float2 *name = 0
#endif

#define LOSS_KERNEL(name, OPERANDS, PASS_OPERANDS)                                                \
    __kernel void name(const long rows, const long cols, OPERANDS, REPORT) {                      \
        GROUP_SCRATCH(scratch);                                                                   \
        float2 sum = 0;                                                                           \
        for (long i = get_local_id(0); i < rows; i += LOSS_GROUP)                                 \
            sum += name##_row(i, rows, cols, PASS_OPERANDS, 0);                                   \
        sum = group_sum(sum, scratch);                                                            \
        if (get_local_id(0) == 0)                                                                 \
            report_terms(sum, PASS_REPORT);                                                       \
    }
#else
// Each row's terms go to terms[i] and terms[rows + i]; add_terms adds them.
#define LOSS_KERNEL(name, OPERANDS, PASS_OPERANDS)                                                \
    __kernel void name##_terms(const long rows, const long cols, OPERANDS, PLACE(terms)) {        \
        TEAM_SCRATCH(float, scratch, TEAM);                                                       \
        const long i = get_global_id(0);                                                          \
        const float2 term = name##_row(i, rows, cols, PASS_OPERANDS, scratch);                    \
        if (get_local_id(1) == 0) {                                                               \
            terms[terms_offset + i] = term.x;                                                     \
            terms[terms_offset + rows + i] = term.y;                                              \
        }                                                                                         \
    }

static float sum_of_rows(const __global float *x, const long rows, __local float *scratch) {
    floatn sum = 0;
    for (long first = 0; first < rows; first += RUN) {
        const long end = min(first + RUN, rows);
        floatn part = 0;
        for (long i = first + get_local_id(1) * LANES; i < end; i += TEAM * LANES)
            part += load_lanes(x + i, 1, rows - i, 0);
        sum += part;
    }
    return team_sum(sum_lanes(sum), scratch);
}

// By one team.
__kernel void add_terms(const long rows, PLACE(terms), REPORT) {
    TEAM_SCRATCH(float, scratch, TEAM);
    const float total_loss = sum_of_rows(terms + terms_offset, rows, scratch);
    const float total_correct = sum_of_rows(terms + terms_offset + rows, rows, scratch);
    if (get_local_id(1) == 0)
        report_terms((float2)(total_loss, total_correct), PASS_REPORT);
}
#endif

LOSS_KERNEL(softmax_cross_entropy, SOFTMAX_OPERANDS, PASS_SOFTMAX)
LOSS_KERNEL(sigmoid_cross_entropy, SIGMOID_OPERANDS, PASS_SIGMOID)
LOSS_KERNEL(mean_squared_error, ERROR_OPERANDS, PASS_ERROR)
