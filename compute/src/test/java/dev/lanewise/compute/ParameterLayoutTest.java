package dev.lanewise.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.List;

/** The flat layout of parameters, and the settings that go with its segments. */
class ParameterLayoutTest {
    private static ParameterLayout layout() {
        var builder = ParameterLayout.builder();
        assertEquals(0, builder.add("w", 3, 5));
        assertEquals(1, builder.add("b", 1, 16));
        assertEquals(2, builder.add("c", 1, 17));
        return builder.build();
    }

    @Test
    void segmentsStartAtMultiplesOfTheAlignment() {
        var layout = layout();
        assertEquals(List.of(0L, 16L, 32L), layout.segments().stream().map(ParameterLayout.Segment::offset).toList());
        assertEquals(64, layout.length());
        assertEquals(15 + 16 + 17, layout.parameters());
    }

    @Test
    void anEmptyLayoutHasNoLength() {
        assertEquals(0, ParameterLayout.builder().build().length());
    }

    @Test
    void viewsOfSegmentsLieApart() {
        try (var compute = Compute.named("loops")) {
            var layout = layout();
            var flat = compute.allocate(layout.length());
            for (int s = 0; s < 3; s++)
                compute.fill(s + 1, layout.view(flat, s));
            var values = new double[64];
            compute.download(flat, values);
            for (int i = 0; i < 64; i++)
                assertEquals(i < 15 ? 1 : i < 16 ? 0 : i < 32 ? 2 : i < 49 ? 3 : 0, values[i]);
            assertEquals("3x5", layout.view(flat, 0).shapeText());
            assertThrows(IllegalArgumentException.class, () -> layout.view(compute.allocate(65), 0));
            assertThrows(IllegalArgumentException.class, () -> layout.view(compute.allocate(64, 2).cols(0, 1), 0));
        }
    }

    @Test
    void settingsReachTheDevice() {
        try (var compute = Compute.named("loops")) {
            var settings = List.of(new HyperParameters.Settings(1, 0.5, 0), HyperParameters.Settings.PLAIN,
                    new HyperParameters.Settings(0.25, 0, 2));
            var hyper = new HyperParameters(compute, compute, layout(), settings);
            var table = new double[9];
            compute.download(hyper.table(), table);
            assertArrayEquals(new double[]{1, 0.5, 0, 1, 0, 0, 0.25, 0, 2}, table);
            var blocks = new int[4];
            compute.download(hyper.blocks(), blocks);
            assertArrayEquals(new int[]{0, 1, 2, 2}, blocks);
            assertEquals(settings.get(2), hyper.settings(2));
        }
    }

    @Test
    void eachSegmentNeedsItsSettings() {
        try (var compute = Compute.named("loops")) {
            var error = assertThrows(IllegalArgumentException.class,
                    () -> new HyperParameters(compute, compute, layout(), List.of()));
            assertTrue(error.getMessage().contains("3 segments, got 0"), error.getMessage());
        }
    }

    @Test
    void wrongSegmentsAreRefused() {
        var builder = ParameterLayout.builder();
        builder.add("w", 2, 2);
        assertThrows(IllegalArgumentException.class, () -> builder.add("w", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> builder.add("v", 0, 1));
        assertTooMany("v", () -> builder.add("v", 1L << 40, 1L << 40));
        assertTooMany("v", () -> builder.add("v", Long.MAX_VALUE - 20, 1));
        assertTooMany("s", () -> new ParameterLayout.Segment("s", 0, 1L << 32, 1L << 32));
        // What was refused has left nothing.
        assertEquals(1, builder.build().segments().size());
        assertEquals(16, builder.build().length());
    }

    @Test
    void moreThanTheTablesHoldIsRefusedBeforeMemoryIsTaken() {
        try (var compute = Compute.named("loops", ComputeOptions.DEFAULT.withMemoryLimit(1 << 10))) {
            var builder = ParameterLayout.builder();
            builder.add("w", 1L << 36, 1);
            var error = assertThrows(IllegalArgumentException.class, () -> new HyperParameters(compute, compute,
                    builder.build(), List.of(HyperParameters.Settings.PLAIN)));
            assertTrue(error.getMessage().startsWith("layout: has 68719476736 elements"), error.getMessage());
            compute.allocate(1 << 8);
        }
    }

    private static void assertTooMany(String name, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(name + ": ") && error.getMessage().endsWith("too many parameters"),
                error.getMessage());
    }
}
