package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.Update;

/** A rule that changes parameters by their gradients; {@link Optimizers} has those that come with the library. */
public interface Optimizer {
    /** Returns the learning rate that a {@link Schedule} starts from. */
    double learningRate();

    /**
     * Allocates the rule's state for one training.
     *
     * @param compute what the step will run on
     * @param scope where the state lives
     * @param length of each flat state, in elements
     */
    Step start(Compute compute, Scope scope, long length);

    /** An optimiser with the state of one training. */
    @FunctionalInterface
    interface Step {
        /**
         * Submits or records one step.
         *
         * @param update parameters, gradients and their settings
         * @param step number of the step, 1 for the first, read when the step runs
         */
        void apply(Update update, Counter step);
    }
}
