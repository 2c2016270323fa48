package dev.lanewise.examples;

import static dev.lanewise.compute.Activation.RELU;
import static dev.lanewise.compute.Epilogue.NONE;

import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;

/**
 * A training step of the network {@code dense(128) batchNorm relu dropout dense(10)} written with {@link Compute}
 * alone: softmax cross-entropy, Adam. It is what {@code nn} records for that network, line by line.
 */
public final class TrainingStepByHand {
    private static final int HIDDEN = 128;
    private static final int CLASSES = 10;

    private final Compute c;
    private final int steps;
    private final int batch;
    private final Counter first = new Counter(0);
    private final Counter step = new Counter(0);
    private final Counter line = new Counter(0);
    private final Indices permutation;
    private final View losses;
    private final Plan plan;

    /**
     * Uploads the samples, gives the parameters their first values and records the step.
     *
     * @param c where everything is allocated; closing it ends the use of this object
     * @param x rows x features, row by row
     * @param y class of each row, 0 to 9
     * @param batch rows of a mini-batch; what is left over of an epoch is not trained on
     */
    public TrainingStepByHand(Compute c, float[] x, int[] y, int batch) {
        this.c = c;
        this.batch = batch;
        int samples = y.length;
        int features = x.length / samples;
        steps = samples / batch;

        var trainX = c.allocate(samples, features);
        c.upload(x, trainX);
        var trainY = c.allocateIndices(samples);
        c.upload(y, trainY);
        permutation = c.allocateIndices(samples);

        var layout = ParameterLayout.builder();
        int weight1 = layout.add("dense1.weight", features, HIDDEN);
        int gamma = layout.add("batchNorm1.gamma", 1, HIDDEN);
        int beta = layout.add("batchNorm1.beta", 1, HIDDEN);
        int weight2 = layout.add("dense2.weight", HIDDEN, CLASSES);
        int bias2 = layout.add("dense2.bias", 1, CLASSES);
        var flat = layout.build();
        var parameters = c.allocate(flat.length());
        var gradients = c.allocate(flat.length());
        var moment1 = c.allocate(flat.length());
        var moment2 = c.allocate(flat.length());

        var random = new Random(1);
        c.upload(normal(random, features * HIDDEN, Math.sqrt(2.0 / features)), flat.view(parameters, weight1));
        c.upload(normal(random, HIDDEN * CLASSES, Math.sqrt(2.0 / (HIDDEN + CLASSES))), flat.view(parameters, weight2));
        c.fill(1, flat.view(parameters, gamma));

        var w1 = c.pack(flat.view(parameters, weight1), PackedMatrix.Role.RIGHT);
        var w2 = c.pack(flat.view(parameters, weight2), PackedMatrix.Role.RIGHT);
        var w2t = c.pack(flat.view(parameters, weight2).transposed(), PackedMatrix.Role.RIGHT);
        var b2 = flat.view(parameters, bias2);
        var gW1 = flat.view(gradients, weight1);
        var gGamma = flat.view(gradients, gamma);
        var gBeta = flat.view(gradients, beta);
        var gW2 = flat.view(gradients, weight2);
        var gB2 = flat.view(gradients, bias2);

        var norm = new BatchNorm(flat.view(parameters, gamma), flat.view(parameters, beta), c.allocate(1, HIDDEN),
                c.allocate(1, HIDDEN), c.allocate(1, HIDDEN), c.allocate(1, HIDDEN), 0.9, 1e-5, RELU);
        var dropout = new Dropout(0.2, 1, 1);
        var settings = Collections.nCopies(flat.segments().size(), HyperParameters.Settings.PLAIN);
        var update = new Update(new HyperParameters(c, c, flat, settings), Scalar.of(1e-3), Scalar.of(1), parameters,
                gradients);

        var x0 = c.allocate(batch, features);
        var labels = c.allocateIndices(batch);
        var z1 = c.allocate(batch, HIDDEN);
        var a1 = c.allocate(batch, HIDDEN);
        var d1 = c.allocate(batch, HIDDEN);
        var dA1 = c.allocate(batch, HIDDEN);
        var dZ1 = c.allocate(batch, HIDDEN);
        var logits = c.allocate(batch, CLASSES);
        var dLogits = c.allocate(batch, CLASSES);
        losses = c.allocate(steps, 1);
        var hits = c.allocate(steps, 1);
        plan = c.record(() -> {
            // snippet
            c.gatherSamples(trainX, trainY, permutation, first, x0, labels); // Counter first: where the mini-batch starts
            c.gemm(1, x0, w1, 0, z1, NONE); // w1: PackedMatrix; no bias, batch norm would remove it
            c.batchNormTrain(norm, z1, a1); // with RELU inside: one pass less
            c.dropout(a1, dropout, step, first, d1); // Counter step; the mask is recomputed, never stored
            c.gemm(1, d1, w2, 0, logits, NONE.withBias(b2));
            c.softmaxCrossEntropy(logits, labels, losses, hits, line, dLogits); // Counter line of the epoch's report

            c.gemm(1, d1.transposed(), dLogits, 0, gW2, NONE.withRightSums(gB2)); // the bias gradient: dLogits passes by
            c.gemm(1, dLogits, w2t, 0, dA1, NONE);
            c.dropout(dA1, dropout, step, first, dA1); // the same call is its own backward pass
            c.activationBackward(RELU, a1, dA1, dA1);
            c.batchNormBackward(norm, z1, dA1, gGamma, gBeta, dZ1);
            c.gemm(1, x0.transposed(), dZ1, 0, gW1, NONE);

            c.adamStep(update, 0.9, 0.999, 1e-8, step, moment1, moment2); // all parameters: one flat pass
            c.repackAll(List.of(w1, w2, w2t));
            // end of snippet
        });
    }

    /**
     * Goes through the samples once, in an order chosen by a seed.
     *
     * @return the mean of the mini-batches' losses, each before its own step
     */
    public double epoch(long seed) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < permutation.length(); i++)
            order.add(i);
        Collections.shuffle(order, new Random(seed));
        c.upload(order.stream().mapToInt(i -> i).toArray(), permutation);
        for (int i = 0; i < steps; i++) {
            first.set((long) i * batch);
            line.set(i);
            step.advance(1);
            plan.run();
        }
        var values = new double[steps];
        c.download(losses, values);
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double[] normal(Random random, int count, double deviation) {
        return DoubleStream.generate(() -> deviation * random.nextGaussian()).limit(count).toArray();
    }
}
