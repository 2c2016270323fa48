package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.nn.internal.SplitMix64;

import java.util.Arrays;

/**
 * A training whose loop is in the caller's hands: the samples are on the device, the steps are recorded, each call of
 * {@link #epoch} goes through the samples once. Opened by {@link Trainer#open}.
 */
public final class Training implements AutoCloseable {
    /** Number of the random stream of the first epoch's order; the low numbers belong to the layers' first values. */
    private static final long SHUFFLES = 1L << 32;

    /** Training samples that are predicted at the end: too large parameters show in any of them. */
    private static final int SAMPLE = 64;

    private final Trainer settings;
    private final Network network;
    private final Compute compute;
    private final Scope scope;
    private final int[] order;
    private final Batch data;
    private final Indices deviceOrder;
    private final int batches;
    private final View gradients;
    private final View report;
    private final Scalar learningRate = Scalar.of(0);
    private final Counter first = new Counter(0);
    private final Counter step = new Counter(0);
    private final Counter line = new Counter(0);
    private final TrainingStep full;
    private final TrainingStep last;
    private final Validation validation;
    private final History history = new History();
    private int epochs;
    private int next;

    Training(Trainer settings, Samples train, Samples validation) {
        this.settings = settings;
        network = settings.network;
        compute = network.compute();
        int rows = train.rows();
        int batch = Math.min(settings.batch, rows);
        int rest = rows % batch;
        if (normalizes()) {
            if (batch < 2)
                throw new IllegalArgumentException(
                        "batch: has 1 sample, batch normalisation needs at least 2 for a variance");
            // A single sample left over would put variance 0 into the running statistics.
            rest = rest == 1 ? batch + 1 : rest;
        }
        batches = (rows - rest) / batch + (rest > 0 ? 1 : 0);
        order = range(rows);
        scope = compute.newScope();
        try {
            data = Batch.upload(compute, scope, "train", train, settings.loss);
            deviceOrder = scope.allocateIndices(rows);
            compute.upload(order, deviceOrder);
            report = scope.allocate(batches, 2);
            gradients = scope.allocate(network.learned().layout().length());
            var optimizer = settings.optimizer.start(compute, scope, gradients.elements());
            var shared = new TrainingStep.Shared(network, settings.loss, settings.l2, settings.clipNorm, settings.seed,
                    data, deviceOrder, gradients, optimizer, learningRate, first, step, line, report);
            full = new TrainingStep(shared, scope, batch);
            last = rest > 0 ? new TrainingStep(shared, scope, rest) : full;
            this.validation = validation == null ? null : new Validation(network, settings.loss, scope, validation);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    History run() {
        while (epochs < settings.epochs) {
            var done = epoch();
            history.add(done);
            boolean stop = settings.patience > 0 && validation.waitedFor(settings.patience, done);
            settings.listener.onEpoch(done);
            if (stop) {
                history.stopEarly();
                break;
            }
        }
        if (settings.patience > 0)
            history.best(validation.restoreBest());
        return history;
    }

    /**
     * Trains one epoch.
     *
     * @throws IllegalStateException if all epochs of the trainer's settings are done
     * @throws DivergedException if the training is no longer finite, see {@link Trainer#stopOnDivergence}
     */
    public History.Epoch epoch() {
        if (epochs == settings.epochs)
            throw new IllegalStateException("training: its " + epochs + " epochs are done");
        return runEpoch(epochs++);
    }

    /**
     * Trains one mini-batch, the next in the order of the last epoch, for a caller that counts steps instead of epochs.
     * Nothing is shuffled, read back or waited for; the first epoch's learning rate is taken until one is done.
     */
    public void step() {
        if (next == 0)
            learningRate.set(rate(Math.max(epochs - 1, 0)));
        run(next);
        next = (next + 1) % batches;
    }

    /** Waits for the last {@link #step} and returns the loss of its mini-batch before the parameters changed. */
    public double stepLoss() {
        return compute.downloadScalar(report.slice(0, Math.floorMod(next - 1, batches), 1).slice(1, 0, 1));
    }

    /**
     * Returns a copy of the gradient by one parameter matrix, as the last mini-batch gave it: of the mean loss over its
     * samples, without the penalty and before clipping (but one whose square is beyond the range of the element type is
     * there times the power of two that brought it into it). Zeros before the first step.
     *
     * @param name one of {@link Network#names} that training changes
     * @throws IllegalArgumentException if there is no such name
     */
    public double[] gradient(String name) {
        var parameters = new Parameters(network.learned().layout(), gradients);
        return parameters.get(compute, name, parameters.names());
    }

    /** Frees the device memory of the training; the network stays. */
    @Override
    public void close() {
        if (validation != null)
            validation.close();
        // Missing where the constructor has failed.
        if (full != null)
            full.close();
        if (last != null)
            last.close();
        scope.close();
    }

    private History.Epoch runEpoch(int epoch) {
        double rate = rate(epoch);
        long start = System.nanoTime();
        learningRate.set(rate);
        if (settings.shuffle) {
            Arrays.setAll(order, i -> i);
            new SplitMix64(settings.seed, SHUFFLES + epoch).shuffle(order);
            compute.upload(order, deviceOrder);
        }
        next = 0;
        for (int b = 0; b < batches; b++) {
            run(b);
            settings.listener.onBatch(epoch + 1, b + 1, batches);
        }
        var lines = new double[2 * batches];
        compute.download(report, lines);
        double seconds = (System.nanoTime() - start) * 1e-9;
        return summarize(epoch, lines, rate, seconds);
    }

    private double rate(int epoch) {
        double rate = settings.schedule.rate(settings.optimizer.learningRate(), epoch, settings.epochs);
        Numbers.notNegative("schedule: learning rate of epoch " + (epoch + 1), rate);
        return rate;
    }

    private void run(int b) {
        first.set((long) b * full.rows());
        line.set(b);
        step.advance(1);
        (b == batches - 1 ? last : full).run();
    }

    private History.Epoch summarize(int epoch, double[] lines, double rate, double seconds) {
        double loss = 0;
        double correct = 0;
        long rows = 0;
        for (int b = 0; b < batches; b++) {
            if (settings.stopOnDivergence && !Double.isFinite(lines[2 * b]))
                throw new DivergedException("the loss is " + lines[2 * b], epoch + 1, b + 1);
            int size = b == batches - 1 ? last.rows() : full.rows();
            loss += size * lines[2 * b];
            correct += lines[2 * b + 1];
            rows += size;
        }
        long decisions = settings.loss.decisions(rows, network.outputs());
        double accuracy = decisions == 0 ? Double.NaN : correct / decisions;
        double validationLoss = Double.NaN;
        double validationAccuracy = Double.NaN;
        if (validation != null) {
            var evaluation = validation.evaluate();
            validationLoss = evaluation.loss();
            if (evaluation instanceof Classification classification)
                validationAccuracy = classification.accuracy();
        }
        if (settings.stopOnDivergence)
            requireFinite(epoch, validationLoss);
        return new History.Epoch(epoch + 1, loss / rows, accuracy, validationLoss, validationAccuracy, rate, seconds,
                rows / seconds);
    }

    /** Refuses what the step of the last mini-batch did: no loss of training tells of it. */
    private void requireFinite(int epoch, double validationLoss) {
        var damaged = network.notFinite();
        if (damaged != null)
            throw new DivergedException(damaged + " is no longer finite", epoch + 1, batches);
        if (validation != null && !Double.isFinite(validationLoss))
            throw new DivergedException("the validation loss is " + validationLoss, epoch + 1, batches);
        if (validation == null && epoch == settings.epochs - 1 && !predicts())
            throw new DivergedException("a prediction is no longer finite", epoch + 1, batches);
    }

    /** Returns whether the first training samples have finite outputs. */
    private boolean predicts() {
        int rows = Math.min(Math.toIntExact(data.rows()), SAMPLE);
        try (var forward = scope.newScope()) {
            var outputs = network.forward(Pass.inference(compute, forward::allocate, rows), data.x().rows(0, rows));
            var values = new double[Math.toIntExact(outputs.elements())];
            compute.download(outputs, values);
            return Arrays.stream(values).allMatch(Double::isFinite);
        }
    }

    private boolean normalizes() {
        return network.architecture().layers().stream().anyMatch(LayerSpec.Normalize.class::isInstance);
    }

    private static int[] range(int count) {
        var range = new int[count];
        Arrays.setAll(range, i -> i);
        return range;
    }
}
