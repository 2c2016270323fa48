package dev.lanewise.compute;

/**
 * A 64-bit host integer that operations read when they run: the step number of an optimiser, the first sample of a
 * mini-batch. Changing it between two runs of a {@link Plan} re-binds the plan.
 */
public final class Counter {
    private long value;

    /** Makes a counter that stands at {@code value}. */
    public Counter(long value) { this.value = value; }

    /** Returns where the counter stands. */
    public long value() { return value; }

    /** Moves the counter; operations submitted from now on read it. */
    public void set(long newValue) {
        value = newValue;
    }

    /** Moves the counter on by {@code amount}. */
    public void advance(long amount) { value += amount; }
}
