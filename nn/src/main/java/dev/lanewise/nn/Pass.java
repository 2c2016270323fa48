package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

/**
 * What the layers share while a forward and a backward pass are submitted or recorded.
 *
 * @param compute where the operations go
 * @param memory where activations and gradients live
 * @param rows number of samples of the batch
 * @param layout of the flat gradients
 * @param gradients flat; null outside training
 * @param dropoutSeed seed of the training run
 * @param step number of the training step, for dropout
 * @param firstRow position of the batch in the epoch, for dropout
 */
record Pass(Compute compute, Memory memory, long rows, ParameterLayout layout, View gradients, long dropoutSeed,
        Counter step, Counter firstRow) {
    /** Gives out matrices. */
    interface Memory {
        View allocate(long rows, long columns);
    }

    /** A pass whose matrices live as long as a scope. */
    Pass(Compute compute, Scope scope, long rows, ParameterLayout layout, View gradients, long dropoutSeed,
            Counter step, Counter firstRow) {
        this(compute, (Memory) scope::allocate, rows, layout, gradients, dropoutSeed, step, firstRow);
    }

    /** Returns a pass that only predicts. */
    static Pass inference(Compute compute, Memory memory, long rows) {
        return new Pass(compute, memory, rows, null, null, 0, null, null);
    }

    boolean training() { return gradients != null; }

    /** Returns a new matrix with one row for each sample. */
    View matrix(long columns) {
        return memory.allocate(rows, columns);
    }

    /** Returns the gradient by the parameters of a segment. */
    View gradient(int segment) {
        return layout.view(gradients, segment);
    }
}
