package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass in inference mode, some rows at a time. It is recorded once for each number of rows that occurs: a
 * backend chooses its kernels by that number, so a pass over padded rows could differ in the last bit. All recordings
 * share their memory. A pass that is recorded already allocates nothing on the Java heap.
 */
final class Inference implements AutoCloseable {
    /** Rows that are predicted at a time: enough to keep any device busy, few enough for activations to stay small. */
    static final int CHUNK = 1024;

    /** Puts features where the forward pass reads them. */
    interface Source {
        /**
         * Fills some rows.
         *
         * @param first number of the first row
         * @param x rows x features, to be written
         */
        void fill(int first, View x);
    }

    /**
     * The pass for one number of rows.
     *
     * @param x where it reads features
     * @param outputs where it leaves its outputs
     * @param hostX the features of as many rows on the host
     * @param hostOutputs their outputs on the host
     */
    private record Chunk(int rows, View x, View outputs, MemorySegment hostX, MemorySegment hostOutputs, Plan plan) {}

    private final Network network;
    private final Compute compute;
    private final Scope scope;
    private final View x;
    /** The results of layers, for the most rows, in the order in which layers ask for them. */
    private final List<View> activations = new ArrayList<>();
    private final float[] hostX;
    private final HostOutputs hostOutputs;
    private final Chunk[] chunks;

    /**
     * Allocates memory; nothing is recorded yet.
     *
     * @param mostRows of any prediction
     */
    Inference(Network network, int mostRows) {
        int rows = Math.min(mostRows, CHUNK);
        this.network = network;
        compute = network.compute();
        hostX = new float[Math.multiplyExact(rows, network.inputs())];
        hostOutputs = new HostOutputs(compute.elementType(), Math.multiplyExact(rows, network.outputs()));
        chunks = new Chunk[rows + 1];
        scope = compute.newScope();
        try {
            x = scope.allocate(rows, network.inputs());
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /**
     * Computes the outputs of features on the host, for the parameters that the network has now.
     *
     * @param features rows x inputs
     * @param out rows x outputs, to be written
     */
    void outputs(float[] features, double[] out) {
        int rows = features.length / network.inputs();
        for (int first = 0; first < rows; first += CHUNK)
            outputs(features, first, Math.min(CHUNK, rows - first), out, first);
    }

    /**
     * Computes the outputs of some rows of features on the host.
     *
     * @param first number of the first row
     * @param rows how many, at most {@link #CHUNK}
     * @param to number of the first row of {@code out} to be written
     */
    void outputs(float[] features, int first, int rows, double[] out, int to) {
        var chunk = chunk(rows);
        int inputs = network.inputs();
        System.arraycopy(features, first * inputs, hostX, 0, rows * inputs);
        compute.upload(chunk.hostX, ElementType.FLOAT32, chunk.x);
        run(chunk, out, to);
    }

    /**
     * Computes the outputs of features from elsewhere, for the parameters that the network has now.
     *
     * @param out rows x outputs, to be written
     */
    void outputs(Source source, int rows, double[] out) {
        for (int first = 0; first < rows; first += CHUNK) {
            var chunk = chunk(Math.min(CHUNK, rows - first));
            source.fill(first, chunk.x);
            run(chunk, out, first);
        }
    }

    @Override
    public void close() {
        for (var chunk : chunks)
            if (chunk != null)
                chunk.plan.close();
        scope.close();
    }

    private void run(Chunk chunk, double[] out, int to) {
        chunk.plan.run();
        compute.download(chunk.outputs, chunk.hostOutputs, compute.elementType());
        hostOutputs.copyTo(out, to * network.outputs(), chunk.rows * network.outputs());
    }

    private Chunk chunk(int rows) {
        if (chunks[rows] == null)
            chunks[rows] = record(rows);
        return chunks[rows];
    }

    private Chunk record(int rows) {
        var read = x.rows(0, rows);
        var written = new View[1];
        var pass = Pass.inference(compute, new SharedMemory(), rows);
        var plan = compute.record(() -> written[0] = network.forward(pass, read));
        return new Chunk(rows, read, written[0],
                MemorySegment.ofArray(hostX).asSlice(0, (long) rows * network.inputs() * Float.BYTES),
                hostOutputs.segment(rows * network.outputs()), plan);
    }

    /** What one recording asks for: the first rows of what the recordings before it were given, in the same order. */
    private final class SharedMemory implements Pass.Memory {
        private int next;

        @Override
        public View allocate(long rows, long columns) {
            if (next == activations.size())
                activations.add(scope.allocate(x.rows(), columns));
            return activations.get(next++).rows(0, rows);
        }
    }
}
