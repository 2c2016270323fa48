package dev.lanewise.compute;

/** Ways to make one number of many. */
public enum Reduction {
    /** The sum; 0 over nothing. */
    SUM,
    /** The arithmetic mean; NaN over nothing. */
    MEAN,
    /** The largest; NaN if any is NaN; minus infinity over nothing. */
    MAX
}
