package dev.lanewise.compute.testkit;

import java.util.function.Supplier;

/** Tells a right result from a wrong one. */
@FunctionalInterface
interface Reference {
    /**
     * Compares a result.
     *
     * @param what begins the message
     * @param absolute error that each element may have besides
     * @throws AssertionError if it is off by more than the arithmetic allows
     */
    void verify(String what, double absolute, double[] got);

    /** Values with bounds, computed when they are asked for. */
    static Reference of(Supplier<Expected> expected) {
        return (what, absolute, got) -> expected.get().assertMatches(what, absolute, got);
    }
}
