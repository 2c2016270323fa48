package dev.lanewise.nn;

import java.util.Objects;

/**
 * Settings of a training, and the training itself.
 *
 * <pre>{@code
 * var history = Trainer.of(network, softmaxCrossEntropy(), adam(1e-3)).epochs(20).batch(64).fit(train, validation);
 * }</pre>
 *
 * <p>Every setting throws {@link IllegalArgumentException} if its number does not fit.
 */
public final class Trainer {
    final Network network;
    final Loss loss;
    final Optimizer optimizer;
    Schedule schedule = Schedule.constant();
    int epochs = 10;
    int batch = 64;
    long seed;
    boolean shuffle = true;
    double l2;
    double clipNorm;
    int patience;
    boolean stopOnDivergence = true;
    TrainingListener listener = new TrainingListener() {};

    private Trainer(Network network, Loss loss, Optimizer optimizer) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        seed = network.seed();
    }

    /**
     * Returns a trainer of 10 epochs with mini-batches of 64, shuffled by the network's seed, at a constant learning
     * rate.
     */
    public static Trainer of(Network network, Loss loss, Optimizer optimizer) {
        return new Trainer(network, loss, optimizer);
    }

    /** Sets how often the training samples are gone through, at least 1. */
    public Trainer epochs(int count) {
        Numbers.atLeastOne("epochs", count);
        epochs = count;
        return this;
    }

    /**
     * Sets the number of samples of a mini-batch, at least 1. With fewer samples than that, each step takes all of
     * them. The last mini-batch of an epoch takes what is left; a single sample left over, which has no variance to
     * normalise by, joins the mini-batch in front of it if the network has batch normalisation.
     */
    public Trainer batch(int size) {
        Numbers.atLeastOne("batch", size);
        batch = size;
        return this;
    }

    /** Sets the seed of shuffling and dropout; without it the network's seed is taken. */
    public Trainer seed(long number) {
        seed = number;
        return this;
    }

    /** Sets whether each epoch takes the samples in another order (the default) or as they stand. */
    public Trainer shuffle(boolean on) {
        shuffle = on;
        return this;
    }

    /** Sets how the learning rate changes from epoch to epoch. */
    public Trainer schedule(Schedule rule) {
        schedule = Objects.requireNonNull(rule, "schedule");
        return this;
    }

    /**
     * Adds the penalty {@code lambda / (2m) * sum of W^2} to the loss of a mini-batch of m samples; W are the weights,
     * not biases, gamma or beta.
     */
    public Trainer l2(double lambda) {
        Numbers.notNegative("l2", lambda);
        l2 = lambda;
        return this;
    }

    /**
     * Scales a gradient (without the penalty's) whose norm is larger than this down to it (Pascanu et al. 2013), also
     * where the square of the norm is beyond the range of the element type. Costs two passes over the gradient to read
     * it and one to write it.
     */
    public Trainer clipNorm(double largest) {
        Numbers.positive("clipNorm", largest);
        clipNorm = largest;
        return this;
    }

    /**
     * Ends training when the validation loss has not fallen for some epochs, and gives the network the parameters it
     * had when that loss was lowest.
     *
     * @param patienceEpochs at least 1
     */
    public Trainer earlyStopping(int patienceEpochs) {
        Numbers.atLeastOne("earlyStopping", patienceEpochs);
        patience = patienceEpochs;
        return this;
    }

    /**
     * Sets whether a training that is no longer finite throws {@link DivergedException} (the default) or goes on into
     * the history. Looked at are the loss of each mini-batch, after each epoch the parameters and running statistics
     * (one pass over them) and the validation loss, and without validation after the last epoch the predictions of
     * some training samples. So a network that is returned has been found sound; of the one that a listener finds after
     * an epoch, and that is trained without validation, the predictions have not been looked at.
     */
    public Trainer stopOnDivergence(boolean on) {
        stopOnDivergence = on;
        return this;
    }

    /** Sets who is told how the training goes on. */
    public Trainer listener(TrainingListener newListener) {
        listener = Objects.requireNonNull(newListener, "listener");
        return this;
    }

    /**
     * Trains without validation.
     *
     * @throws IllegalArgumentException if early stopping is asked for, and as {@link #fit(Samples, Samples)}
     */
    public History fit(Samples train) {
        if (patience > 0)
            throw new IllegalArgumentException("earlyStopping: needs validation samples");
        return run(train, null);
    }

    /**
     * Trains, and measures the network on other samples after each epoch.
     *
     * @param train samples to learn from
     * @param validation samples for early stopping and for comparing settings; never those of the final test
     * @throws IllegalArgumentException if samples do not fit the network or the loss
     * @throws DivergedException if the training is no longer finite, see {@link #stopOnDivergence}
     * @throws dev.lanewise.compute.ComputeException if the device has not the memory
     */
    public History fit(Samples train, Samples validation) {
        network.check("validation", validation, loss);
        return run(train, validation);
    }

    /**
     * Uploads the samples and records the steps, for a caller that wants to do something of its own between epochs.
     * Early stopping is the caller's business then.
     *
     * @throws IllegalArgumentException as {@link #fit(Samples, Samples)}
     */
    public Training open(Samples train) {
        return open(train, null);
    }

    private Training open(Samples train, Samples validation) {
        network.check("train", train, loss);
        var training = new Training(this, train, validation);
        network.setLoss(loss);
        return training;
    }

    private History run(Samples train, Samples validation) {
        try (var training = open(train, validation)) {
            return training.run();
        }
    }
}
