package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

/**
 * Samples on the device: a whole data set or one mini-batch.
 *
 * @param x rows x features
 * @param labels one for each row; null if the loss compares with numbers
 * @param targets rows x outputs; null if the loss compares with classes
 */
record Batch(View x, Indices labels, View targets) {
    /** Returns an empty batch that fits {@code like} but for the number of rows. */
    static Batch allocate(Scope scope, long rows, Batch like) {
        return new Batch(scope.allocate(rows, like.x.cols()),
                like.labels == null ? null : scope.allocateIndices(rows),
                like.targets == null ? null : scope.allocate(rows, like.targets.cols()));
    }

    /** Copies samples to the device, in the form that a loss compares with. */
    static Batch upload(Compute compute, Scope scope, String operand, Samples samples, Loss loss) {
        var x = scope.allocate(samples.rows(), samples.columns());
        new SampleReader(operand, samples, compute).upload(0, x);
        var numbers = loss.targets(samples);
        if (numbers == null) {
            var labels = scope.allocateIndices(samples.rows());
            compute.upload(samples.labels(), labels);
            return new Batch(x, labels, null);
        }
        var targets = scope.allocate(samples.rows(), numbers.length / samples.rows());
        compute.upload(numbers, targets);
        return new Batch(x, null, targets);
    }

    long rows() { return x.rows(); }

    /** Fills {@code out} with the samples whose numbers stand in {@code order} from {@code first} on. */
    void gather(Compute compute, Indices order, Counter first, Batch out) {
        if (labels != null)
            compute.gatherSamples(x, labels, order, first, out.x, out.labels);
        else
            compute.gatherSamples(x, targets, order, first, out.x, out.targets);
    }
}
