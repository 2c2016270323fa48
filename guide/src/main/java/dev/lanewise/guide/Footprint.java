package dev.lanewise.guide;

import com.sun.management.OperatingSystemMXBean;
import dev.lanewise.nn.Architecture;
import dev.lanewise.nn.LayerSpec;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The memory that a training takes, known before it begins. */
final class Footprint {
    /** Parameters, gradients, two states of the optimiser, packed weights and their transposes, the best weights. */
    private static final int COPIES = 7;
    /** Of each layer: what it passes on, what it keeps for the way back, and the gradient. */
    private static final int ACTIVATIONS = 3;
    private static final double GIB = 1L << 30;

    private Footprint() {}

    /**
     * Refuses a network that cannot fit.
     *
     * @throws CommandException naming what is needed and what there is
     */
    static void require(Architecture architecture, int batch) {
        double parameters = 0;
        double largest = 0;
        double width = architecture.inputs();
        double activations = width;
        for (LayerSpec layer : architecture.layers()) {
            if (layer instanceof LayerSpec.Dense dense) {
                double weights = width * dense.units();
                parameters += weights + dense.units();
                largest = Math.max(largest, weights);
                width = dense.units();
            }
            activations += width;
        }
        double bytes = Float.BYTES * (COPIES * parameters + ACTIVATIONS * batch * activations);
        double memory = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        // Weights are drawn in double precision, one layer at a time, in one Java array.
        double drawn = Double.BYTES * largest;
        double heap = Runtime.getRuntime().maxMemory();
        if (bytes > memory || drawn > heap || largest > Integer.MAX_VALUE) {
            throw new CommandException(String.format(Locale.ROOT, "the network is too large for this machine: %.3g "
                    + "parameters need about %.1f GiB, of it %.1f GiB of Java heap; there are %.1f GiB and %.1f GiB",
                    parameters, (bytes + drawn) / GIB, drawn / GIB, memory / GIB, heap / GIB));
        }
    }
}
