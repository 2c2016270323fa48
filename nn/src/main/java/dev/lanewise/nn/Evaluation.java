package dev.lanewise.nn;

/** How good a network is on some samples: a {@link Classification} or a {@link Regression}. */
public sealed interface Evaluation permits Classification, Regression {
    /** Returns the mean loss, without penalties. */
    double loss();

    /** Returns the number of decisions or predictions that were judged. */
    long count();
}
