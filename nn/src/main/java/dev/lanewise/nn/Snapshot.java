package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.HostAccess;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The parameters of a network on the host, and where copies of it are opened. Any thread may open one.
 *
 * @param backend name of the backend
 * @param options of the copies
 * @param seed of the network's first values
 * @param learned flat, in the element type of the backend; null where there are none
 * @param running likewise
 */
record Snapshot(String backend, ComputeOptions options, Architecture architecture, long seed, MemorySegment learned,
        MemorySegment running) {
    /** Returns the parameters that a network has now. Copies on a CPU have one thread each. */
    static Snapshot of(Network network) {
        var compute = network.compute();
        // What the training was said to ask for is nothing that its copies know.
        var any = compute.options().withWork(Double.POSITIVE_INFINITY);
        var options = compute instanceof HostAccess ? any.withThreads(1) : any;
        return new Snapshot(compute.name(), options, network.architecture(), network.seed(),
                download(compute, network.learned()), download(compute, network.running()));
    }

    /** Opens a compute with a network on it that predicts; closing the compute closes both. */
    Network open() {
        var compute = Compute.named(backend, options);
        try {
            var network = Network.predicting(compute, architecture, seed);
            upload(learned, compute, network.learned());
            upload(running, compute, network.running());
            network.repack();
            return network;
        } catch (RuntimeException | Error e) {
            compute.close();
            throw e;
        }
    }

    private static MemorySegment download(Compute compute, Parameters parameters) {
        if (parameters.flat() == null)
            return null;
        var type = compute.elementType();
        var values = Arena.ofAuto().allocate(parameters.flat().elements() * type.bytes(), type.bytes());
        compute.download(parameters.flat(), values, type);
        return values;
    }

    private static void upload(MemorySegment values, Compute compute, Parameters parameters) {
        if (values != null)
            compute.upload(values, compute.elementType(), parameters.flat());
    }
}
