package dev.lanewise.compute;

/** Elementwise functions of one operand. */
public enum UnaryOp {
    /** {@code -x}. */
    NEGATE,
    /** {@code |x|}. */
    ABS,
    /** {@code x * x}. */
    SQUARE,
    /** {@code sqrt(x)}; NaN below 0. */
    SQRT,
    /** {@code 1 / x}. */
    RECIPROCAL,
    /** {@code e^x}. */
    EXP,
    /** {@code ln x}; minus infinity at 0, NaN below. */
    LOG
}
