package dev.lanewise.guide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How sure decisions are, and how often right: ten bins of equal width by the largest probability of a row. */
final class Reliability {
    private static final int BINS = 10;

    private final long[] rows = new long[BINS];
    private final long[] right = new long[BINS];
    private final double[] confidence = new double[BINS];

    private Reliability() {}

    /**
     * Sorts decisions into bins.
     *
     * @param probabilities rows x classes
     * @param labels        class of each row
     */
    static Reliability of(double[] probabilities, int[] labels) {
        var reliability = new Reliability();
        int classes = probabilities.length / labels.length;
        for (int row = 0; row < labels.length; row++) {
            int decided = Rows.largest(probabilities, row, classes);
            double sure = probabilities[row * classes + decided];
            int bin = Math.clamp((int) (sure * BINS), 0, BINS - 1);
            reliability.rows[bin]++;
            reliability.right[bin] += decided == labels[row] ? 1 : 0;
            reliability.confidence[bin] += sure;
        }
        return reliability;
    }

    /** Expected calibration error: the mean of |accuracy - confidence| over the rows, by bin (Naeini et al. 2015). */
    double calibrationError() {
        double error = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(right[bin] - confidence[bin]);
            all += rows[bin];
        }
        return error / all;
    }

    /** Rows, mean confidence and accuracy of each bin; NaN where there are none. */
    List<Map<String, Object>> json() {
        var bins = new ArrayList<Map<String, Object>>();
        for (int bin = 0; bin < BINS; bin++) {
            var json = new LinkedHashMap<String, Object>();
            json.put("rows", rows[bin]);
            json.put("confidence", confidence[bin] / rows[bin]);
            json.put("accuracy", (double) right[bin] / rows[bin]);
            bins.add(json);
        }
        return bins;
    }
}
