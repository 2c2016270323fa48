package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Reduction;
import dev.lanewise.kernel.opencl.Parts;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.RecordingApi.Call;
import org.jocl.CL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Where buffers come from and where they go. */
class MemoryTest {
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
        assertTrue(Parts.pool(compute).idleBytes() > 0);
        assertTrue(Parts.pool(compute).idleBytes() <= limit);
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
    void memoryLimitCountsWhatOperationsNeed() {
        try (var limited = TestDevice.open(ComputeOptions.DEFAULT.withMemoryLimit(1 << 20), api)) {
            var out = limited.allocate(1, 1);
            try (var scope = limited.newScope()) {
                // 900 of 1024 KiB; a sum over columns copies them first.
                var columns = scope.allocate(900, 256).cols(0, 128);
                var e = assertThrows(ComputeException.class, () -> limited.reduceAll(Reduction.SUM, columns, out));
                assertTrue(e.getMessage().contains("not enough memory: 1 MiB asked for, 1 MiB of 1 MiB in use"),
                        e.getMessage());
            }
            limited.reduceAll(Reduction.SUM, limited.allocate(300, 256).cols(0, 128), out);
            assertTrue(Parts.pool(limited).heldBytes() <= 1 << 20);
        }
    }

    @Test
    void refusedMemoryIsFreedAndAskedForAgain() {
        try (var scope = compute.newScope()) {
            scope.allocate(1 << 16);
        }
        assertTrue(Parts.pool(compute).idleBytes() > 0);
        refuseOneBuffer();
        compute.allocate(1000, 1000);
        assertEquals(0, Parts.pool(compute).idleBytes());
    }

    @Test
    void refusedMemoryIsAskedForAgainWithoutRounding() {
        refuseOneBuffer();
        try (var scope = compute.newScope()) {
            scope.allocate(1000, 1001);
            assertEquals(1000 * 1001 * Float.BYTES, Parts.pool(compute).heldBytes());
        }
        assertEquals(0, Parts.pool(compute).heldBytes());
    }

    @Test
    void lessWaitsAfterARefusal() {
        try (var limited = TestDevice.open(ComputeOptions.DEFAULT.withMemoryLimit(64 << 20), api)) {
            assertEquals(8 << 20, idleBytesAfter(limited, 8 << 20));
            refuseOneBuffer();
            limited.allocate(1 << 10);
            assertEquals(0, idleBytesAfter(limited, 8 << 20));
            assertEquals(4 << 20, idleBytesAfter(limited, 4 << 20));
        }
    }

    private static long idleBytesAfter(Compute used, int bytes) {
        try (var scope = used.newScope()) {
            scope.allocate(bytes / Float.BYTES);
        }
        return Parts.pool(used).idleBytes();
    }

    private void refuseOneBuffer() {
        api.fault = (call, number) -> {
            if (call != Call.BUFFER)
                return CL.CL_SUCCESS;
            api.fault = RecordingApi.NONE;
            return CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
        };
    }

    @Test
    void outgrownScratchIsFreed() {
        var out = compute.allocate(1, 1);
        var columns = compute.allocate(900, 2000).cols(0, 1000);
        long before = usedBytes();
        for (int rows = 100; rows <= 900; rows += 100) {
            compute.reduceAll(Reduction.SUM, columns.rows(0, rows), out);
            // The next operation gives back what this one has outgrown.
            compute.reduceAll(Reduction.SUM, columns.rows(0, rows), out);
            // One block of less than twice the need, rounded up by less than an eighth.
            assertTrue(usedBytes() - before < 2.25 * rows * 1000 * Float.BYTES, rows + " rows");
        }
    }

    @Test
    void scratchOfARecordedOperationStaysAsLongAsItsPlan() {
        var x = compute.allocate(600, 1);
        compute.fill(1, x);
        var sum = compute.allocate(1, 1);
        var plan = compute.record(() -> compute.reduceColumns(Reduction.SUM, x, sum));
        long before = usedBytes();
        compute.download(compute.allocate(300, 600).cols(0, 300), new float[300 * 300]);
        // Would get the outgrown memory, had it been given back.
        try (var scope = compute.newScope()) {
            var other = scope.allocate(1 << 16);
            compute.fill(7, other);
            plan.run();
            var values = new float[1 << 16];
            compute.download(other, values);
            for (float value : values)
                assertEquals(7, value);
        }
        assertEquals(600, compute.downloadScalar(sum));
        long grown = usedBytes();
        plan.close();
        assertEquals(Float.BYTES << 16, grown - usedBytes());
        assertTrue(before < grown);
    }

    private long usedBytes() {
        return Parts.pool(compute).heldBytes() - Parts.pool(compute).idleBytes();
    }

    /** One element that stands for 2^60, each of which leaves two numbers: their bytes are more than 64 bits count. */
    @Test
    void moreScratchThanCanBeCountedIsRefused() {
        var huge = compute.allocate(1, 1).broadcast(1L << 60, 1);
        var loss = compute.allocate(1);
        var e = assertThrows(ComputeException.class, () -> compute.meanSquaredError(huge, huge, loss, null));
        assertTrue(e.getMessage().contains("CL_DEVICE_MAX_MEM_ALLOC_SIZE"), e.getMessage());
        compute.meanSquaredError(compute.allocate(2000, 1), compute.allocate(2000, 1), loss, null);
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

        var matrix = compute.allocate(n, 3);
        var column = matrix.cols(2, 1);
        long before = usedBytes();
        compute.upload(values, column);
        Arrays.fill(got, Double.NaN);
        compute.download(column, got);
        assertArrayEquals(values, got);
        var whole = new double[3 * n];
        compute.download(matrix, whole);
        for (int i = 0; i < n; i++)
            got[i] = whole[3 * i + 2];
        assertArrayEquals(values, got);
        assertTrue(usedBytes() - before < (long) n * Float.BYTES, "goes through parts, not through the whole");

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
        assertEquals(0, Parts.session(compute).handles().count());
    }

    @Test
    void closingAPlanFreesItsKernels() {
        var view = compute.allocate(3, 4);
        compute.softmaxRows(view, view);
        int before = Parts.session(compute).handles().count();
        try (var plan = compute.record(() -> compute.softmaxRows(view, view))) {
            plan.run();
            assertEquals(before + 1, Parts.session(compute).handles().count());
        }
        assertEquals(before, Parts.session(compute).handles().count());
    }
}
