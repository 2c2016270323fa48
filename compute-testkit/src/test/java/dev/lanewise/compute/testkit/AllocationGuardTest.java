package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;

/** The guard sees what is allocated, on any thread, and the plain loops allocate nothing. */
@Isolated
class AllocationGuardTest {
    private final int[] counter = {0};
    private volatile Object escaped;

    @Test
    void seesAnAllocation() {
        // 16 bytes of header, 40 of contents.
        assertEquals(56, AllocationGuard.leastBytesPerCall(() -> escaped = new byte[40], Duration.ZERO), 1);
        assertTrue(escaped != null);
        var error = assertThrows(AssertionError.class, () -> AllocationGuard.assertNothing("a new array", 56.2));
        assertEquals("a new array: allocates 56 bytes at each call", error.getMessage());
    }

    @Test
    void seesAnAllocationOfAnotherThread() throws InterruptedException {
        var tasks = new SynchronousQueue<Integer>();
        var answers = new SynchronousQueue<Object>();
        var worker = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (tasks.take() > 0)
                    answers.put(new byte[1000]);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        double bytes = AllocationGuard.leastBytesPerCall(() -> {
            try {
                tasks.put(1);
                escaped = answers.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, Duration.ZERO);
        worker.interrupt();
        assertTrue(bytes >= 1000, () -> "saw " + bytes);
    }

    @Test
    void passesWhatAllocatesNothing() {
        AllocationGuard.assertAllocatesNothing("a counter", () -> counter[0]++);
        assertTrue(counter[0] > 0);
    }

    @Test
    void plansOfThePlainLoopsAllocateNothing() {
        try (var compute = Compute.named("loops")) {
            for (var operation : Workloads.operations()) {
                try (var workload = Workloads.of(operation, compute, 5, 7, Trial.SEED);
                        var plan = compute.record(workload::run)) {
                    AllocationGuard.assertAllocatesNothing("replay of " + operation, plan::run);
                }
            }
        }
    }
}
