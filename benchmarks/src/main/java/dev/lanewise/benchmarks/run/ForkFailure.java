package dev.lanewise.benchmarks.run;

/** A measuring process that gave no figures. The message is one line. */
public final class ForkFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what happened. */
    public ForkFailure(String message) {
        super(message.replaceAll("\\s+", " ").strip());
    }
}
