package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Recorded plans: the same bits as direct calls, what may change between runs, what must not be recorded. */
public interface PlanConformance extends Fixture {
    @Test
    default void replayEqualsDirectCalls() {
        for (var operation : Workloads.operations())
            try (var direct = Workloads.of(operation, compute(), 19, 23, Trial.SEED);
                    var recorded = Workloads.of(operation, compute(), 19, 23, Trial.SEED);
                    var plan = compute().record(recorded::run)) {
                for (int round = 0; round < 3; round++) {
                    direct.run();
                    plan.run();
                    Expected.assertSameBits("replay " + round + " of " + operation, direct.results(),
                            recorded.results());
                }
            }
    }

    @Test
    default void recordingRunsNothing() {
        try (var t = new Trial(compute(), "recording")) {
            var out = t.inout("out", Layout.DENSE, new double[]{1, 2, 3}, 3);
            try (var plan = compute().record(() -> {
                compute().fill(7, out.view());
                compute().add(out.view(), out.view(), out.view());
            })) {
                assertEquals(2, plan.operations());
                assertTrue(plan.launches() >= 0);
                t.check(out, Expected.exactly(1, 2, 3));
                plan.run();
                t.check(out, Expected.exactly(14, 14, 14));
            }
        }
    }

    @Test
    default void scalarsAreReadAtEachRun() {
        try (var t = new Trial(compute(), "plan with scalars")) {
            var host = Scalar.of(2);
            var device = t.inout("alpha", Layout.DENSE, new double[]{3}, 1);
            var x = t.view(new double[]{1, 2, 3}, 3);
            var y = t.output("y", Layout.DENSE, 3);
            var z = t.output("z", Layout.DENSE, 3);
            try (var plan = compute().record(() -> {
                compute().scale(host, x, y.view());
                compute().scale(Scalar.of(device.view()), y.view(), z.view());
            })) {
                plan.run();
                t.check(z, Expected.exactly(6, 12, 18));
                host.set(-1);
                compute().fill(4, device.view());
                plan.run();
                t.check(y, Expected.exactly(-1, -2, -3));
                t.check(z, Expected.exactly(-4, -8, -12));
            }
        }
    }

    @Test
    default void countersAreReadAtEachRun() {
        try (var t = new Trial(compute(), "plan with counters")) {
            var source = t.normals(8, 5);
            var x = t.view(source, 8, 5);
            var first = new Counter(1);
            var step = new Counter(1);
            var dropout = new Dropout(0.5, 3, 1);
            var batch = t.output("batch", Layout.DENSE, 2, 5);
            var dropped = t.output("dropped", Layout.DENSE, 2, 5);
            var rows = t.indices(5, 4, 3, 2, 1, 0, 7, 6);
            var picked = t.indices(0, 0);
            try (var plan = compute().record(() -> {
                compute().gatherRows(x, rows, first, batch.view());
                compute().gatherIndices(rows, rows, first, picked);
                compute().dropout(batch.view(), dropout, step, first, dropped.view());
            })) {
                int[] order = {5, 4, 3, 2, 1, 0, 7, 6};
                for (int round = 0; round < 3; round++) {
                    first.set(2L * round);
                    step.advance(1L << 33);
                    plan.run();
                    var expected = new double[10];
                    for (int i = 0; i < 2; i++)
                        System.arraycopy(source, 5 * order[2 * round + i], expected, 5 * i, 5);
                    t.check(batch, Expected.exactly(expected));
                    t.check(dropped, new ElementwiseOracle(tolerance()).dropout(expected, 5, dropout, step.value(),
                            first.value()));
                    var got = new int[2];
                    compute().download(picked, got);
                    assertArrayEquals(new int[]{order[order[2 * round]], order[order[2 * round + 1]]}, got);
                }
            }
        }
    }

    /** Of a report, each run writes its line and no other. */
    @Test
    default void lossesWriteTheLineOfTheRun() {
        try (var t = new Trial(compute(), "plan with a report")) {
            var x = t.normals(4, 5);
            var targets = t.uniform(0, 1, 4, 5);
            int[] labels = {3, 1, 4, 1};
            var z = t.view(x, 4, 5);
            var wanted = t.view(targets, 4, 5);
            var softmax = t.output("softmax", Layout.GAPS, 3, 2);
            var sigmoid = t.output("sigmoid", Layout.DENSE, 3, 2);
            var squares = t.output("squares", Layout.TRANSPOSED, 3, 1);
            var line = new Counter(0);
            var classes = t.indices(labels);
            try (var plan = compute().record(() -> {
                compute().softmaxCrossEntropy(z, classes, softmax.view().cols(0, 1),
                        softmax.view().cols(1, 1), line, null);
                compute().sigmoidCrossEntropy(z, wanted, sigmoid.view().cols(0, 1), sigmoid.view().cols(1, 1), line,
                        null);
                compute().meanSquaredError(z, wanted, squares.view(), line, null);
            })) {
                for (var report : List.of(softmax, sigmoid, squares))
                    compute().fill(7, report.view());
                line.set(1);
                plan.run();
                var oracle = new SoftmaxOracle(tolerance(), x, 4, 5);
                var losses = new LossOracle(tolerance());
                t.check(softmax, inLineOne(oracle.loss(labels), oracle.correct(labels)));
                t.check(sigmoid, inLineOne(losses.sigmoidCrossEntropy(x, targets), LossOracle.correct(x, targets)));
                var error = losses.meanSquaredError(x, targets);
                t.check(squares, new Expected(new double[]{7, error.values()[0], 7},
                        new double[]{0, error.bounds()[0], 0}));
                line.set(3);
                Misuse.names(IllegalArgumentException.class, plan::run, "line", "3", "2");
            }
        }
    }

    private static Expected inLineOne(Expected loss, double correct) {
        return new Expected(new double[]{7, 7, loss.values()[0], correct, 7, 7},
                new double[]{0, 0, loss.bounds()[0], 0, 0, 0});
    }

    @Test
    default void bufferContentsAreReadAtEachRun() {
        try (var t = new Trial(compute(), "plan with a packed factor")) {
            var w = t.inout("w", Layout.DENSE, new double[]{1, 1, 0, 1}, 2, 2);
            var x = t.view(new double[]{1, 2, 3, 4}, 2, 2);
            var out = t.output("out", Layout.DENSE, 2, 2);
            var packed = t.scope().pack(w.view(), PackedMatrix.Role.RIGHT);
            var transposed = t.scope().pack(w.view().transposed(), PackedMatrix.Role.RIGHT);
            var turned = t.output("turned", Layout.DENSE, 2, 2);
            try (var plan = compute().record(() -> {
                compute().gemm(x, packed, out.view());
                compute().scale(2, w.view(), w.view());
                compute().repackAll(List.of(packed, transposed));
                compute().gemm(x, transposed, turned.view());
            })) {
                plan.run();
                t.check(out, Expected.exactly(1, 3, 3, 7));
                t.check(turned, Expected.exactly(6, 4, 14, 8));
                plan.run();
                t.check(out, Expected.exactly(2, 6, 6, 14));
                t.check(turned, Expected.exactly(12, 8, 28, 16));
            }
        }
    }

    @Test
    default void memoryMayBeAllocatedWhileRecording() {
        try (var t = new Trial(compute(), "allocation while recording")) {
            var out = t.output("out", Layout.DENSE, 3);
            try (var plan = compute().record(() -> {
                View between = t.scope().allocate(3);
                compute().fill(2, between);
                compute().activation(Activation.RELU, between, out.view());
            })) {
                plan.run();
                t.check(out, Expected.exactly(2, 2, 2));
            }
        }
    }

    @Test
    default void counterOutOfRange() {
        try (var t = new Trial(compute(), "plan with a counter out of range")) {
            var x = t.view(t.normals(4, 5), 4, 5);
            var out = t.output("out", Layout.DENSE, 2, 5);
            var first = new Counter(0);
            var rows = t.indices(0, 1, 2);
            try (var plan = compute().record(() -> compute().gatherRows(x, rows, first, out.view()))) {
                plan.run();
                first.set(2);
                Misuse.names(IllegalArgumentException.class, plan::run, "first", "2", "1");
            }
        }
    }

    @Test
    default void closedPlansAndBuffers() {
        try (var t = new Trial(compute(), "plan after closing")) {
            var out = t.output("out", Layout.DENSE, 3);
            var scope = compute().newScope();
            var x = scope.allocate(3);
            var plan = compute().record(() -> compute().add(x, x, out.view()));
            plan.run();
            scope.close();
            Misuse.names(IllegalStateException.class, plan::run, "plan", "closed");
            plan.close();
            plan.close();
            Misuse.names(IllegalStateException.class, plan::run, "plan", "closed");
        }
    }

    @Test
    default void whatCannotBeRecorded() {
        try (var t = new Trial(compute(), "unrecordable operations")) {
            var x = t.inout("x", Layout.DENSE, new double[]{1, 2, 3}, 3).view();
            var indices = t.indices(1, 2);
            Runnable[] unrecordable = {() -> compute().upload(new float[3], x),
                    () -> compute().upload(new double[3], x),
                    () -> compute().upload(new int[2], indices), () -> compute().download(x, new float[3]),
                    () -> compute().download(x, new double[3]), () -> compute().download(indices, new int[2]),
                    () -> compute().downloadScalar(x.slice(0, 0, 1)), () -> compute().sync(),
                    () -> compute().record(() -> {})};
            for (var body : unrecordable) {
                assertThrows(IllegalStateException.class, () -> compute().record(body));
                // The failed recording is over: operations run again.
                compute().fill(5, x);
                assertEquals(5, compute().downloadScalar(x.slice(0, 1, 1)));
            }
            var got = new int[2];
            compute().download(indices, got);
            assertArrayEquals(new int[]{1, 2}, got);
        }
    }

    @Test
    default void plansWithErrorsAreRefusedWhenRecorded() {
        try (var t = new Trial(compute(), "plan with a wrong shape")) {
            var x = t.view(new double[]{1, 2, 3}, 3);
            var y = t.view(new double[]{1, 2}, 2);
            assertThrows(IllegalArgumentException.class, () -> compute().record(() -> compute().copy(x, y)));
        }
    }
}
