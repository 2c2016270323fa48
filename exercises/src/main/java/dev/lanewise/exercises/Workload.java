package dev.lanewise.exercises;

/**
 * A call that is timed. It holds its data, so that all kernels meet the same arrays: how those lie to cache lines and
 * to each other was seen to shift the speed of vector loads by 30 percent.
 *
 * @param <K> the function that is called
 */
@FunctionalInterface
public interface Workload<K> {
    /** Calls {@code kernel} once and returns a value of the result, so that the compiler cannot drop the work. */
    float run(K kernel);
}
