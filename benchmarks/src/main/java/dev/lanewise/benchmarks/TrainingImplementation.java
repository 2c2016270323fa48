package dev.lanewise.benchmarks;

/**
 * One way to train a network, whole steps at a time. Found through {@link java.util.ServiceLoader}; what {@link
 * Implementation} says about its instances holds here too.
 */
public interface TrainingImplementation {
    /** Returns the name in tables, charts and on the command line. */
    String name();

    /** Returns what really answers, in one line; asked in the process that measures, while a session is open. */
    String version();

    /** Returns whether it trains this network at that many threads. */
    boolean supports(TrainingTask task, int threads);

    /** Builds the network with the task's weights and takes copies of its samples. */
    Session open(TrainingTask task, int threads);

    /** A training under way. */
    interface Session extends AutoCloseable {
        /**
         * Runs one step on the next mini-batch, the task's batches in turn: forward, loss, backward, Adam. From the
         * second round on, the features of a {@link TrainingTask#faded} task are zeros. A device may still be at work
         * on return.
         */
        void step();

        /** Waits for the last step and returns its loss, that of the mini-batch before the parameters changed. */
        double loss();

        @Override
        void close();
    }
}
