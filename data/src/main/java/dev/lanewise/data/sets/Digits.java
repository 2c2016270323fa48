package dev.lanewise.data.sets;

import dev.lanewise.data.Dataset;
import dev.lanewise.data.prep.Pipeline;

/**
 * The embedded handwritten digits: 8x8 pixels of 0 to 1 in ten classes. Of 3823 rows by 30 writers, 3441 are to train on
 * and a tenth, 382, is set aside for validation; 1797 rows to test on are by 13 other writers.
 *
 * <p>Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
 * CC BY 4.0.
 */
public record Digits(Dataset train, Dataset validation, Dataset test, Pipeline pipeline) {
    private static final double VALIDATION = 0.1;

    /** With validation rows chosen by seed 1. */
    public static Digits load() { return load(1); }

    /**
     * With validation rows chosen by a seed.
     *
     * @param seed chooses the rows, of each digit its share
     */
    public static Digits load(long seed) {
        var parts = DataSets.digits().divide(VALIDATION, seed);
        return new Digits(parts.train(), parts.validation(), parts.test(), parts.pipeline());
    }
}
