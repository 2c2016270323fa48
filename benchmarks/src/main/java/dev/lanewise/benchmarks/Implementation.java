package dev.lanewise.benchmarks;

import java.util.Optional;

/**
 * One way to compute what the suite times: plain loops, a backend of Lanewise, or a peer. Found through {@link
 * java.util.ServiceLoader}. The runner's own process makes instances to ask for {@link #name} and {@link #supports};
 * neither they nor {@link #missing} nor the constructor may load a native library or start a thread.
 */
public interface Implementation {
    /** Returns the name in tables, charts and on the command line, such as {@code simd} or {@code openblas}. */
    String name();

    /**
     * Returns what really answers: name and version of the library, its instruction set and whatever it says about
     * itself, in one line. Asked in the process that measures, while a session is open.
     */
    String version();

    /** Returns whether it has this task at that many threads; what knows one thread alone has only 1. */
    boolean supports(Task task, int threads);

    /** Returns, in one line, what to do where the library that it calls is not on this machine; empty where it is. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Returns how far each result may be off besides what float32 arithmetic costs ({@link Task#verify}): 0, unless the
     * library is known to be less exact than others.
     */
    default double allowance(Task task) {
        return 0;
    }

    /**
     * Takes copies of the inputs into its own memory.
     *
     * @param threads number of threads that work, at least 1
     */
    Session open(Task task, int threads);

    /** One task, ready to run any number of times. */
    interface Session extends AutoCloseable {
        /** Computes once and waits for the result. */
        void run();

        /** Returns the result of the last run, row-major and without gaps. */
        float[] result();

        @Override
        void close();
    }
}
