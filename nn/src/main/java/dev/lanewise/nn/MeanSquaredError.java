package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.View;

/** See {@link Loss#meanSquaredError}. */
final class MeanSquaredError extends Loss {
    static final MeanSquaredError INSTANCE = new MeanSquaredError();

    private MeanSquaredError() {}

    @Override
    public String name() { return "meanSquaredError"; }

    /** Any number will do. */
    @Override
    void checkOutputs(int outputs) {}

    @Override
    void check(String operand, Samples samples, int outputs) {
        if (samples.classes() > 0)
            throw new IllegalArgumentException(operand + ": has classes, " + name() + " needs numbers to predict");
        if (samples.outputs() != outputs)
            throw new IllegalArgumentException(operand + ": has " + samples.outputs()
                    + " numbers in a row, needs as many as the network has outputs: " + outputs);
    }

    @Override
    float[] targets(Samples samples) { return samples.targets(); }

    @Override
    void apply(Compute compute, View outputs, Batch batch, View report, Counter line, View gradient) {
        compute.meanSquaredError(outputs, batch.targets(), report.cols(0, 1), line, gradient);
    }

    @Override
    long decisions(long rows, int outputs) { return 0; }

    /** The outputs are the predictions. */
    @Override
    void predict(double[] outputs, int count, int columns) {}

    @Override
    void decide(double[] predictions, int rows, int columns, int[] classes, int first) {
        throw new IllegalStateException("network: predicts numbers, not classes");
    }

    @Override
    Evaluation evaluate(double[] outputs, int columns, Samples samples) {
        return Regression.of(samples.targets(), outputs, columns);
    }
}
