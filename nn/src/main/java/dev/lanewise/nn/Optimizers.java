package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Scope;

/** The optimisers that come with the library. In the formulas r is the learning rate, g the gradient, w a parameter. */
public final class Optimizers {
    private Optimizers() {}

    /** Returns {@code w -= r g}. */
    public static Optimizer gradientDescent(double learningRate) {
        return new GradientDescent(learningRate);
    }

    /** Returns momentum as a moving average with beta 0.9: {@code v = 0.9 v + 0.1 g; w -= r v}. */
    public static Optimizer momentum(double learningRate) {
        return new Momentum(learningRate, 0.9, true);
    }

    /**
     * Returns momentum in the form of most frameworks, {@code v = beta v + g; w -= r v}: the same path as the moving
     * average with a learning rate divided by {@code 1 - beta}.
     */
    public static Optimizer heavyBall(double learningRate, double beta) {
        return new Momentum(learningRate, beta, false);
    }

    /**
     * Returns RMSprop with beta 0.9 and epsilon 1e-8: {@code s = beta s + (1 - beta) g^2; w -= r g / sqrt(s +
     * epsilon)}.
     */
    public static Optimizer rmsprop(double learningRate) {
        return new Rmsprop(learningRate, 0.9, 1e-8);
    }

    /** Returns Adam with beta1 0.9, beta2 0.999 and epsilon 1e-8. */
    public static Optimizer adam(double learningRate) {
        return new Adam(learningRate, 0.9, 0.999, 1e-8);
    }

    /**
     * Gradient descent: {@code w -= r g}.
     *
     * @param learningRate r, positive
     */
    public record GradientDescent(double learningRate) implements Optimizer {
        /** Checks the number. */
        public GradientDescent { Numbers.positive("learningRate", learningRate); }

        @Override
        public Step start(Compute compute, Scope scope, long length) {
            return (update, step) -> compute.sgdStep(update);
        }
    }

    /**
     * Momentum: {@code v = beta v + c g; w -= r v}.
     *
     * @param learningRate r, positive
     * @param beta weight of the past, in [0, 1)
     * @param average true for a moving average, c = 1 - beta; false for c = 1
     */
    public record Momentum(double learningRate, double beta, boolean average) implements Optimizer {
        /** Checks the numbers. */
        public Momentum {
            Numbers.positive("learningRate", learningRate);
            Numbers.share("beta", beta);
        }

        @Override
        public Step start(Compute compute, Scope scope, long length) {
            var velocity = scope.allocate(length);
            return (update, step) -> compute.momentumStep(update, beta, average ? 1 - beta : 1, velocity);
        }
    }

    /**
     * RMSprop (Tieleman and Hinton 2012): {@code s = beta s + (1 - beta) g^2; w -= r g / sqrt(s + epsilon)}.
     *
     * @param learningRate r, positive
     * @param beta weight of the past, in [0, 1)
     * @param epsilon keeps the divisor away from 0, positive
     */
    public record Rmsprop(double learningRate, double beta, double epsilon) implements Optimizer {
        /** Checks the numbers. */
        public Rmsprop {
            Numbers.positive("learningRate", learningRate);
            Numbers.share("beta", beta);
            Numbers.positive("epsilon", epsilon);
        }

        @Override
        public Step start(Compute compute, Scope scope, long length) {
            var squares = scope.allocate(length);
            return (update, step) -> compute.rmspropStep(update, beta, epsilon, squares);
        }
    }

    /**
     * Adam (Kingma and Ba 2015), t being the step number from 1:
     *
     * <pre>
     * m = beta1 m + (1 - beta1) g       v = beta2 v + (1 - beta2) g^2
     * w -= r (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
     * </pre>
     *
     * @param learningRate r, positive
     * @param beta1 weight of the past of m, in [0, 1)
     * @param beta2 weight of the past of v, in [0, 1)
     * @param epsilon keeps the divisor away from 0, positive
     */
    public record Adam(double learningRate, double beta1, double beta2, double epsilon) implements Optimizer {
        /** Checks the numbers. */
        public Adam {
            Numbers.positive("learningRate", learningRate);
            Numbers.share("beta1", beta1);
            Numbers.share("beta2", beta2);
            Numbers.positive("epsilon", epsilon);
        }

        @Override
        public Step start(Compute compute, Scope scope, long length) {
            var first = scope.allocate(length);
            var second = scope.allocate(length);
            return (update, step) -> compute.adamStep(update, beta1, beta2, epsilon, step, first, second);
        }
    }
}
