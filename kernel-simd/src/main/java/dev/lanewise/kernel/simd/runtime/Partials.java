package dev.lanewise.kernel.simd.runtime;

/** One number of each chunk, added up in the order of the chunks: the same sum whoever did which chunk. */
public final class Partials {
    private double[] values = new double[64];

    /** Makes room; what was there before may stay. */
    public void resize(int chunks) {
        if (values.length < chunks)
            values = new double[chunks + chunks / 4];
    }

    public void set(int chunk, double value) { values[chunk] = value; }

    public void add(int chunk, double value) { values[chunk] += value; }

    public double sum(int chunks) {
        double sum = 0;
        for (int i = 0; i < chunks; i++)
            sum += values[i];
        return sum;
    }

    /** The largest; NaN if any is NaN; minus infinity over nothing. */
    public double max(int chunks) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < chunks; i++)
            max = Math.max(max, values[i]);
        return max;
    }
}
