package dev.lanewise.compute.testkit;

import dev.lanewise.compute.HyperParameters.Settings;
import dev.lanewise.compute.OptimizerOperations;
import dev.lanewise.compute.ParameterLayout;

import java.util.List;

/**
 * Reference of one optimiser step over a flat layout, from states that are given without error. Settings, learning
 * rate and decay rates are rounded to the element type before they are used, which counts as one more rounding of
 * each product; a decay rate beta may be rounded before it is taken from 1, which is an error of u beta in 1 - beta.
 *
 * @param learningRate before the factor of the segment
 * @param gradientScale factor of the gradients
 */
record OptimizerOracle(Tolerance tolerance, ParameterLayout layout, List<Settings> settings, double learningRate,
        double gradientScale) {
    /** What a step leaves behind; a rule with fewer states leaves the others null. */
    record Step(Expected parameters, Expected first, Expected second) {}

    /** A number with its error. */
    private record Value(double value, double error) {
        double magnitude() { return Math.abs(value); }

        /** States and gradients below the threshold count as zero. */
        Value flushed() {
            return magnitude() < OptimizerOperations.FLUSH ? new Value(0, 0) : this;
        }
    }

    /** One rule at one parameter: the step before it is multiplied by the rate; may keep new states. */
    private interface Rule {
        Value direction(int i, Value g);
    }

    Step sgd(double[] w, double[] g) { return new Step(apply(w, g, (i, gradient) -> gradient), null, null); }

    Step momentum(double[] w, double[] g, double beta, double factor, double[] velocity) {
        var next = unchanged(velocity);
        var parameters = apply(w, g, (i, gradient) -> {
            double exact = beta * velocity[i] + factor * gradient.value();
            double error = 3 * u() * (Math.abs(beta * velocity[i]) + Math.abs(factor * gradient.value()))
                    + Math.abs(factor) * gradient.error();
            return store(next, i, new Value(exact, error));
        });
        return new Step(parameters, next, null);
    }

    Step rmsprop(double[] w, double[] g, double beta, double epsilon, double[] squares) {
        var next = unchanged(squares);
        var parameters = apply(w, g, (i, gradient) -> {
            var square = store(next, i, average(beta, squares[i], square(gradient)));
            double root = Math.sqrt(square.value() + epsilon);
            double rootError = 0.5 * (square.error() + 2 * u() * (square.value() + epsilon)) / (root * root)
                    + Tolerance.ROOT * u();
            return quotient(gradient, root, rootError);
        });
        return new Step(parameters, next, null);
    }

    Step adam(double[] w, double[] g, double beta1, double beta2, double epsilon, long t, double[] m, double[] v) {
        var first = unchanged(m);
        var second = unchanged(v);
        double correction1 = 1 - StrictMath.pow(beta1, (double) t);
        double correction2 = 1 - StrictMath.pow(beta2, (double) t);
        var parameters = apply(w, g, (i, gradient) -> {
            var moment = store(first, i, average(beta1, m[i], gradient));
            var spread = store(second, i, average(beta2, v[i], square(gradient)));
            double root = Math.sqrt(spread.value() / correction2);
            double rootError = spread.value() == 0 ? 0 : 0.5 * spread.error() / spread.value() + Tolerance.ROOT * u();
            // The root and epsilon both carry the rounded correction; weigh the errors of the two terms.
            double denominator = root + epsilon;
            double relative = (root * (rootError + 2 * u()) + epsilon * 2 * u()) / denominator + u();
            return quotient(new Value(moment.value() / correction1, moment.error() / correction1), denominator,
                    relative);
        });
        return new Step(parameters, first, second);
    }

    /** {@code w - r direction - r weightDecay w}; frozen segments stay, and the zeros between segments. */
    private Expected apply(double[] w, double[] g, Rule rule) {
        var next = unchanged(w);
        for (int s = 0; s < settings.size(); s++) {
            if (settings.get(s).learningRateFactor() == 0)
                continue;
            var segment = layout.segments().get(s);
            double rate = learningRate * settings.get(s).learningRateFactor();
            double l2 = settings.get(s).l2();
            double decay = rate * settings.get(s).weightDecay();
            for (int i = (int) segment.offset(); i < segment.offset() + segment.elements(); i++) {
                double error = 4 * u() * (Math.abs(gradientScale * g[i]) + Math.abs(l2 * w[i]));
                var gradient = new Value(gradientScale * g[i] + l2 * w[i], error).flushed();
                var direction = rule.direction(i, gradient);
                double step = rate * direction.value();
                next.values()[i] = w[i] - step - decay * w[i];
                // The rate is a rounded product of two, the decay of three; two subtractions.
                next.bounds()[i] = Math.abs(rate) * direction.error() + 6 * u() * Math.abs(step)
                        + 7 * u() * Math.abs(decay * w[i]) + 2 * u() * Math.abs(w[i]);
            }
        }
        return next;
    }

    /** {@code beta old + (1 - beta) x}. */
    private Value average(double beta, double old, Value x) {
        double error = 3 * u() * Math.abs(beta * old) + (1 - beta) * x.error()
                + (4 * (1 - beta) + beta) * u() * x.magnitude();
        return new Value(beta * old + (1 - beta) * x.value(), error);
    }

    private Value square(Value g) {
        return new Value(g.value() * g.value(),
                g.error() * (2 * g.magnitude() + g.error()) + u() * g.value() * g.value());
    }

    private Value quotient(Value x, double y, double relativeErrorOfY) {
        return new Value(x.value() / y,
                (x.error() + x.magnitude() * (relativeErrorOfY + (Tolerance.DIVISION + 2) * u())) / y);
    }

    private Value store(Expected states, int i, Value state) {
        var kept = state.flushed();
        states.values()[i] = kept.value();
        states.bounds()[i] = kept.error();
        return kept;
    }

    private static Expected unchanged(double[] values) { return Expected.exactly(values.clone()); }

    private double u() { return tolerance.u(); }
}
