package dev.lanewise.nn;

/** Is told how a training goes on. Called on the thread that trains; what it throws ends the training. */
public interface TrainingListener {
    /**
     * Called after each step has been submitted. The device may still be at work on it.
     *
     * @param epoch from 1
     * @param batch from 1
     * @param batches number of batches of an epoch
     */
    default void onBatch(int epoch, int batch, int batches) {}

    /** Called after each epoch; the network may be evaluated or saved here. */
    default void onEpoch(History.Epoch epoch) {}
}
