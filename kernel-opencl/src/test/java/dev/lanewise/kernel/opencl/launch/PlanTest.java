package dev.lanewise.kernel.opencl.launch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.HyperParameters;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.Update;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.RecordingApi;
import dev.lanewise.kernel.opencl.device.RecordingApi.Call;
import org.jocl.CL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;

/** Recorded steps: what a run costs the host, and what changes between two runs. */
class PlanTest {
    private final RecordingApi api = new RecordingApi();
    private Compute compute;

    @BeforeEach
    void open() {
        compute = TestDevice.open(ComputeOptions.DEFAULT, api);
    }

    @AfterEach
    void close() {
        if (compute != null)
            compute.close();
    }

    /** A layer of softmax regression with dropout, trained by Adam on gathered mini-batches. */
    private Plan trainingStep(View data, Counter first, Counter step, Scalar rate) {
        int batch = 8;
        var layout = ParameterLayout.builder();
        layout.add("weight", data.cols(), 3);
        layout.add("bias", 1, 3);
        var built = layout.build();
        var plain = HyperParameters.Settings.PLAIN;
        var settings = new HyperParameters(compute, compute, built, List.of(plain, plain));
        var parameters = compute.allocate(built.length());
        var gradients = compute.allocate(built.length());
        var firstMoment = compute.allocate(built.length());
        var secondMoment = compute.allocate(built.length());
        var rows = compute.allocateIndices(data.rows());
        var labels = compute.allocateIndices(batch);
        var x = compute.allocate(batch, data.cols());
        var logits = compute.allocate(batch, 3);
        var loss = compute.allocate(1, 1);
        var scale = compute.allocate(1, 1);
        return compute.record(() -> {
            compute.gatherRows(data, rows, first, x);
            compute.dropout(x, new Dropout(0.5, 1, 0), step, first, x);
            compute.gemm(1, x, built.view(parameters, 0), 0, logits,
                    Epilogue.NONE.withBias(built.view(parameters, 1)).withActivation(Activation.TANH));
            compute.softmaxCrossEntropy(logits, labels, loss, null, logits);
            compute.gemm(1, x.transposed(), logits, 0, built.view(gradients, 0), Epilogue.NONE);
            compute.reduceColumns(Reduction.SUM, logits, built.view(gradients, 1));
            compute.squaredNorm(gradients, scale);
            compute.adamStep(new Update(settings, rate, Scalar.of(scale), parameters, gradients), 0.9, 0.999, 1e-8,
                    step, firstMoment, secondMoment);
        });
    }

    @Test
    void runsLaunchWhatTheyCountAndMoveNothing() {
        var first = new Counter(0);
        var step = new Counter(1);
        try (var plan = trainingStep(compute.allocate(32, 20), first, step, Scalar.of(0.01))) {
            assertEquals(8, plan.operations());
            assertTrue(plan.launches() >= plan.operations(), plan.launches() + " launches");
            int launches = api.launches;
            int calls = api.calls.size();
            for (int i = 0; i < 10; i++) {
                first.set(i);
                step.advance(1);
                plan.run();
            }
            assertEquals(10 * plan.launches(), api.launches - launches);
            assertEquals(EnumSet.of(Call.ARGUMENT, Call.LAUNCH),
                    EnumSet.copyOf(api.calls.subList(calls, api.calls.size())));
        }
    }

    @Test
    void runsAllocateNothing() {
        var first = new Counter(0);
        var step = new Counter(1);
        var rate = Scalar.of(0.01);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var plan = trainingStep(compute.allocate(32, 20), first, step, rate)) {
            long least = Long.MAX_VALUE;
            // The first rounds load classes and compile; the least of the rounds is what a run needs.
            for (int round = 0; round < 20; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 50; i++) {
                    first.set(i % 20);
                    step.advance(1);
                    rate.set(0.01 / (i + 1));
                    plan.run();
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                compute.sync();
            }
            assertEquals(0, least);
        }
    }

    @Test
    void argumentsThatStayAreNotSetAgain() {
        var x = compute.allocate(8, 8);
        compute.fill(1, x);
        var out = compute.allocate(16, 8);
        var first = out.rows(0, 8);
        var second = out.rows(8, 8);
        compute.gemm(x, x, first);
        assertEquals(0, argumentsSet(() -> compute.gemm(x, x, first)));
        assertEquals(2, argumentsSet(() -> compute.gemm(3, x, x, 0, second)), "alpha, the place of C");
        api.fault = RecordingApi.every(Call.ARGUMENT, CL.CL_OUT_OF_RESOURCES);
        assertThrows(ComputeException.class, () -> compute.gemm(5, x, x, 0, second));
        api.fault = RecordingApi.NONE;
        assertEquals(1, argumentsSet(() -> compute.gemm(5, x, x, 0, second)), "alpha, which was refused");
        var values = new float[128];
        compute.download(out, values);
        for (int i = 0; i < 128; i++)
            assertEquals(i < 64 ? 8 : 40, values[i]);
    }

    private long argumentsSet(Runnable operation) {
        int before = api.calls.size();
        operation.run();
        return api.calls.stream().skip(before).filter(call -> call == Call.ARGUMENT).count();
    }

    /** A view with gaps is reduced where it is stored. */
    @Test
    void reductionsCopyNothing() {
        var gaps = compute.allocate(40, 50).cols(3, 40);
        var norm = compute.allocate(1, 1);
        try (var plan = compute.record(() -> {
            compute.squaredNorm(gaps, norm);
            compute.reduceAll(Reduction.MAX, gaps.transposed(), norm);
        })) {
            assertEquals(2, plan.launches());
        }
    }

    @Test
    void scalarsAndCountersAreReadAtEveryRun() {
        var out = compute.allocate(3);
        var factor = Scalar.of(2);
        var x = compute.allocate(3);
        compute.upload(new float[]{1, 2, 3}, x);
        var source = compute.allocateIndices(4);
        compute.upload(new int[]{10, 11, 12, 13}, source);
        var at = compute.allocateIndices(4);
        compute.upload(new int[]{3, 2, 1, 0}, at);
        var first = new Counter(0);
        var picked = compute.allocateIndices(2);
        try (var plan = compute.record(() -> {
            compute.scale(factor, x, out);
            compute.gatherIndices(source, at, first, picked);
        })) {
            assertRun(plan, out, 2, picked, 13, 12);
            factor.set(-5);
            first.set(2);
            assertRun(plan, out, -5, picked, 11, 10);
        }
    }

    private void assertRun(Plan plan, View out, double factor, Indices picked, int... expected) {
        plan.run();
        var values = new double[3];
        compute.download(out, values);
        assertArrayEquals(new double[]{factor, 2 * factor, 3 * factor}, values);
        var got = new int[expected.length];
        compute.download(picked, got);
        assertArrayEquals(expected, got);
    }

    @Test
    void recordedLaunchesSurviveGrowingScratch() {
        var small = compute.allocate(4, 5);
        compute.fill(1, small);
        var out = compute.allocate(4, 4);
        try (var plan = compute.record(() -> compute.gemm(small, small.transposed(), out))) {
            // Larger factors make the scratch memory grow; the recorded launches still point to the old one.
            var large = compute.allocate(700, 700);
            compute.gemm(large, large.transposed(), compute.allocate(700, 700));
            plan.run();
            var values = new float[16];
            compute.download(out, values);
            for (float value : values)
                assertEquals(5, value);
        }
    }

    @Test
    void equalInputsGiveEqualBits() {
        var x = compute.allocate(3000, 70);
        compute.dropout(fillOnes(x), new Dropout(0.3, 7, 1), new Counter(1), new Counter(0), x);
        var sums = compute.allocate(2, 70);
        var norms = compute.allocate(2, 1);
        for (int i = 0; i < 2; i++) {
            compute.reduceColumns(Reduction.SUM, x, sums.rows(i, 1));
            compute.squaredNorm(x, norms.rows(i, 1));
        }
        var columns = new float[140];
        compute.download(sums, columns);
        for (int j = 0; j < 70; j++)
            assertEquals(columns[j], columns[70 + j]);
        var both = new float[2];
        compute.download(norms, both);
        assertEquals(both[0], both[1]);
    }

    private View fillOnes(View x) {
        compute.fill(1.0 / 3, x);
        return x;
    }
}
