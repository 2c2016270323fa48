package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.ProcessStatus;
import dev.lanewise.kernel.opencl.TestDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;

/** Offsets that a 32-bit integer does not hold, in bytes and in elements; where device and host have the memory. */
@DisabledIfSystemProperty(named = "lanewise.long", matches = "false",
        disabledReason = "Takes half a minute: run it with -Plong")
class LargeBufferTest {
    /** 2.1 GiB: byte 2^31 is inside, little more. */
    private static final long PAST_2_GIB = (1L << 29) + (1 << 25);
    /** 8.1 GiB: element 2^31 is inside. */
    private static final long PAST_2_31_ELEMENTS = (1L << 31) + (1 << 25);
    /** Bytes 2^31 and 2^32, element 2^31. */
    private static final long[] BOUNDARIES = {1L << 29, 1L << 30, 1L << 31};

    private Compute compute;

    @AfterEach
    void close() {
        if (compute != null)
            compute.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {PAST_2_GIB, PAST_2_31_ELEMENTS})
    void kernelsAndTransfersReachEveryElement(long n) throws IOException {
        var x = allocate(n, 1);
        compute.fill(0.5, x);
        // Partial sums are multiples of 2^13 and below 2^37: exact in a float.
        var sum = compute.allocate(1, 1);
        compute.reduceAll(Reduction.SUM, x, sum);
        assertEquals(n * 0.5, compute.downloadScalar(sum));
        var halves = new float[1000];
        Arrays.fill(halves, 0.5f);
        for (long boundary : BOUNDARIES) {
            if (boundary >= n)
                continue;
            var across = x.slice(0, boundary - 500, 1000);
            var values = randomFloats(1000);
            compute.upload(values, across);
            assertArrayEquals(values, download(across));
            compute.scale(Scalar.of(2), across, across);
            var doubled = new float[1000];
            for (int i = 0; i < 1000; i++)
                doubled[i] = 2 * values[i];
            assertArrayEquals(doubled, download(across));
            // What an offset cut to 32 bits would have hit.
            assertArrayEquals(halves, download(x.slice(0, 0, 1000)));
            assertArrayEquals(halves, download(x.slice(0, boundary - 1500, 1000)));
        }
    }

    @Test
    void hostMemoryPast2GiBIsTransferredWhole() throws IOException {
        long n = PAST_2_GIB;
        var x = allocate(n, 2);
        long[] places = {0, (1L << 29) - 1, 1L << 29, n - 1};
        try (var arena = Arena.ofConfined()) {
            var host = arena.allocate(n * Float.BYTES, Float.BYTES);
            for (long place : places)
                host.setAtIndex(ValueLayout.JAVA_FLOAT, place, mark(place));
            compute.upload(host, ElementType.FLOAT32, x);
            for (long place : places)
                assertEquals(mark(place), compute.downloadScalar(x.slice(0, place, 1)));
            host.fill((byte) 0);
            compute.download(x, host, ElementType.FLOAT32);
            for (long place : places)
                assertEquals(mark(place), host.getAtIndex(ValueLayout.JAVA_FLOAT, place));
        }
    }

    /** Returns a value for a place that no other place of the test has. */
    private static int mark(long place) {
        return (int) (place % 1000) + 1;
    }

    /** @param copies how many times the test needs the memory */
    private View allocate(long n, int copies) throws IOException {
        var device = TestDevice.get();
        long bytes = n * Float.BYTES;
        TestDevice.skipUnless(device.largestBuffer() >= bytes, "a buffer of " + (bytes >> 20)
                + " MiB is not tested, the device allows " + (device.largestBuffer() >> 20) + " MiB");
        // Twice what the test takes: the rest of the build must not be starved.
        TestDevice.skipUnless(ProcessStatus.freeHostBytes() >= 2L * copies * bytes, "a buffer of " + (bytes >> 20)
                + " MiB is not tested, this machine has " + (ProcessStatus.freeHostBytes() >> 20) + " MiB free");
        compute = TestDevice.open();
        return compute.allocate(n);
    }

    private float[] download(View x) {
        var values = new float[(int) x.elements()];
        compute.download(x, values);
        return values;
    }

    private static float[] randomFloats(int n) {
        var random = new Random(1);
        var values = new float[n];
        for (int i = 0; i < n; i++)
            values[i] = random.nextFloat();
        return values;
    }
}
