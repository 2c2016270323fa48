package dev.lanewise.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Where buffers come from and where they go. */
class MemoryTest {
    private final RecordingApi api = new RecordingApi();
    private OpenClCompute compute;

    @BeforeEach
    void open() {
        compute = TestDevice.open(ComputeOptions.DEFAULT, api);
    }

    @AfterEach
    void close() {
        if (compute != null)
            compute.close();
    }

    @Test
    void scopesInALoopReuseMemory() {
        useAScope();
        int before = api.buffers;
        for (int i = 0; i < 20; i++)
            useAScope();
        assertEquals(before, api.buffers);
    }

    private void useAScope() {
        try (var scope = compute.newScope()) {
            var a = scope.allocate(30, 40);
            var b = scope.allocate(40, 50);
            var c = scope.allocate(30, 50);
            compute.fill(1, a);
            compute.fill(1, b);
            compute.gemm(a, b, c);
        }
    }

    @Test
    void reusedMemoryIsZero() {
        try (var scope = compute.newScope()) {
            compute.fill(7, scope.allocate(1000));
        }
        int before = api.buffers;
        var values = new float[1000];
        Arrays.fill(values, Float.NaN);
        compute.download(compute.allocate(1000), values);
        assertArrayEquals(new float[1000], values);
        assertEquals(before, api.buffers);
    }

    @Test
    void idleMemoryIsLimited() {
        long limit = TestDevice.get().memory() / 8;
        long elements = 1 << 24;
        long buffers = limit / (elements * Float.BYTES) + 2;
        try (var scope = compute.newScope()) {
            for (long i = 0; i < buffers; i++)
                scope.allocate(elements);
        }
        assertTrue(compute.pool().idleBytes() > 0);
        assertTrue(compute.pool().idleBytes() <= limit);
    }

    @Test
    void emptyBuffersAreAllowed() {
        var view = compute.allocate(0, 5);
        compute.fill(1, view);
        compute.download(view, new float[0]);
        assertEquals(0, compute.allocateIndices(0).length());
    }

    @Test
    void memoryLimitOfTheOptionsHolds() {
        try (var limited = TestDevice.open(ComputeOptions.DEFAULT.withMemoryLimit(1 << 20), api)) {
            assertThrows(ComputeException.class, () -> limited.allocate(1 << 19));
        }
    }

    @Test
    void transfersLargerThanTheStagingBuffer() {
        int n = 600_001;
        var values = new double[n];
        Arrays.setAll(values, i -> i % 1000 - 500);
        var view = compute.allocate(2, n);
        compute.upload(values, view.rows(1, 1));
        var got = new double[n];
        compute.download(view.rows(1, 1), got);
        assertArrayEquals(values, got);

        var column = compute.allocate(n, 3).cols(2, 1);
        compute.upload(values, column);
        Arrays.fill(got, Double.NaN);
        compute.download(column, got);
        assertArrayEquals(values, got);

        var integers = IntStream.range(0, n).toArray();
        var indices = compute.allocateIndices(n);
        compute.upload(integers, indices);
        var gotIntegers = new int[n];
        compute.download(indices, gotIntegers);
        assertArrayEquals(integers, gotIntegers);
    }

    @Test
    void closingFreesEveryNativeObject() {
        var view = compute.allocate(3, 4);
        compute.softmaxRows(view, view);
        compute.record(() -> compute.softmaxRows(view, view));
        compute.close();
        assertEquals(0, compute.session().handles().count());
    }

    @Test
    void closingAPlanFreesItsKernels() {
        var view = compute.allocate(3, 4);
        compute.softmaxRows(view, view);
        int before = compute.session().handles().count();
        try (var plan = compute.record(() -> compute.softmaxRows(view, view))) {
            plan.run();
            assertEquals(before + 1, compute.session().handles().count());
        }
        assertEquals(before, compute.session().handles().count());
    }
}
