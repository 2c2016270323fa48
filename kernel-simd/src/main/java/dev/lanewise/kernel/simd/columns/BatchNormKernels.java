package dev.lanewise.kernel.simd.columns;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation, column by column: sums over {@link ColumnJob#ROWS} rows, results of as many, and what is made of
 * sums for each column. What belongs to columns is stored in the memory {@code s}. Positions and sizes count bytes, sizes
 * are whole vectors.
 */
interface BatchNormKernels {
    /** The largest inverse of a spread whose square leaves the range of a float, with much room below. */
    float WIDE = 0x1p-60f;

    /** The most that a saved mean is off, relatively: half a unit in its last place, and what led to it. */
    float ROUNDING = 0x1p-23f;

    /**
     * Variances in the square of a pivot's distance from the mean, from which on the pivot is moved. They cost as many
     * bits of the variance as the number has, six, and normal samples are never eight deviations away.
     */
    float FAR = 64;

    /** Adds the distances from the pivot to {@code sum} and their squares to {@code squares}. */
    void statistics(RowGroup rows, MemorySegment s, long pivot, MemorySegment partials, long sum, long squares,
            int size);

    /**
     * Mean and variance of {@code count} rows, from sums of distances from the pivot and of their squares. All are in
     * units but the mean, which is right where the unit is 1.
     */
    void moments(MemorySegment partials, long sum, long squares, float count, MemorySegment s, long pivot,
            long shift, long mean, long variance, int size);

    /** Moves the pivots that are far from the mean there; returns whether there was one. */
    boolean movePivot(MemorySegment s, long pivot, long shift, long variance, long unit, int size);

    /** {@code inverse = 1 / sqrt(variance + epsilon)}, the variance and the result in units. */
    void inverse(MemorySegment s, long variance, long unit, float epsilon, long inverse, int size);

    /** Units that suit the inverse of a spread; mean and inverse in these, and their product. */
    void units(MemorySegment s, long mean, long inverse, long unit, long pivot, long inverseInUnits,
            long coarseness, int size);

    /** {@code factor = gamma inverse} and {@code offset = beta - factor shift}. */
    void factors(MemorySegment s, long gamma, long beta, long inverse, long shift, long factor, long offset,
            int size);

    /**
     * {@code out = factor (x - pivot) + offset}; out may be x.
     *
     * @param relu whether what is not above 0 becomes 0
     */
    void normalise(RowGroup in, RowGroup result, MemorySegment s, long pivot, long factor, long offset,
            boolean relu, int size);

    /** Adds upstream to {@code sum} and its products with the distances of x from the pivot to {@code products}. */
    void gradients(RowGroup in, RowGroup up, MemorySegment s, long pivot, MemorySegment partials, long sum,
            long products, int size);

    /** The mean of the distances from a pivot, if it is no more than what rounding takes from that; else 0. */
    void lostByRounding(MemorySegment partials, long distances, float count, MemorySegment s, long pivot,
            long shift, int size);

    /** {@code gradBeta = sum} and {@code gradGamma = inverse (products - shift sum)}. */
    void gradientSums(MemorySegment partials, long sum, long products, MemorySegment s, long shift, long inverse,
            long gradBeta, long gradGamma, int size);

    /** {@code slope = -gradGamma inverse / count} and {@code offset = -gradBeta / count - slope shift}. */
    void coefficients(MemorySegment s, long gradGamma, long gradBeta, long inverse, long shift, float count,
            long offset, long slope, int size);

    /** {@code out = factor (upstream + offset + slope (x - pivot))}; out may be upstream. */
    void backward(RowGroup in, RowGroup up, RowGroup result, MemorySegment s, long pivot, long slope,
            long offset,
            long factor, int size);

    /** Whether any of the numbers is {@code value}. */
    boolean contains(MemorySegment s, long at, int size, float value);

    /** Whether any of the numbers is above {@code value} and none is NaN. */
    boolean exceeds(MemorySegment s, long at, int size, float value);
}
