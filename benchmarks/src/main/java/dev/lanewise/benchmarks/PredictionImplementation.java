package dev.lanewise.benchmarks;

/**
 * One way to predict by a network. Found through {@link java.util.ServiceLoader}; what {@link Implementation} says about
 * its instances holds here too.
 */
public interface PredictionImplementation {
    /** Returns the name in tables, charts and on the command line. */
    String name();

    /** Returns what really answers, in one line; asked in the process that measures, while a session is open. */
    String version();

    /** Returns whether it predicts by this network with that many threads at work on each call. */
    boolean supports(PredictionTask task, int threads);

    /**
     * Builds the network with the task's weights and biases.
     *
     * @param threads that work on each call
     */
    Session open(PredictionTask task, int threads);

    /** A network that is ready to predict, for any number of threads at once. */
    interface Session extends AutoCloseable {
        /** Returns what one thread needs to call. */
        Caller caller();

        /** Frees the network; no caller is used any more. */
        @Override
        void close();
    }

    /** One thread's calls. */
    interface Caller {
        /** Predicts the task's rows, from an array that the task gave to an array of the caller's own. */
        void predict();

        /** Returns the probabilities of the last call, batch x classes. */
        double[] probabilities();
    }
}
