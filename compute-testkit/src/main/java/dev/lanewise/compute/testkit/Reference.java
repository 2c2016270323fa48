package dev.lanewise.compute.testkit;

import java.util.function.Supplier;

/** Tells a right result from a wrong one. */
@FunctionalInterface
interface Reference {
    /**
     * Compares a result.
     *
     * @param what begins the message
     * @throws AssertionError if it is off by more than the arithmetic allows
     */
    void verify(String what, double[] got);

    /** Values with bounds, computed when they are asked for. */
    static Reference of(Supplier<Expected> expected) {
        return (what, got) -> expected.get().assertMatches(what, got);
    }
}
