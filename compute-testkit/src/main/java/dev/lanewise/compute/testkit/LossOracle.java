package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;

/** Reference of the losses that are means over all elements, with their gradients. */
final class LossOracle {
    private final Tolerance tolerance;

    LossOracle(Tolerance tolerance) { this.tolerance = tolerance; }

    Expected sigmoidCrossEntropy(double[] logits, double[] targets) {
        double u = tolerance.u();
        var total = new Accumulator();
        double bound = 0;
        for (int i = 0; i < logits.length; i++) {
            double z = logits[i];
            double product = z * targets[i];
            double softplus = StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
            total.add(Math.max(z, 0));
            total.add(-product);
            total.add(softplus);
            // Three terms, of which the logarithm may be taken of a rounded 1 + e.
            bound += u * (3 * Math.abs(z) + 3 * Math.abs(product) + 3 * Tolerance.EXPONENTIAL * softplus + 1);
        }
        double count = logits.length;
        bound += (count + Tolerance.DIVISION) * u * total.magnitude();
        return new Expected(new double[]{total.sum() / count}, new double[]{bound / count});
    }

    Expected sigmoidCrossEntropyGradient(double[] logits, double[] targets) {
        var expected = new ElementwiseOracle(tolerance).activation(Activation.SIGMOID, logits);
        for (int i = 0; i < logits.length; i++) {
            double difference = expected.values()[i] - targets[i];
            expected.values()[i] = difference / logits.length;
            expected.bounds()[i] = expected.bounds()[i] / logits.length
                    + tolerance.relative(Tolerance.DIVISION + 2, expected.values()[i]);
        }
        return expected;
    }

    static double correct(double[] logits, double[] targets) {
        double hits = 0;
        for (int i = 0; i < logits.length; i++)
            hits += (logits[i] > 0) == (targets[i] > 0.5) ? 1 : 0;
        return hits;
    }

    Expected meanSquaredError(double[] predictions, double[] targets) {
        var total = new Accumulator();
        for (int i = 0; i < predictions.length; i++) {
            double difference = predictions[i] - targets[i];
            total.addProduct(difference, difference);
        }
        double count = predictions.length;
        // The difference counts twice in the square; then the square, the additions, the division.
        double bound = (count + 3 + Tolerance.DIVISION) * tolerance.u() * total.magnitude();
        return new Expected(new double[]{total.sum() / count}, new double[]{bound / count});
    }

    Expected meanSquaredErrorGradient(double[] predictions, double[] targets) {
        var values = new double[predictions.length];
        var bounds = new double[predictions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * (predictions[i] - targets[i]) / values.length;
            bounds[i] = tolerance.relative(Tolerance.DIVISION + 2, values[i]);
        }
        return new Expected(values, bounds);
    }
}
