package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.HyperParameters.Settings;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;

import java.util.List;

/** Workloads of the optimiser steps, on one m x n matrix and a row of n. */
final class OptimizerWorkloads {
    private static final double LEARNING_RATE = 0.01;
    private static final double L2 = 1e-4;

    private OptimizerWorkloads() {}

    static Workload sgdStep(WorkloadBuilder w, int m, int n) {
        var model = new Model(w, m, n);
        model.expect(model.oracle.sgd(model.weights, model.gradient), null, null);
        return w.build(m, n, 4, 3, () -> w.compute().sgdStep(model.update));
    }

    static Workload momentumStep(WorkloadBuilder w, int m, int n) {
        var model = new Model(w, m, n);
        var velocity = w.input(model.weights, model.length);
        model.expect(model.oracle.momentum(model.weights, model.gradient, 0.9, 1, model.weights), velocity, null);
        return w.build(m, n, 6, 5, () -> w.compute().momentumStep(model.update, 0.9, 1, velocity));
    }

    static Workload rmspropStep(WorkloadBuilder w, int m, int n) {
        var model = new Model(w, m, n);
        var squares = w.input(model.spread, model.length);
        model.expect(model.oracle.rmsprop(model.weights, model.gradient, 0.9, 1e-8, model.spread), squares, null);
        return w.build(m, n, 10, 5, () -> w.compute().rmspropStep(model.update, 0.9, 1e-8, squares));
    }

    static Workload adamStep(WorkloadBuilder w, int m, int n) {
        var model = new Model(w, m, n);
        var first = w.input(model.weights, model.length);
        var second = w.input(model.spread, model.length);
        var step = new Counter(10);
        model.expect(model.oracle.adam(model.weights, model.gradient, 0.9, 0.999, 1e-8, 10, model.weights,
                model.spread), first, second);
        return w.build(m, n, 14, 7,
                () -> w.compute().adamStep(model.update, 0.9, 0.999, 1e-8, step, first, second));
    }

    /** A flat layout with its parameters, gradients and values for states. */
    private static final class Model {
        private final WorkloadBuilder w;
        private final int length;
        private final double[] weights;
        private final double[] gradient;
        private final double[] spread;
        private final Update update;
        private final OptimizerOracle oracle;

        Model(WorkloadBuilder w, int m, int n) {
            this.w = w;
            var builder = ParameterLayout.builder();
            builder.add("weight", m, n);
            builder.add("bias", 1, n);
            var layout = builder.build();
            length = (int) layout.length();
            weights = flat(layout, w.normals(length));
            gradient = flat(layout, w.normals(length));
            spread = flat(layout, w.fractions(length));
            var settings = List.of(new Settings(1, L2, 0), Settings.PLAIN);
            update = new Update(new HyperParameters(w.scope(), w.compute(), layout, settings),
                    Scalar.of(LEARNING_RATE), Scalar.of(1), w.input(weights, length), w.input(gradient, length));
            oracle = new OptimizerOracle(w.tolerance(), layout, settings, LEARNING_RATE, 1);
        }

        void expect(OptimizerOracle.Step step, View first, View second) {
            w.result(update.parameters(), () -> step.parameters());
            if (first != null)
                w.result(first, () -> step.first());
            if (second != null)
                w.result(second, () -> step.second());
        }

        /** The gaps of a flat array hold zeros. */
        private static double[] flat(ParameterLayout layout, double[] values) {
            var flat = new double[values.length];
            for (var segment : layout.segments())
                System.arraycopy(values, (int) segment.offset(), flat, (int) segment.offset(),
                        (int) segment.elements());
            return flat;
        }
    }
}
