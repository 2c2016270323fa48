package dev.lanewise.nn;

/** Samples in arrays: those of {@link Samples#classes} and {@link Samples#values}. */
record ArraySamples(float[] x, int columns, int classes, int outputs, int[] labels, float[] targets)
        implements
            Samples {
    ArraySamples {
        Numbers.atLeastOne("columns", columns);
        if (x.length == 0)
            throw new IllegalArgumentException("samples: there are no rows, needs at least one");
        int rows = SampleReader.rows("x", x, columns);
        if (classes > 0 && labels.length != rows)
            throw new IllegalArgumentException(
                    "labels: has " + labels.length + " entries, needs one for each of " + rows + " rows");
        if (targets.length != (long) rows * outputs)
            throw new IllegalArgumentException(
                    "targets: has " + targets.length + " elements, needs " + rows + " rows of " + outputs);
    }

    @Override
    public int rows() { return x.length / columns; }

    @Override
    public void read(int first, int count, float[] out) {
        System.arraycopy(x, first * columns, out, 0, count * columns);
    }

    @Override
    public String toString() {
        return "Samples[" + rows() + " rows, " + columns + " features, "
                + (classes > 0 ? classes + " classes]" : outputs + " outputs]");
    }
}
