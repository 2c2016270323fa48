package dev.lanewise.compute;

/** Elementwise functions of two operands. */
public enum BinaryOp {
    /** {@code a + b}. */
    ADD,
    /** {@code a - b}. */
    SUB,
    /** {@code a * b}. */
    MUL,
    /** {@code a / b}, by IEEE 754 also for a zero divisor. */
    DIV,
    /** The larger; NaN if either is; +0 above -0. */
    MAX,
    /** The smaller; NaN if either is; -0 below +0. */
    MIN
}
