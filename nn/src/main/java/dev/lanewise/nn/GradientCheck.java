package dev.lanewise.nn;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares the gradient that training follows with the slope of the cost, measured by central differences:
 *
 * <pre>
 * numeric_i  = (J(w + h e_i) - J(w - h e_i)) / (2h)
 * difference = |analytic - numeric| / (|analytic| + |numeric|)      Euclidean norms over all parameters
 * </pre>
 *
 * <p>The analytic gradient is taken from a real step of the {@link Trainer}: gradient descent with learning rate 1
 * moves w by exactly minus the gradient, penalties included. J is the cost of the whole batch in training mode plus
 * {@code lambda / (2m) * sum of W^2}.
 *
 * <p>Only float64 resolves the differences that tell right from wrong: in float32 the rounding of J alone, 6e-8,
 * divided by h would hide every mistake.
 */
public final class GradientCheck {
    /**
     * The step h. The error of a central difference is about {@code h^2} from the third derivative plus {@code eps / h}
     * from rounding; the sum is least near the cube root of eps, 6e-6 in float64, and flat around it.
     */
    public static final double STEP = 1e-5;
    /** The difference below which a gradient counts as right; the errors of {@link #STEP} stay under 1e-9. */
    public static final double THRESHOLD = 1e-7;

    /**
     * What a check found.
     *
     * @param difference see {@link GradientCheck}; 0 if both gradients are 0
     * @param parameters number of parameters compared
     * @param signChanges how often a unit of ReLU or leaky ReLU changed its side within a step: there J has a kink and
     *     the numeric slope is wrong, so a check counts only if this is 0
     */
    public record Result(double difference, long parameters, long signChanges) {
        /** Returns whether the gradients agree. */
        public boolean passed() { return difference < THRESHOLD; }
    }

    private final Network network;
    private final Loss loss;
    private final Samples samples;
    private final double l2;
    private final boolean freshMasks;
    private final Counter step = new Counter(1);

    private GradientCheck(Network network, Loss loss, Samples samples, double l2, boolean freshMasks) {
        this.network = network;
        this.loss = loss;
        this.samples = samples;
        this.l2 = l2;
        this.freshMasks = freshMasks;
    }

    /**
     * Checks a network at its present parameters; they are the same afterwards, running statistics are not.
     *
     * @param network on a float64 compute
     * @param samples one batch
     * @param l2 lambda of the penalty
     * @param freshMasks whether dropout draws a new mask for each evaluation of J, as it does from step to step of a
     *     training; J is then another function each time and the check must fail
     * @throws IllegalArgumentException if the network does not compute in float64 or the samples do not fit
     */
    public static Result of(Network network, Loss loss, Samples samples, double l2, boolean freshMasks) {
        if (network.compute().elementType() != ElementType.FLOAT64)
            throw new IllegalArgumentException("network: computes in " + network.compute().elementType()
                    + ", a gradient check needs FLOAT64");
        network.check("samples", samples, loss);
        return new GradientCheck(network, loss, samples, l2, freshMasks).run();
    }

    private Result run() {
        var layout = network.learned().layout();
        var parameters = download();
        var analytic = analyticGradient(parameters);
        double squaredDifference = 0;
        double squaredAnalytic = 0;
        double squaredNumeric = 0;
        long signChanges = 0;
        try (var scope = network.compute().newScope(); var cost = new Cost(scope)) {
            cost.at(parameters);
            var signs = cost.signs();
            for (var segment : layout.segments())
                for (long e = segment.offset(); e < segment.offset() + segment.elements(); e++) {
                    int i = Math.toIntExact(e);
                    double kept = parameters[i];
                    parameters[i] = kept + STEP;
                    double above = cost.at(parameters);
                    signChanges += changes(signs, cost.signs());
                    parameters[i] = kept - STEP;
                    double below = cost.at(parameters);
                    signChanges += changes(signs, cost.signs());
                    parameters[i] = kept;
                    double numeric = (above - below) / (2 * STEP);
                    squaredNumeric += numeric * numeric;
                    squaredAnalytic += analytic[i] * analytic[i];
                    squaredDifference += (analytic[i] - numeric) * (analytic[i] - numeric);
                }
        }
        upload(parameters);
        double norms = Math.sqrt(squaredAnalytic) + Math.sqrt(squaredNumeric);
        return new Result(norms == 0 ? 0 : Math.sqrt(squaredDifference) / norms, layout.parameters(), signChanges);
    }

    /** What one step of gradient descent with learning rate 1 takes away. */
    private double[] analyticGradient(double[] parameters) {
        Trainer.of(network, loss, Optimizers.gradientDescent(1)).epochs(1).batch(samples.rows()).shuffle(false).l2(l2)
                .fit(samples);
        var gradient = download();
        for (int i = 0; i < gradient.length; i++)
            gradient[i] = parameters[i] - gradient[i];
        return gradient;
    }

    private double[] download() {
        var parameters = new double[Math.toIntExact(network.learned().layout().length())];
        network.compute().download(network.learned().flat(), parameters);
        return parameters;
    }

    private void upload(double[] parameters) {
        network.compute().upload(parameters, network.learned().flat());
        network.repack();
    }

    private static long changes(List<boolean[]> before, List<boolean[]> after) {
        long changes = 0;
        for (int v = 0; v < before.size(); v++)
            for (int i = 0; i < before.get(v).length; i++)
                if (before.get(v)[i] != after.get(v)[i])
                    changes++;
        return changes;
    }

    /** J as a function of the parameters. */
    private final class Cost implements AutoCloseable {
        private final View report;
        private final GradientPass pass;
        private final Plan plan;

        Cost(Scope scope) {
            var compute = network.compute();
            var layout = network.learned().layout();
            report = scope.allocate(1, 2);
            pass = new GradientPass(network, loss,
                    new Pass(compute, scope, samples.rows(), layout, scope.allocate(layout.length()), network.seed(),
                            step, new Counter(0)),
                    Batch.upload(compute, scope, "samples", samples, loss), report, new Counter(0));
            plan = compute.record(() -> {
                pass.submitForward();
                pass.submitLoss(null);
            });
        }

        double at(double[] parameters) {
            upload(parameters);
            plan.run();
            if (freshMasks)
                step.advance(1);
            return network.compute().downloadScalar(report.cols(0, 1)) + penalty(parameters);
        }

        private double penalty(double[] parameters) {
            var segments = network.learned().layout().segments();
            double squares = 0;
            for (var layer : network.layers())
                for (int s : layer.weightSegments())
                    squares += squares(parameters, segments.get(s));
            return l2 / (2 * samples.rows()) * squares;
        }

        private double squares(double[] parameters, ParameterLayout.Segment segment) {
            double squares = 0;
            for (long i = segment.offset(); i < segment.offset() + segment.elements(); i++)
                squares += parameters[(int) i] * parameters[(int) i];
            return squares;
        }

        /** Returns for each unit with a kink on which side of it each sample is. */
        List<boolean[]> signs() {
            var signs = new ArrayList<boolean[]>();
            for (int l = 0; l < network.layers().size(); l++) {
                if (freshMasks || !network.layers().get(l).hasKink())
                    continue;
                var outputs = pass.outputs().get(l + 1).a();
                var values = new double[Math.toIntExact(outputs.elements())];
                network.compute().download(outputs, values);
                var positive = new boolean[values.length];
                for (int i = 0; i < values.length; i++)
                    positive[i] = values[i] > 0;
                signs.add(positive);
            }
            return signs;
        }

        @Override
        public void close() { plan.close(); }
    }
}
