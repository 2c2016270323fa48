package dev.lanewise.nn;

/** A training whose loss is no longer a finite number. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final int batch;

    DivergedException(int epoch, int batch, double loss) {
        super("training: the loss is " + loss + " in epoch " + epoch + ", batch " + batch
                + "; a smaller learning rate or scaled features may help");
        this.epoch = epoch;
        this.batch = batch;
    }

    /** Returns the number of the epoch, from 1. */
    public int epoch() { return epoch; }

    /** Returns the number of the mini-batch in the epoch, from 1. */
    public int batch() { return batch; }
}
