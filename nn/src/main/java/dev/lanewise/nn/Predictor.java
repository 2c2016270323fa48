package dev.lanewise.nn;

import dev.lanewise.compute.HostAccess;

/**
 * The predictions of a network, for any number of threads at once. Make one, keep it for as long as the model serves,
 * and call it from wherever a prediction is needed.
 *
 * <pre>{@code
 * try (var predictor = Predictor.of(network, 64)) {
 *     double[] probabilities = predictor.predict(row);
 * }
 * }</pre>
 *
 * <ul>
 * <li><b>Parameters</b> are those that the network has when the predictor is made. Training it further, or closing it,
 * changes nothing here.
 * <li><b>Results</b> are those of {@link Network#predict} and {@link Network#classify}, bit for bit.
 * <li><b>Threads</b>: each call that runs has a compute of its own on the network's backend. On a CPU it has one thread,
 * and there are at most as many as the process may use cores, four times as many of a network whose parameters take at
 * most 1 MiB; on a device there is one. Further calls wait until one ends. Each compute is opened when it is first
 * needed, with the device, precision and memory limit of the network's; it holds the parameters, and the results of all
 * layers for the largest batch or, of a larger one, 1024 rows.
 * <li><b>Time</b>: the first call for a number of rows on each compute records the pass for it. The others allocate
 * nothing on the Java heap where the caller brings the array for the results. SIMD is slow until its kernels have been
 * compiled: a service makes some ten thousand calls before it takes its first request.
 * </ul>
 */
public final class Predictor implements AutoCloseable {
    /** Parameters of calls so short that the wait for another's core is long: a core's second cache holds them. */
    private static final long SHORT_CALL_BYTES = 1 << 20;

    /**
     * The system takes a core from a thread in the middle of a call. Where calls are short, most others would then wait for
     * that one: eight threads on two cores did 1.35 times as much as one with a compute for each core, and do 1.9 times as
     * much with four (docs/experiments/084).
     */
    private static final int MORE_THREADS = 4;

    private final int inputs;
    private final int outputs;
    private final int largestBatch;
    private final Loss loss;
    private final Pool<Context> contexts;

    /** What a call needs for itself. */
    private static final class Context implements AutoCloseable {
        private final Network network;
        private final Inference inference;
        private final double[] predictions;

        Context(Snapshot snapshot, int largestBatch) {
            network = snapshot.open();
            try {
                inference = new Inference(network, largestBatch);
                predictions = new double[Math.multiplyExact(Math.min(largestBatch, Inference.CHUNK),
                        network.outputs())];
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() { network.compute().close(); }
    }

    private Predictor(Network network, int largestBatch) {
        Numbers.atLeastOne("largestBatch", largestBatch);
        inputs = network.inputs();
        outputs = network.outputs();
        if ((long) largestBatch * Math.max(inputs, outputs) > Integer.MAX_VALUE)
            throw new IllegalArgumentException("largestBatch: " + largestBatch + " rows of " + Math.max(inputs, outputs)
                    + " are more than an array holds");
        this.largestBatch = largestBatch;
        loss = network.loss();
        var snapshot = Snapshot.of(network);
        contexts = new Pool<>(mostContexts(network), () -> new Context(snapshot, largestBatch), Context::close);
    }

    private static int mostContexts(Network network) {
        if (!(network.compute() instanceof HostAccess))
            return 1;
        int cores = Runtime.getRuntime().availableProcessors();
        long bytes = network.learned().layout().length() * network.compute().elementType().bytes();
        return bytes <= SHORT_CALL_BYTES ? MORE_THREADS * cores : cores;
    }

    /**
     * Takes a copy of a network's parameters; called by the thread that uses the network. The network may be closed
     * afterwards.
     *
     * @param largestBatch most rows of a prediction, at least 1
     * @throws IllegalStateException if the network was not trained yet and {@link Network#setLoss} was not called
     * @throws IllegalArgumentException if the largest batch is less than 1, or its outputs are more than an array holds
     */
    public static Predictor of(Network network, int largestBatch) { return new Predictor(network, largestBatch); }

    /** Returns the number of features of a row. */
    public int inputs() { return inputs; }

    /** Returns the number of outputs for a row. */
    public int outputs() { return outputs; }

    /** Returns the most rows of a prediction. */
    public int largestBatch() { return largestBatch; }

    /**
     * Predicts.
     *
     * @param x at most {@link #largestBatch} rows x {@link #inputs}, row by row, finite
     * @return rows x {@link #outputs}: probabilities of the classes, or values
     * @throws IllegalArgumentException if x is not made of whole rows, has too many of them, or a number is not finite
     * @throws IllegalStateException if the predictor is closed
     * @throws dev.lanewise.compute.ComputeException if a compute cannot be opened, or the device fails
     */
    public double[] predict(float... x) {
        var out = new double[rows(x) * outputs];
        predictRows(x, out);
        return out;
    }

    /**
     * Predicts into an array of the caller.
     *
     * @param x as for {@link #predict(float...)}
     * @param out rows x {@link #outputs}, to be written
     * @throws IllegalArgumentException if the array has another length, and as {@link #predict(float...)}
     * @throws IllegalStateException as {@link #predict(float...)}
     */
    public void predict(float[] x, double[] out) {
        requireLength(out.length, rows(x), outputs);
        predictRows(x, out);
    }

    private void predictRows(float[] x, double[] out) {
        int number = contexts.take();
        try {
            contexts.item(number).inference.outputs(x, out);
        } finally {
            contexts.giveBack(number);
        }
        loss.predict(out, out.length, outputs);
    }

    /**
     * Decides.
     *
     * @param x as for {@link #predict(float...)}
     * @return the most probable class of each row
     * @throws IllegalArgumentException as {@link #predict(float...)}
     * @throws IllegalStateException if the network does not decide between classes, or the predictor is closed
     */
    public int[] classify(float... x) {
        var out = new int[rows(x)];
        decideRows(x, out);
        return out;
    }

    /**
     * Decides into an array of the caller.
     *
     * @param x as for {@link #predict(float...)}
     * @param out the most probable class of each row, to be written
     * @throws IllegalArgumentException if the array has another length, and as {@link #predict(float...)}
     * @throws IllegalStateException as {@link #classify(float...)}
     */
    public void classify(float[] x, int[] out) {
        requireLength(out.length, rows(x), 1);
        decideRows(x, out);
    }

    private void decideRows(float[] x, int[] out) {
        int number = contexts.take();
        try {
            var context = contexts.item(number);
            // What does not decide refuses before anything is computed, and where there are no rows.
            loss.decide(context.predictions, 0, outputs, out, 0);
            for (int first = 0; first < out.length; first += Inference.CHUNK) {
                int rows = Math.min(Inference.CHUNK, out.length - first);
                context.inference.outputs(x, first, rows, context.predictions, 0);
                loss.predict(context.predictions, rows * outputs, outputs);
                loss.decide(context.predictions, rows, outputs, out, first);
            }
        } finally {
            contexts.giveBack(number);
        }
    }

    /** Waits for the calls that run, and frees what they used. Later calls, and those that wait, are refused. */
    @Override
    public void close() { contexts.close(); }

    /** Returns what each call takes one of; for tests, which see by it how many calls run at once. */
    Pool<?> contexts() {
        return contexts;
    }

    private int rows(float[] x) {
        int rows = SampleReader.rows("x", x, inputs);
        if (rows > largestBatch)
            throw new IllegalArgumentException("x: has " + rows + " rows, at most " + largestBatch + " are allowed");
        SampleReader.requireFinite("x", x, 0, inputs);
        return rows;
    }

    private static void requireLength(int got, int rows, int columns) {
        if (got != (long) rows * columns)
            throw new IllegalArgumentException("out: has " + got + " elements, needs " + (long) rows * columns + " for "
                    + rows + " rows of " + columns);
    }
}
