package dev.lanewise.nn;

/** A training whose loss, parameters or predictions are no longer finite numbers. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final int batch;

    /** @param what is not finite, such as {@code the loss is NaN} */
    DivergedException(String what, int epoch, int batch) {
        super("training: " + what + " in epoch " + epoch + ", batch " + batch
                + "; a smaller learning rate or scaled features may help");
        this.epoch = epoch;
        this.batch = batch;
    }

    /** Returns the number of the epoch, from 1. */
    public int epoch() { return epoch; }

    /** Returns the number of the mini-batch in the epoch, from 1; the last one where only its step can be meant. */
    public int batch() {
        return batch;
    }
}
