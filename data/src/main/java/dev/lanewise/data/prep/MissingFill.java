package dev.lanewise.data.prep;

import java.util.Arrays;

/** What a missing number is replaced with: a figure of the training rows in which the column is not missing. */
public enum MissingFill {
    /** Their mean. */
    MEAN,
    /** Their median; of an even number, the mean of the middle two. */
    MEDIAN,
    /** Their most frequent value; of equally frequent ones the smallest. */
    MODE;

    /** @param values at least one finite value; sorted by this call */
    double of(double[] values) {
        Arrays.sort(values);
        return switch (this) {
            case MEAN -> NumericEncoder.mean(values);
            case MEDIAN -> values[(values.length - 1) / 2] / 2 + values[values.length / 2] / 2;
            case MODE -> mode(values);
        };
    }

    private static double mode(double[] sorted) {
        double mode = sorted[0];
        int longest = 0;
        int start = 0;
        for (int i = 0; i < sorted.length; i++) {
            start = sorted[i] == sorted[start] ? start : i;
            if (i - start + 1 > longest) {
                longest = i - start + 1;
                mode = sorted[i];
            }
        }
        return mode;
    }
}
