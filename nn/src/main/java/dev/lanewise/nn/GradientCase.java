package dev.lanewise.nn;

import static dev.lanewise.nn.Loss.meanSquaredError;
import static dev.lanewise.nn.Loss.sigmoidCrossEntropy;
import static dev.lanewise.nn.Loss.softmaxCrossEntropy;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.nn.internal.SplitMix64;

import java.util.List;

/**
 * A small network on which to see a {@link GradientCheck} at work, and what comes out of it.
 *
 * @param name for the command line
 * @param passes whether the check is expected to pass
 * @param explanation why it passes or fails
 * @param network on 4 features
 * @param loss with what the check's cost is measured
 * @param l2 lambda of the penalty
 * @param freshMasks see {@link GradientCheck#of}
 */
public record GradientCase(String name, boolean passes, String explanation, Architecture network, Loss loss, double l2,
        boolean freshMasks) {
    private static final int FEATURES = 4;
    private static final int ROWS = 8;
    /** Draws of parameters and samples that are tried until no unit changes sign within a step. */
    private static final int DRAWS = 50;

    /**
     * What a check of a case found.
     *
     * @param difference between the analytic and the numeric gradient
     * @param threshold below which it counts as none
     * @param passed whether it is below
     * @param expected whether passing, or failing, is what the case is there to show
     * @param verdict the result and its reason in one line
     */
    public record Outcome(String name, double difference, double threshold, boolean passed, boolean expected,
            String verdict) {}

    /**
     * Returns the cases: every loss and layer, with and without batch normalisation, the penalty, and dropout both
     * ways.
     */
    public static List<GradientCase> all() {
        return List.of(
                passing("logistic", "one sigmoid unit: dW = X'(A - Y)/m", input().dense(1), sigmoidCrossEntropy()),
                passing("two-layer", "tanh layer under a softmax", input().dense(5).tanh().dense(3),
                        softmaxCrossEntropy()),
                passing("sigmoid", "sigmoid layers", input().dense(5).sigmoid().dense(4).sigmoid().dense(3),
                        softmaxCrossEntropy()),
                passing("relu", "no unit changes its side within a step, so the kink at 0 does no harm",
                        input().dense(6).relu().dense(5).relu().dense(3), softmaxCrossEntropy()),
                passing("leaky-relu", "no unit changes its side within a step, so the kink at 0 does no harm",
                        input().dense(6).leakyRelu().dense(3), softmaxCrossEntropy()),
                passing("softplus", "the slope is 1 - exp(-A): the output is enough",
                        input().dense(6).softplus().dense(5).softplus().dense(3), softmaxCrossEntropy()),
                passing("gelu", "the slope needs Z, which the forward pass keeps",
                        input().dense(6).gelu().dense(5).gelu()
                                .dense(3),
                        softmaxCrossEntropy()),
                passing("silu", "the slope needs Z, which the forward pass keeps",
                        input().dense(6).silu().dense(5).silu()
                                .dense(3),
                        softmaxCrossEntropy()),
                passing("regression", "mean squared error of two outputs", input().dense(5).tanh().dense(2),
                        meanSquaredError()),
                passing("activated-output", "an activation behind the last dense layer",
                        input().dense(5).relu().dense(2).sigmoid(), meanSquaredError()),
                passing("several-labels", "sigmoid cross-entropy of three outputs", input().dense(5).tanh().dense(3),
                        sigmoidCrossEntropy()),
                passing("batch-norm", "mean and variance depend on every sample, and the backward pass knows it",
                        input().dense(5).batchNorm().tanh().dense(3), softmaxCrossEntropy()),
                passing("batch-norm-relu", "as batch-norm, with ReLU and two normalised layers",
                        input().dense(5).batchNorm().relu().dense(4).batchNorm().relu().dense(3),
                        softmaxCrossEntropy()),
                passing("batch-norm-gelu", "GELU is a layer of its own here: batch normalisation does not keep its Z",
                        input().dense(5).batchNorm().gelu().dense(4).batchNorm().silu().dense(3),
                        softmaxCrossEntropy()),
                passing("batch-norm-softplus", "softplus is part of the normalising layer",
                        input().dense(5).batchNorm().softplus().dense(3), softmaxCrossEntropy()),
                passing("batch-norm-input", "features and outputs normalised",
                        input().batchNorm().dense(5).tanh().dense(2).batchNorm(), meanSquaredError()),
                new GradientCase("l2", true, "the penalty's gradient is lambda/m W",
                        input().dense(5).tanh().dense(3).architecture(), softmaxCrossEntropy(), 0.7, false),
                new GradientCase("dropout-fixed-mask", true,
                        "the mask depends on seed and step alone: with the step held, J is one function",
                        withDropout(), softmaxCrossEntropy(), 0, false),
                new GradientCase("dropout", false,
                        "each evaluation of J draws a new mask, so J(w + h) and J(w - h) are values of two different"
                                + " functions and their difference says nothing about a slope; hold the mask to check",
                        withDropout(), softmaxCrossEntropy(), 0, true));
    }

    /**
     * Returns a case by its name.
     *
     * @throws IllegalArgumentException if there is none of that name, listing those there are
     */
    public static GradientCase named(String name) {
        return all().stream().filter(c -> c.name.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("case: there is no " + name + "; there are "
                        + String.join(", ", all().stream().map(GradientCase::name).toList())));
    }

    /**
     * Runs the check, with seeded parameters and samples.
     *
     * @param compute of element type FLOAT64
     */
    public Outcome run(Compute compute) {
        if (compute.elementType() != ElementType.FLOAT64)
            throw new IllegalArgumentException(
                    "compute: has " + compute.elementType() + ", a gradient check needs FLOAT64");
        for (int seed = 1; seed <= DRAWS; seed++) {
            var result = check(compute, seed);
            if (result.signChanges() == 0)
                return outcome(result);
        }
        throw new IllegalStateException(name + ": in each of " + DRAWS + " draws a unit changed sign within the step");
    }

    private GradientCheck.Result check(Compute compute, long seed) {
        try (var drawn = new Network(compute, network, seed).initialize()) {
            var random = new SplitMix64(seed, -2);
            var parameters = new double[Math.toIntExact(drawn.learned().layout().length())];
            compute.download(drawn.learned().flat(), parameters);
            // Biases and beta start at 0 and gamma at 1, where a wrong gradient could go unnoticed.
            for (int s = 0; s < drawn.learned().layout().segments().size(); s++) {
                var segment = drawn.learned().layout().segments().get(s);
                for (long i = segment.offset(); i < segment.offset() + segment.elements(); i++)
                    parameters[(int) i] += 0.3 * random.nextGaussian();
            }
            compute.upload(parameters, drawn.learned().flat());
            drawn.repack();
            return GradientCheck.of(drawn, loss, samples(random), l2, freshMasks);
        }
    }

    private Samples samples(SplitMix64 random) {
        var x = new float[ROWS * FEATURES];
        for (int i = 0; i < x.length; i++)
            x[i] = (float) random.nextGaussian();
        int outputs = network.outputs();
        if (loss instanceof SoftmaxCrossEntropy) {
            var labels = new int[ROWS];
            for (int i = 0; i < ROWS; i++)
                labels[i] = random.nextInt(outputs);
            return Samples.classes(x, FEATURES, labels, outputs);
        }
        var targets = new float[ROWS * outputs];
        for (int i = 0; i < targets.length; i++)
            targets[i] = (float) (loss instanceof SigmoidCrossEntropy ? random.nextInt(2) : random.nextGaussian());
        return Samples.values(x, FEATURES, targets, outputs);
    }

    private Outcome outcome(GradientCheck.Result result) {
        boolean passed = result.passed();
        String verdict = (passed ? "passes" : "fails")
                + (passed == passes ? ", as it should: " + explanation : ", and should not: " + meaning(result));
        return new Outcome(name, result.difference(), GradientCheck.THRESHOLD, passed, passed == passes, verdict);
    }

    private static String meaning(GradientCheck.Result result) {
        return result.difference() > 1e-3
                ? "a difference above 1e-3 is a mistake in the backward pass"
                : result.difference() > 1e-5
                        ? "a difference above 1e-5 is most likely a mistake in the backward pass"
                        : "compare the gradients segment by segment";
    }

    private static GradientCase passing(String name, String explanation, NetworkBuilder network, Loss loss) {
        return new GradientCase(name, true, explanation, network.architecture(), loss, 0, false);
    }

    private static Architecture withDropout() {
        return input().dense(6).tanh().dropout(0.4).dense(5).relu().dropout(0.2).dense(3).architecture();
    }

    private static NetworkBuilder input() { return Network.input(FEATURES); }
}
