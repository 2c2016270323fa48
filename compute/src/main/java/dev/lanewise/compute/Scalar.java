package dev.lanewise.compute;

/**
 * A number that an operation reads when it runs: a host value that may be changed between two runs of a {@link Plan},
 * or an element of a device buffer, so that the result of a reduction can be used without waiting for it.
 */
public final class Scalar {
    private final View view;
    private double value;

    private Scalar(View view, double value) {
        this.view = view;
        this.value = value;
    }

    /** Returns a host value; {@link #set} changes it. */
    public static Scalar of(double value) {
        return new Scalar(null, value);
    }

    /**
     * Returns the number that stands in a view of one element at the time an operation reads it.
     *
     * @throws IllegalArgumentException if the view has not exactly one element
     */
    public static Scalar of(View view) {
        if (view.elements() != 1)
            throw new IllegalArgumentException("scalar: needs a view of one element, got " + view.shapeText());
        return new Scalar(view, Double.NaN);
    }

    /** Changes a host value; operations submitted from now on read it. */
    public void set(double newValue) {
        if (view != null)
            throw new IllegalStateException("scalar: its value is on the device; write to its view instead");
        value = newValue;
    }

    /** Returns the view of a device value, {@code null} for a host value. */
    public View view() { return view; }

    /** Returns the host value; NaN for a device value. */
    public double value() { return value; }
}
