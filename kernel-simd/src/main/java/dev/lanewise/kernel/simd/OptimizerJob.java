package dev.lanewise.kernel.simd;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

import java.lang.foreign.MemorySegment;

/** Walks a flat layout, each chunk segment by segment, so that the settings are constants of the innermost loop. */
final class OptimizerJob extends Job {
    private enum Rule {
        SGD, MOMENTUM, RMSPROP, ADAM
    }

    private final Operand parameters = new Operand();
    private final Operand gradients = new Operand();
    private final Operand state1 = new Operand();
    private final Operand state2 = new Operand();
    private HyperParameters hyper;
    private MemorySegment blocks;
    private long blocksAt;
    private Rule rule;
    private double learningRate;
    private float gradientScale;
    private double beta1;
    private double beta2;
    private float epsilon;
    private double rateCorrection;

    void sgd(Workers workers, Update update, double rate, double scale) {
        rule = Rule.SGD;
        start(workers, update, rate, scale, update.parameters(), update.parameters());
    }

    void momentum(Workers workers, Update update, double rate, double scale, double beta, double gradientFactor,
            View velocity) {
        rule = Rule.MOMENTUM;
        beta1 = beta;
        beta2 = gradientFactor;
        start(workers, update, rate, scale, velocity, velocity);
    }

    void rmsprop(Workers workers, Update update, double rate, double scale, double beta, double newEpsilon,
            View squares) {
        rule = Rule.RMSPROP;
        beta1 = beta;
        epsilon = (float) newEpsilon;
        start(workers, update, rate, scale, squares, squares);
    }

    void adam(Workers workers, Update update, double rate, double scale, double newBeta1, double newBeta2,
            double newEpsilon, long step, View firstMoment, View secondMoment) {
        rule = Rule.ADAM;
        beta1 = newBeta1;
        beta2 = newBeta2;
        // m / c1 / (sqrt(v / c2) + epsilon) with both corrections moved out of the loop, into rate and epsilon.
        double root2 = Math.sqrt(1 - Math.pow(beta2, step));
        rateCorrection = root2 / (1 - Math.pow(beta1, step));
        epsilon = (float) (newEpsilon * root2);
        start(workers, update, rate, scale, firstMoment, secondMoment);
    }

    private void start(Workers workers, Update update, double rate, double scale, View first, View second) {
        hyper = update.hyperParameters();
        blocks = HostBuffer.segment(hyper.blocks());
        blocksAt = hyper.blocks().offset();
        learningRate = rate;
        gradientScale = (float) scale;
        parameters.set(update.parameters());
        gradients.set(update.gradients());
        state1.set(first);
        state2.set(second);
        workers.run(this, chunks(hyper.layout().length(), CHUNK));
    }

    @Override
    void run(int chunk, Scratch scratch) {
        var segments = hyper.layout().segments();
        long at = (long) chunk * CHUNK;
        long end = Math.min(hyper.layout().length(), at + CHUNK);
        int s = blocks.get(JAVA_INT, (blocksAt + at / ParameterLayout.ALIGNMENT) * Integer.BYTES);
        while (at < end) {
            long next = s + 1 < segments.size() ? segments.get(s + 1).offset() : hyper.layout().length();
            next = Math.min(next, end);
            apply(hyper.settings(s), at, (int) (next - at) * Float.BYTES);
            at = next;
            s++;
        }
    }

    private void apply(HyperParameters.Settings settings, long from, int size) {
        var w = parameters.segment();
        var g = gradients.segment();
        long wAt = parameters.linear(from) * Float.BYTES;
        long gAt = gradients.linear(from) * Float.BYTES;
        long at1 = state1.linear(from) * Float.BYTES;
        long at2 = state2.linear(from) * Float.BYTES;
        double segmentRate = learningRate * settings.learningRateFactor();
        float rate = (float) segmentRate;
        float decay = (float) (segmentRate * settings.weightDecay());
        float l2 = (float) settings.l2();
        switch (rule) {
            case SGD -> SimdOptimizers.sgd(w, wAt, g, gAt, size, rate, decay, gradientScale, l2);
            case MOMENTUM -> SimdOptimizers.momentum(w, wAt, g, gAt, state1.segment(), at1, size, rate, decay,
                    gradientScale, l2, (float) beta1, (float) beta2);
            case RMSPROP -> SimdOptimizers.rmsprop(w, wAt, g, gAt, state1.segment(), at1, size, rate, decay,
                    gradientScale, l2, (float) beta1, (float) (1 - beta1), epsilon);
            case ADAM -> SimdOptimizers.adam(w, wAt, g, gAt, state1.segment(), at1, state2.segment(), at2, size,
                    (float) (segmentRate * rateCorrection), decay, gradientScale, l2, (float) beta1,
                    (float) (1 - beta1),
                    (float) beta2, (float) (1 - beta2), epsilon);
        }
    }
}
