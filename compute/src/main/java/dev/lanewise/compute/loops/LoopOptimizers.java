package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.OptimizerOperations;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Optimiser steps: for each segment with its settings, for each parameter with its state. */
final class LoopOptimizers {
    private static final float FLUSH = (float) OptimizerOperations.FLUSH;

    private LoopOptimizers() {}

    static void sgdStep(Update update, double learningRate, double scale) {
        for (int s = 0; s < segments(update); s++) {
            double rate = rate(update, s, learningRate);
            for (long i = start(update, s); i < end(update, s); i++) {
                float w = get(update.parameters(), i);
                set(update.parameters(), i,
                        w - (float) rate * gradient(update, s, scale, i, w) - decay(update, s, rate, w));
            }
        }
    }

    static void momentumStep(Update update, double learningRate, double scale, float beta, float gradientFactor,
            View velocity) {
        for (int s = 0; s < segments(update); s++) {
            double rate = rate(update, s, learningRate);
            for (long i = start(update, s); i < end(update, s); i++) {
                float w = get(update.parameters(), i);
                float g = gradient(update, s, scale, i, w);
                float v = flush(beta * get(velocity, i) + gradientFactor * g);
                set(velocity, i, v);
                set(update.parameters(), i, w - (float) rate * v - decay(update, s, rate, w));
            }
        }
    }

    static void rmspropStep(Update update, double learningRate, double scale, double beta, float epsilon,
            View squares) {
        float keep = (float) beta;
        float take = (float) (1 - beta);
        for (int s = 0; s < segments(update); s++) {
            double rate = rate(update, s, learningRate);
            for (long i = start(update, s); i < end(update, s); i++) {
                float w = get(update.parameters(), i);
                float g = gradient(update, s, scale, i, w);
                float square = flush(keep * get(squares, i) + take * g * g);
                set(squares, i, square);
                set(update.parameters(), i,
                        w - (float) rate * g / (float) Math.sqrt(square + epsilon) - decay(update, s, rate, w));
            }
        }
    }

    static void adamStep(Update update, double learningRate, double scale, double beta1, double beta2, double epsilon,
            long step, View firstMoment, View secondMoment) {
        // Both bias corrections are constant over the step; they move out of the loop, into rate and epsilon.
        double correction1 = 1 - Math.pow(beta1, step);
        double correction2 = Math.sqrt(1 - Math.pow(beta2, step));
        // 1 - beta is rounded once: taken from a rounded beta it would lose the digits that matter at 0.999.
        float keep1 = (float) beta1;
        float take1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float take2 = (float) (1 - beta2);
        for (int s = 0; s < segments(update); s++) {
            double rate = rate(update, s, learningRate);
            float corrected = (float) (rate * correction2 / correction1);
            float floor = (float) (epsilon * correction2);
            for (long i = start(update, s); i < end(update, s); i++) {
                float w = get(update.parameters(), i);
                float g = gradient(update, s, scale, i, w);
                float m = flush(keep1 * get(firstMoment, i) + take1 * g);
                float v = flush(keep2 * get(secondMoment, i) + take2 * g * g);
                set(firstMoment, i, m);
                set(secondMoment, i, v);
                set(update.parameters(), i,
                        w - corrected * m / ((float) Math.sqrt(v) + floor) - decay(update, s, rate, w));
            }
        }
    }

    /** {@code scale * gradient + l2 * w}, flushed. */
    private static float gradient(Update update, int s, double scale, long i, float w) {
        float l2 = (float) update.hyperParameters().settings(s).l2();
        return flush((float) scale * get(update.gradients(), i) + l2 * w);
    }

    private static float decay(Update update, int s, double rate, float w) {
        return (float) (rate * update.hyperParameters().settings(s).weightDecay()) * w;
    }

    private static double rate(Update update, int s, double learningRate) {
        return learningRate * update.hyperParameters().settings(s).learningRateFactor();
    }

    static float flush(float x) { return Math.abs(x) < FLUSH ? 0 : x; }

    private static int segments(Update update) { return update.hyperParameters().layout().segments().size(); }

    private static long start(Update update, int s) {
        return update.hyperParameters().layout().segments().get(s).offset();
    }

    /** A frozen segment ends where it starts. */
    private static long end(Update update, int s) {
        boolean frozen = update.hyperParameters().settings(s).learningRateFactor() == 0;
        return start(update, s) + (frozen ? 0 : update.hyperParameters().layout().segments().get(s).elements());
    }

    private static float get(View x, long i) { return segment(x).getAtIndex(JAVA_FLOAT, x.offset() + i); }

    private static void set(View x, long i, float value) { segment(x).setAtIndex(JAVA_FLOAT, x.offset() + i, value); }

    private static MemorySegment segment(View x) { return HostBuffer.segment(x); }
}
