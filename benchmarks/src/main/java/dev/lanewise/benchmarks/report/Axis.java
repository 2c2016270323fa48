package dev.lanewise.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Maps numbers to places on a drawing, by their logarithm or as they are, and chooses round numbers for its marks. */
record Axis(double low, double high, double from, double to, boolean logarithmic) {
    /** Marks that a reader can still tell apart. */
    private static final int MOST_MARKS = 7;

    /** An axis from zero to a round number above {@code most}. */
    static Axis linear(double most, double from, double to) {
        double step = step(most);
        return new Axis(0, step * Math.ceil(most / step), from, to, false);
    }

    static Axis logarithmic(double low, double high, double from, double to) {
        return new Axis(low, high, from, to, true);
    }

    double at(double value) {
        double share = logarithmic
                ? Math.log(value / low) / Math.log(high / low)
                : (value - low) / (high - low);
        return from + share * (to - from);
    }

    /** Marks at round numbers of a linear axis, at powers of ten (with 2 and 5 where there is room) of another. */
    List<Double> marks() {
        var marks = new ArrayList<Double>();
        if (logarithmic) {
            boolean room = Math.log10(high / low) < 3;
            for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10)
                for (int digit : room ? new int[]{1, 2, 5} : new int[]{1})
                    if (power * digit >= low * 0.999 && power * digit <= high * 1.001)
                        marks.add(power * digit);
        } else {
            double step = step(high);
            for (int i = 0; i * step <= high * 1.001; i++)
                marks.add(i * step);
        }
        return marks;
    }

    private static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most / MOST_MARKS)));
        for (double step : new double[]{power, 2 * power, 2.5 * power, 5 * power})
            if (most / step <= MOST_MARKS)
                return step;
        return 10 * power;
    }
}
