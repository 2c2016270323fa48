// out = x * keep / (1 - rate); the mask is the hash that Dropout.keeps defines.

#define MIX(type)                                                       \
    type x = value;                                                     \
    x ^= x >> 16;                                                       \
    x *= MIX_1;                                                         \
    x ^= x >> 15;                                                       \
    x *= MIX_2;                                                         \
    return x ^ x >> 16;

static uint mix_row(const uint value) {
    MIX(uint)
}

static uintn mix_columns(const uintn value) {
    MIX(uintn)
}

static uint row_key(const ulong seed, const uint layer, const ulong step, const ulong row) {
    uint key = mix_row((uint)seed ^ mix_row((uint)(seed >> 32) + layer));
    key = mix_row(key + mix_row((uint)step ^ mix_row((uint)(step >> 32))));
    return mix_row(key ^ mix_row((uint)row + mix_row((uint)(row >> 32) ^ COLUMN_STEP)));
}

__kernel void dropout(const long rows, const long cols, MATRIX(x), MATRIX(out), const long seed,
                      const int layer, const int threshold, const float scale, const long step, const long first_row) {
    const long j = (long)get_global_id(0) * LANES;
    const long i = get_global_id(1);
    const long count = cols - j;
    if (count <= 0 || i >= rows)
        return;
    const uint key = row_key(seed, layer, step, (ulong)first_row + i);
    uint columns[LANES];
    for (int l = 0; l < LANES; l++)
        columns[l] = key + ((uint)j + l) * COLUMN_STEP;
    const uintn hash = mix_columns(vloadn(0, columns)) >> 8;
    const floatn value = load_lanes(AT(x, i, j), x_col, count, 0);
    store_lanes(AT(out, i, j), out_col, count, hash < (uintn)threshold ? value * scale : (floatn)0);
}
