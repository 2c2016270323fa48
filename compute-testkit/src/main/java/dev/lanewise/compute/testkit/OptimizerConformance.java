package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.HyperParameters.Settings;
import dev.lanewise.compute.OptimizerOperations;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Update;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/**
 * Optimiser steps over flat layouts. Each of several steps is compared with the reference started from the states
 * that the backend itself left behind, so that errors do not pile up and the bounds stay those of one step.
 */
public interface OptimizerConformance extends Fixture {
    @Test
    default void sgdStep() {
        forEachModel("sgdStep", (model, step) -> {
            var w = model.parameters.values();
            compute().sgdStep(model.update);
            model.check(model.oracle.sgd(w, model.gradient));
        });
    }

    @Test
    default void momentumStep() {
        for (double factor : new double[]{1, 0.1})
            forEachModel("momentumStep with factor " + factor, (model, step) -> {
                var w = model.parameters.values();
                var v = model.first.values();
                compute().momentumStep(model.update, 0.9, factor, model.first.view());
                model.check(model.oracle.momentum(w, model.gradient, 0.9, factor, v));
            });
    }

    @Test
    default void rmspropStep() {
        forEachModel("rmspropStep", (model, step) -> {
            var w = model.parameters.values();
            var s = model.first.values();
            compute().rmspropStep(model.update, 0.9, 1e-8, model.first.view());
            model.check(model.oracle.rmsprop(w, model.gradient, 0.9, 1e-8, s));
        });
    }

    @Test
    default void adamStep() {
        forEachModel("adamStep", (model, step) -> {
            var w = model.parameters.values();
            var m = model.first.values();
            var v = model.second.values();
            compute().adamStep(model.update, 0.9, 0.999, 1e-8, new Counter(step), model.first.view(),
                    model.second.view());
            model.check(model.oracle.adam(w, model.gradient, 0.9, 0.999, 1e-8, step, m, v));
        });
    }

    /** Far into a run the bias corrections are 1. */
    @Test
    default void adamStepAfterMillions() {
        try (var t = new Trial(compute(), "adamStep far into a run")) {
            for (long step : new long[]{1_000_000, 1L << 33}) {
                var model = new Model(t, compute(), new Tolerance(compute().elementType()), 3);
                var w = model.parameters.values();
                compute().adamStep(model.update, 0.9, 0.999, 1e-8, new Counter(step), model.first.view(),
                        model.second.view());
                var zeros = new double[w.length];
                model.check(model.oracle.adam(w, model.gradient, 0.9, 0.999, 1e-8, step, zeros, zeros));
            }
        }
    }

    /** With zero gradients the states decay to exact zeros and never become denormal. */
    @Test
    default void statesAreFlushed() {
        try (var t = new Trial(compute(), "flush of optimiser states")) {
            var model = new Model(t, compute(), tolerance(), 3);
            var zeros = new double[model.gradient.length];
            compute().upload(zeros, model.gradients.view());
            double tiny = OptimizerOperations.FLUSH * 1.01;
            model.fillStates(tiny);
            var plain = model.withSettings(Settings.PLAIN);
            compute().momentumStep(plain, 0.9, 1, model.first.view());
            t.check(model.first, Expected.exactly(zeros));
            model.fillStates(tiny);
            compute().rmspropStep(plain, 0.9, 1e-8, model.first.view());
            t.check(model.first, Expected.exactly(zeros));
            model.fillStates(tiny);
            compute().adamStep(plain, 0.9, 0.9, 1e-8, new Counter(1), model.first.view(), model.second.view());
            t.check(model.first, Expected.exactly(zeros));
            t.check(model.second, Expected.exactly(zeros));
        }
    }

    /** A gradient below the threshold moves nothing; one above it does. */
    @Test
    default void gradientsAreFlushed() {
        try (var t = new Trial(compute(), "flush of gradients")) {
            var model = new Model(t, compute(), tolerance(), 3);
            var zeros = new double[model.gradient.length];
            var gradient = new double[zeros.length];
            var segment = model.layout.segments().get(0);
            int above = (int) segment.elements() - 1;
            Arrays.fill(gradient, 0, (int) segment.elements(), OptimizerOperations.FLUSH * 0.99);
            gradient[above] = OptimizerOperations.FLUSH * 1.01;
            compute().upload(gradient, model.gradients.view());
            compute().upload(zeros, model.parameters.view());
            // The learning rate lifts what is left to a size at which no device flushes by itself.
            model.learningRate.set(-0x1p90);
            var plain = model.withSettings(Settings.PLAIN);
            compute().sgdStep(plain);
            var expected = zeros.clone();
            expected[above] = OptimizerOperations.FLUSH * 1.01 * 0x1p90;
            var bounds = zeros.clone();
            bounds[above] = tolerance().relative(4, expected[above]);
            t.check(model.parameters, new Expected(expected, bounds));
        }
    }

    /** Learning rate and gradient scale that a reduction left on the device. */
    @Test
    default void scalarsOnTheDevice() {
        try (var t = new Trial(compute(), "optimiser steps with device scalars")) {
            var model = new Model(t, compute(), tolerance(), 3);
            var update = new Update(model.update.hyperParameters(), Scalar.of(t.view(new double[]{0.0625}, 1, 1)),
                    Scalar.of(t.view(new double[]{0.5}, 1)), model.parameters.view(), model.gradients.view());
            var oracle = new OptimizerOracle(tolerance(), model.layout, model.settings, 0.0625, 0.5);
            var w = model.parameters.values();
            compute().sgdStep(update);
            model.check(oracle.sgd(w, model.gradient));
            w = model.parameters.values();
            var zeros = new double[w.length];
            compute().adamStep(update, 0.9, 0.999, 1e-8, new Counter(1), model.first.view(), model.second.view());
            model.check(oracle.adam(w, model.gradient, 0.9, 0.999, 1e-8, 1, zeros, zeros));
            model.fillStates(0);
            w = model.parameters.values();
            compute().momentumStep(update, 0.9, 1, model.first.view());
            model.check(oracle.momentum(w, model.gradient, 0.9, 1, zeros));
            model.fillStates(0);
            w = model.parameters.values();
            compute().rmspropStep(update, 0.9, 1e-8, model.first.view());
            model.check(oracle.rmsprop(w, model.gradient, 0.9, 1e-8, zeros));
        }
    }

    private void forEachModel(String rule, ModelStep body) {
        // 9973 is prime, and with the other segments enough for threads.
        for (long width : Sizes.SMALL ? new long[]{3} : new long[]{1, 16, 67, 9973})
            try (var t = new Trial(compute(), rule + " of a model of width " + width)) {
                var model = new Model(t, compute(), tolerance(), width);
                for (int step = 1; step <= 4; step++) {
                    body.run(model, step);
                    model.nextGradient();
                }
            }
    }

    /** One step of {@link #forEachModel}. */
    interface ModelStep {
        /** Runs and checks. */
        void run(Model model, int step);
    }

    /** Parameters of four segments with different settings, their gradients and two states. */
    final class Model {
        private final Trial t;
        private final Compute compute;
        private final ParameterLayout layout;
        private final List<Settings> settings = List.of(Settings.PLAIN, new Settings(0.5, 0.01, 0),
                new Settings(0, 0.1, 0.1), new Settings(2, 0, 0.125));
        private final Scalar learningRate = Scalar.of(0.05);
        private final Scalar gradientScale = Scalar.of(0.75);
        private final Operand parameters;
        private final Operand gradients;
        private final Operand first;
        private final Operand second;
        private final Update update;
        private final OptimizerOracle oracle;
        private double[] gradient;

        Model(Trial t, Compute compute, Tolerance tolerance, long width) {
            this.t = t;
            this.compute = compute;
            var builder = ParameterLayout.builder();
            builder.add("first.weight", 7, width);
            builder.add("first.bias", 1, width);
            builder.add("frozen", 2, 3);
            builder.add("second.weight", width, 3);
            layout = builder.build();
            gradient = newGradient();
            parameters = t.inout("parameters", Layout.OFFSET, flatNormals(), layout.length());
            gradients = t.inout("gradients", Layout.DENSE, gradient, layout.length());
            var zeros = new double[gradient.length];
            first = t.inout("first state", Layout.DENSE, zeros, layout.length());
            second = t.inout("second state", Layout.OFFSET, zeros, 1, layout.length());
            update = update(settings);
            oracle = new OptimizerOracle(tolerance, layout, settings, learningRate.value(), gradientScale.value());
        }

        private Update update(List<Settings> each) {
            return new Update(new HyperParameters(t.scope(), compute, layout, each), learningRate, gradientScale,
                    parameters.view(), gradients.view());
        }

        Update withSettings(Settings all) {
            gradientScale.set(1);
            return update(List.of(all, all, all, all));
        }

        void nextGradient() {
            gradient = newGradient();
            compute.upload(gradient, gradients.view());
        }

        /** Fills the states, except for their gaps, which must stay zero. */
        void fillStates(double value) {
            for (int s = 0; s < settings.size(); s++) {
                compute.fill(value, layout.view(first.view(), s));
                compute.fill(value, layout.view(second.view(), s));
            }
        }

        void check(OptimizerOracle.Step expected) {
            t.check(parameters, expected.parameters());
            if (expected.first() != null)
                t.check(first, expected.first());
            if (expected.second() != null)
                t.check(second, expected.second());
            t.check(gradients, Expected.exactly(gradient));
        }

        /** Random numbers, but for the frozen segment, of which nothing may be seen afterwards. */
        private double[] newGradient() {
            var flat = flatNormals();
            var frozen = layout.segments().get(2);
            Arrays.fill(flat, (int) frozen.offset(), (int) (frozen.offset() + frozen.elements()), Double.NaN);
            return flat;
        }

        /** Random numbers in the segments, zeros in the gaps. */
        private double[] flatNormals() {
            var flat = new double[(int) layout.length()];
            for (var segment : layout.segments())
                System.arraycopy(t.normals(segment.elements()), 0, flat, (int) segment.offset(),
                        (int) segment.elements());
            return flat;
        }
    }
}
