package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.time.Duration;

class AllocationTest {
    private static final int BATCHES = 200;

    /** C2 takes a kernel after some 10 000 calls, and many run once a step: 100 epochs are usual. */
    private static final int MANY_EPOCHS = 600;
    /** How late C2 may come on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Measures the heap that the training thread takes in an epoch, at best: compilers are done late in a training. */
    private static final class Meter implements TrainingListener {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final long thread = Thread.currentThread().threadId();
        private long begin;
        private long bytes = Long.MAX_VALUE;

        @Override
        public void onBatch(int epoch, int batch, int batches) {
            if (batch == 1)
                begin = threads.getThreadAllocatedBytes(thread);
            if (batch == batches)
                bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - begin);
        }
    }

    /** A boxed vector is larger than the bound, and so is a view, an array, or anything else that a step might make. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "simd"})
    void aStepAllocatesNothing(String backend) {
        long bytes = bytesOfAnEpoch(backend);
        assertTrue(bytes < 16 * BATCHES, bytes + " bytes in " + BATCHES + " steps on " + backend);
    }

    private static long bytesOfAnEpoch(String backend) {
        try (var compute = BackendsUnderTest.open(backend)) {
            var meter = new Meter();
            var network = Network.input(16).dense(32).batchNorm().relu().dropout(0.1).dense(24).tanh().dense(4)
                    .build(compute, 1);
            var trainer = Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(1e-3))
                    .epochs(Integer.MAX_VALUE)
                    .batch(32).clipNorm(1).listener(meter);
            try (var training = trainer.open(Toys.noise(32 * BATCHES, 16, 4, 1))) {
                long end = System.nanoTime() + PATIENCE.toNanos();
                for (int epoch = 0; meter.bytes >= 16 * BATCHES
                        && (epoch < MANY_EPOCHS || System.nanoTime() < end); epoch++)
                    training.epoch();
            }
            return meter.bytes;
        }
    }
}
