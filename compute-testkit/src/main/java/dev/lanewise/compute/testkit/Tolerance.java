package dev.lanewise.compute.testkit;

import dev.lanewise.compute.ElementType;

/**
 * What rounding may cost in an element type, in units of its roundoff u. A result that is correctly rounded is off by
 * u at most, relatively; one that is off by n ulp by 2nu at most.
 *
 * <p>The bounds of functions are those that OpenCL 1.2 (section 7.4) asks of every device, so a backend that calls the
 * built-in ones passes; sums and products may be taken in any order, with or without FMA.
 */
record Tolerance(ElementType type) {
    /** {@code a / b}, {@code 1 / x}: 2.5 ulp. */
    static final int DIVISION = 5;
    /** {@code sqrt}: 3 ulp. */
    static final int ROOT = 6;
    /** {@code exp}, {@code ln}, {@code expm1}; {@code log1p} is allowed less: 3 ulp. */
    static final int EXPONENTIAL = 6;
    /** {@code tanh}: 5 ulp. */
    static final int TANH = 10;
    /** {@code 1 / (1 + e^-z)}: the error of the exponential, one of the sum, that of the division. */
    static final int SIGMOID = EXPONENTIAL + 1 + DIVISION;

    /** {@code erf}, {@code erfc}: 16 ulp. */
    static final int ERROR_FUNCTION = 32;

    /** Returns u. In float64 it counts twice, since the reference itself rounds to double. */
    double u() {
        return type == ElementType.FLOAT64 ? 2 * type.epsilon() : type.epsilon();
    }

    /** Returns the smallest normal number: a device may flush what is below it. */
    double tiny() {
        return type == ElementType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    }

    /** Returns the bound of a result with {@code units} roundoffs of relative error. */
    double relative(double units, double exact) {
        return units * u() * Math.abs(exact) + tiny();
    }

    /** Returns an exact result, or the infinity that it is beyond the range of the element type. */
    double withinRange(double value) {
        return Double.isInfinite(round(value)) ? round(value) : value;
    }

    /** Rounds a double to the element type. */
    double round(double value) {
        return type == ElementType.FLOAT32 ? (float) value : value;
    }
}
