package dev.lanewise.data.prep;

/** How features are brought to a common size. Categories and missing flags, already 0 or 1, are left as they are. */
public enum Scaler {
    /** x. */
    NONE,
    /** (x - minimum) / (maximum - minimum) of the training rows: 0 to 1 in training, beyond it possible later. */
    MIN_MAX,
    /** (x - mean) / standard deviation of the training rows (divided by n). */
    Z_SCORE,
    /** x / sqrt(sum of squares of the whole encoded row): every row has length 1; a row of zeros stays zero. */
    L2
}
