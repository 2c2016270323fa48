package dev.lanewise.exercises;

/**
 * Timings of one exercise, medians over rounds in which the three took turns.
 *
 * @param loopNanos nanoseconds of a call of the plain loop
 * @param learnerNanos nanoseconds of a call of the learner's method
 * @param referenceNanos nanoseconds of a call of the reference solution
 * @param ratio the loop's time over the learner's
 * @param share the reference's time over the learner's: 1 means as fast as the reference
 */
public record Figures(double loopNanos, double learnerNanos, double referenceNanos, double ratio, double share) {}
