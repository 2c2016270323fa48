package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.HyperParameters.Settings;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Update;

import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * The optimiser steps, in place, on m x n parameters: a layer's weights and, as their last row, its bias. All states
 * are in use, as after some steps.
 */
final class OptimizerProblems {
    private static final double LEARNING_RATE = 1e-3;
    private static final double DECAY = 0.9;
    private static final double SLOW_DECAY = 0.999;
    private static final double EPSILON = 1e-8;

    private OptimizerProblems() {}

    /** {@code w -= 1e-3 g}. */
    static Problem sgdStep(ProblemBuilder p, int m, int n) {
        var model = new Model(p, m, n);
        model.expect(() -> model.oracle().sgd(model.w.values(), model.g.values()));
        return p.build(model.w, m, n, 2, 3, w -> {
            var update = model.updateOn(w);
            return () -> w.compute().sgdStep(update);
        });
    }

    /** {@code v = 0.9 v + g; w -= 1e-3 v}. */
    static Problem momentumStep(ProblemBuilder p, int m, int n) {
        var model = new Model(p, m, n);
        var v = model.signed("v");
        var step = model.expect(() -> model.oracle().momentum(model.w.values(), model.g.values(), DECAY, 1,
                v.values()));
        v.leaves(Reference.of(() -> step.get().first()));
        return p.build(model.w, m, n, 4, 5, w -> {
            var update = model.updateOn(w);
            return () -> w.compute().momentumStep(update, DECAY, 1, w.view(v));
        });
    }

    /** {@code s = 0.9 s + 0.1 g^2; w -= 1e-3 g / sqrt(s + 1e-8)}. */
    static Problem rmspropStep(ProblemBuilder p, int m, int n) {
        var model = new Model(p, m, n);
        var s = model.positive("s");
        var step = model.expect(() -> model.oracle().rmsprop(model.w.values(), model.g.values(), DECAY, EPSILON,
                s.values()));
        s.leaves(Reference.of(() -> step.get().first()));
        return p.build(model.w, m, n, 8, 5, w -> {
            var update = model.updateOn(w);
            return () -> w.compute().rmspropStep(update, DECAY, EPSILON, w.view(s));
        });
    }

    /** Adam of rate 1e-3, beta 0.9 and 0.999, epsilon 1e-8, its tenth step. */
    static Problem adamStep(ProblemBuilder p, int m, int n) {
        var model = new Model(p, m, n);
        var first = model.signed("first");
        var second = model.positive("second");
        var number = new Counter(10);
        var step = model.expect(() -> model.oracle().adam(model.w.values(), model.g.values(), DECAY, SLOW_DECAY,
                EPSILON, number.value(), first.values(), second.values()));
        first.leaves(Reference.of(() -> step.get().first()));
        second.leaves(Reference.of(() -> step.get().second()));
        return p.build(model.w, m, n, 14, 7, w -> {
            var update = model.updateOn(w);
            return () -> w.compute().adamStep(update, DECAY, SLOW_DECAY, EPSILON, number, w.view(first),
                    w.view(second));
        });
    }

    /** A flat layout, its parameters and their gradients. */
    private static final class Model {
        private final ProblemBuilder p;
        private final ParameterLayout layout;
        private final Variable w;
        private final Variable g;

        Model(ProblemBuilder p, int m, int n) {
            this.p = p;
            var builder = ParameterLayout.builder();
            builder.add("weight", Math.max(m - 1, 1), n);
            if (m > 1)
                builder.add("bias", 1, n);
            layout = builder.build();
            w = signed("w");
            g = signed("g");
        }

        Variable signed(String name) { return flat(name, p.normals(length())); }

        Variable positive(String name) { return flat(name, p.fractions(length())); }

        /** Says what the step leaves of the parameters; the step may have more results. */
        Supplier<OptimizerOracle.Step> expect(Supplier<OptimizerOracle.Step> step) {
            var once = ProblemBuilder.once(step);
            w.leaves(Reference.of(() -> once.get().parameters()));
            return once;
        }

        OptimizerOracle oracle() { return new OptimizerOracle(p.tolerance(), layout, settings(), LEARNING_RATE, 1); }

        Update updateOn(Workload workload) {
            return new Update(new HyperParameters(workload.scope(), workload.compute(), layout, settings()),
                    Scalar.of(LEARNING_RATE), Scalar.of(1), workload.view(w), workload.view(g));
        }

        private List<Settings> settings() {
            return Collections.nCopies(layout.segments().size(), Settings.PLAIN);
        }

        private int length() {
            return Math.toIntExact(layout.length());
        }

        /** The gaps of a flat array hold zeros. */
        private Variable flat(String name, Supplier<double[]> values) {
            return p.input(name, () -> {
                var source = values.get();
                var flat = new double[source.length];
                for (var segment : layout.segments())
                    System.arraycopy(source, (int) segment.offset(), flat, (int) segment.offset(),
                            (int) segment.elements());
                return flat;
            }, length());
        }
    }
}
