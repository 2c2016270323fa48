package dev.lanewise.compute.loops;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.spi.Availability;
import dev.lanewise.compute.spi.ComputeProvider;

/** Opens {@link LoopCompute}, which runs everywhere. */
public final class LoopProvider implements ComputeProvider {
    /** For the service loader. */
    public LoopProvider() {}

    @Override
    public String name() { return LoopCompute.NAME; }

    /** Plain loops are chosen when nothing faster is usable; their twin in double precision only by name. */
    @Override
    public int priority() { return LoopCompute.TYPE == ElementType.FLOAT32 ? 100 : -1; }

    @Override
    public Availability probe() { return Availability.usable(describe()); }

    @Override
    public String describe() { return "plain loops, " + LoopCompute.TYPE + ", one thread"; }

    @Override
    public Compute open(ComputeOptions options) { return new LoopCompute(options); }
}
