package dev.lanewise.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Work done against the time since the start of a process, as it was seen at some moments. As text, {@code 0.4123:1
 * 0.4541:12}.
 *
 * @param seconds since the start, each later than the one before
 * @param done units of work done by then, each more than the one before; of the first moment, one
 */
public record Curve(List<Double> seconds, List<Long> done) {
    private static final Pattern POINT = Pattern.compile("(\\d+\\.\\d+):(\\d+)");

    /**
     * Checks that the curve rises.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public Curve {
        seconds = List.copyOf(seconds);
        done = List.copyOf(done);
        if (seconds.isEmpty() || seconds.size() != done.size() || done.getFirst() != 1)
            throw new IllegalArgumentException("curve: must begin with one unit of work, got " + done + " after "
                    + seconds + " s");
        for (int i = 1; i < seconds.size(); i++)
            if (!(seconds.get(i) > seconds.get(i - 1) && done.get(i) > done.get(i - 1)))
                throw new IllegalArgumentException("curve: must rise, got " + done.get(i) + " after " + seconds.get(i)
                        + " s, behind " + done.get(i - 1) + " after " + seconds.get(i - 1) + " s");
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static Curve parse(String text) {
        var seconds = new ArrayList<Double>();
        var done = new ArrayList<Long>();
        for (String point : text.split(" ", -1)) {
            var match = POINT.matcher(point);
            if (!match.matches())
                throw new IllegalArgumentException("curve: must look like 0.4123:1 0.4541:12, got " + text);
            seconds.add(Double.valueOf(match.group(1)));
            done.add(Long.valueOf(match.group(2)));
        }
        return new Curve(seconds, done);
    }

    /** Returns the seconds to the first unit of work. */
    public double first() { return seconds.getFirst(); }

    /** Returns the seconds to the last moment. */
    public double last() { return seconds.getLast(); }

    /**
     * Returns the work done after some seconds, along a straight line between the moments: 0 before the first, NaN
     * after the last.
     */
    public double at(double time) {
        if (time <= first())
            return time < first() ? 0 : 1;
        for (int i = 1; i < seconds.size(); i++)
            if (seconds.get(i) >= time) {
                double share = (time - seconds.get(i - 1)) / (seconds.get(i) - seconds.get(i - 1));
                return done.get(i - 1) + share * (done.get(i) - done.get(i - 1));
            }
        return Double.NaN;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < seconds.size(); i++)
            text.append(i == 0 ? "" : " ").append(seconds.get(i)).append(':').append(done.get(i));
        return text.toString();
    }
}
