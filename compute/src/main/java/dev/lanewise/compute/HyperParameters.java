package dev.lanewise.compute;

import java.util.List;

/**
 * Settings of an optimiser step for each segment of a flat layout, on the host and as tables on the device.
 *
 * <p>The device tables let one kernel walk the whole flat buffer: {@code blocks()} says for every run of
 * {@value ParameterLayout#ALIGNMENT} elements which segment it belongs to, {@code table()} holds one row for each
 * segment.
 */
public final class HyperParameters {
    /**
     * Settings of one segment.
     *
     * @param learningRateFactor multiplies the learning rate; 0 freezes the segment: its parameters and
     *     states keep their bits, whatever its gradients are
     * @param l2 lambda of {@code lambda/2 * |w|^2} in the loss: lambda * w is added to the gradient
     * @param weightDecay decoupled decay (Loshchilov and Hutter 2019): w loses {@code learning rate * weightDecay * w}
     */
    public record Settings(double learningRateFactor, double l2, double weightDecay) {
        /** Plain descent: factor 1, no decay. */
        public static final Settings PLAIN = new Settings(1, 0, 0);
    }

    private final ParameterLayout layout;
    private final List<Settings> settings;
    private final View table;
    private final Indices blocks;

    /**
     * Uploads the tables.
     *
     * @param scope where the tables live
     * @param transfer the compute that the scope belongs to
     * @param layout the flat layout
     * @param settings one entry for each segment
     * @throws IllegalArgumentException if the numbers of entries and segments differ
     */
    public HyperParameters(Scope scope, TransferOperations transfer, ParameterLayout layout, List<Settings> settings) {
        var segments = layout.segments();
        if (settings.size() != segments.size())
            throw new IllegalArgumentException("settings: needs one entry for each of " + segments.size()
                    + " segments, got " + settings.size());
        this.layout = layout;
        this.settings = List.copyOf(settings);
        long blockCount = layout.length() / ParameterLayout.ALIGNMENT;
        if (blockCount > Integer.MAX_VALUE)
            throw new IllegalArgumentException("layout: has " + layout.length() + " elements, at most "
                    + (long) Integer.MAX_VALUE * ParameterLayout.ALIGNMENT + " can have settings");
        var values = new double[Math.max(segments.size(), 1) * 3];
        var numbers = new int[(int) blockCount];
        for (int s = 0; s < segments.size(); s++) {
            values[3 * s] = settings.get(s).learningRateFactor();
            values[3 * s + 1] = settings.get(s).l2();
            values[3 * s + 2] = settings.get(s).weightDecay();
            long end = s + 1 < segments.size() ? segments.get(s + 1).offset() : layout.length();
            for (long e = segments.get(s).offset(); e < end; e += ParameterLayout.ALIGNMENT)
                numbers[(int) (e / ParameterLayout.ALIGNMENT)] = s;
        }
        table = scope.allocate(Math.max(segments.size(), 1), 3);
        blocks = scope.allocateIndices(blockCount);
        transfer.upload(values, table);
        transfer.upload(numbers, blocks);
    }

    /** Returns the flat layout. */
    public ParameterLayout layout() { return layout; }

    /** Returns the settings of segment {@code s}. */
    public Settings settings(int s) { return settings.get(s); }

    /** Returns segments x 3 on the device: learning-rate factor, l2, weight decay. */
    public View table() {
        return table;
    }

    /**
     * Returns for every run of {@value ParameterLayout#ALIGNMENT} elements the segment it belongs to, on the device.
     */
    public Indices blocks() { return blocks; }
}
