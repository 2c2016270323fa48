package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.TuningMonitor;
import dev.lanewise.kernel.opencl.Parts;
import dev.lanewise.kernel.opencl.TestDevice;
import dev.lanewise.kernel.opencl.device.ClApi;
import dev.lanewise.kernel.opencl.device.RecordingApi;
import dev.lanewise.kernel.opencl.device.UnoptimisedTiles;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** What is found, kept, read again, and thrown away when the device is another. */
class GemmTunerTest {
    @TempDir
    private Path folder;
    private String before;

    @BeforeEach
    void keepFindingsHere() {
        before = System.setProperty(Tuning.FOLDER, folder.toString());
    }

    @AfterEach
    void restore() {
        if (before == null)
            System.clearProperty(Tuning.FOLDER);
        else
            System.setProperty(Tuning.FOLDER, before);
    }

    /** Ends the tuning when so many kinds are done. */
    private static final class Monitor implements TuningMonitor {
        private final int most;
        private final List<String> found = new ArrayList<>();

        Monitor(int most) { this.most = most; }

        @Override
        public boolean goesOn(int done, int total, String what) { return done < most; }

        @Override
        public void found(String what, String setting, double times) {
            assertTrue(times >= 1, what + ": " + times);
            found.add(what);
        }
    }

    private static Compute open(KernelProfile.Gemm gemm, ClApi api) {
        var profile = gemm == KernelProfile.Gemm.PANELS ? TestDevice.panels() : KernelProfile.gpu(gemm);
        return TestDevice.open(profile, api);
    }

    @Test
    void findingsAreKeptAndNotLookedForAgain() throws IOException {
        Path file;
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            var monitor = new Monitor(2);
            new GemmTuner(compute, Parts.products(compute)).run(monitor);
            assertEquals(2, monitor.found.size());
            file = Parts.products(compute).tuning().file();
            assertEquals(3, Files.readAllLines(file).size(), "a header and two findings");
        }
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            var monitor = new Monitor(3);
            new GemmTuner(compute, Parts.products(compute)).run(monitor);
            assertEquals(1, monitor.found.size(), "the third kind alone");
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "no temporary file is left");
        }
    }

    @Test
    void aTunedProductIsComputedAsFound() throws IOException {
        ShapeClass shape;
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            var x = compute.allocate(100, 100);
            shape = square(x);
            assertEquals("128x128x128 RR", shape.key());
            Parts.products(compute).tuning().put(shape, new Tuning.Finding(new PanelSetting(8, true), 2));
        }
        var api = new RecordingApi();
        try (var compute = open(KernelProfile.Gemm.PANELS, api)) {
            var x = compute.allocate(128, 128);
            compute.fill(0.5, x);
            int launches = api.launches;
            var out = compute.allocate(128, 128);
            compute.gemm(x, x, out);
            assertEquals(1, api.launches - launches, "nothing is packed");
            var got = new float[128 * 128];
            compute.download(out, got);
            for (float value : got)
                assertEquals(32, value);
        }
    }

    @Test
    void aPlaceThatCannotBeIsNamedWithTheReason() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        System.setProperty(Tuning.FOLDER, file.toString());
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            var e = assertThrows(ComputeException.class,
                    () -> new GemmTuner(compute, Parts.products(compute)).run(new Monitor(1)));
            assertEquals("findings cannot be kept: " + file + ": cannot be made a folder: " + file
                    + " is a file, expected a folder", e.getMessage());
        }
    }

    @Test
    void findingsOfAnotherDriverAreIgnored() throws IOException {
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            var x = compute.allocate(64, 64);
            var shape = square(x);
            var tuning = Parts.products(compute).tuning();
            tuning.put(shape, new Tuning.Finding(new PanelSetting(16, false), 1.5));
            var lines = Files.readAllLines(tuning.file());
            assertTrue(read().contains(shape));
            lines.set(0, lines.getFirst().replace("driver", "older"));
            Files.write(tuning.file(), lines);
            assertFalse(read().contains(shape));
        }
    }

    /** Half a file, other bytes, and settings that would make a kernel read beside its operands. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"class\":\"64x", "", "\u0000", "no finding at all", "FOLDER",
            "{\"class\":\"64x64x64 RR\",\"setting\":\"16 rows, packed\",\"times\":1.2.3}",
            "{\"class\":\"64x64x64 RR\",\"setting\":\"16 rows, somehow\",\"times\":1.500}",
            "{\"class\":\"64x64x64 RR\",\"setting\":\"0 rows, packed\",\"times\":1.500}",
            "{\"class\":\"64x64x64 RR\",\"setting\":\"7 rows, packed\",\"times\":1.500}"})
    void aDamagedFileCountsAsAbsentAndIsLogged(String line) throws IOException {
        Path file;
        ShapeClass shape;
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            var x = compute.allocate(64, 64);
            shape = square(x);
            var other = square(compute.allocate(128, 128));
            Parts.products(compute).tuning().put(other, new Tuning.Finding(new PanelSetting(16, false), 1.5));
            file = Parts.products(compute).tuning().file();
        }
        if (line.equals("FOLDER")) {
            Files.delete(file);
            Files.createDirectory(file);
        } else
            Files.writeString(file, Files.readString(file) + line + "\n");
        var logged = new ArrayList<String>();
        var handler = new StreamHandler() {
            @Override
            public void publish(LogRecord message) {
                logged.add(message.getMessage());
            }
        };
        var logger = Logger.getLogger("dev.lanewise.kernel.opencl");
        logger.addHandler(handler);
        try (var compute = open(KernelProfile.Gemm.PANELS, new ClApi())) {
            assertNull(Parts.products(compute).tuning().setting(shape));
            var x = compute.allocate(64, 64);
            var out = compute.allocate(64, 64);
            compute.fill(0.5, x);
            compute.gemm(x, x, out);
            assertAll("product", 16, compute, out);
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, logged.size(), logged.toString());
        assertTrue(logged.getFirst().startsWith(file + ": cannot be read and counts as absent: "), logged.getFirst());
    }

    /** A device has no more tiles and parts than its settings name. */
    @ParameterizedTest
    @ValueSource(strings = {"", "64x64x16/8x4", "64x64x16/8x4 in 0", "64x64x16/8x4 in 33", "64x64x16/8x5 in 1",
            "64x64x16/8x4 in 1 ", "16 rows, packed"})
    void otherTextsAreNoTiles(String text) {
        try (var compute = open(KernelProfile.Gemm.TILES, new ClApi())) {
            assertTrue(isSetting(compute, "64x64x16/8x4 in 32"));
            assertFalse(isSetting(compute, text));
        }
    }

    private static boolean isSetting(Compute compute, String text) {
        return GemmSetting.parse(text).filter(Parts.products(compute)::allows).isPresent();
    }

    /** Returns the class of {@code X X}. */
    private static ShapeClass square(View x) {
        return ShapeClass.of(GemmShape.of(x, x, x.cols(), x));
    }

    private static Tuning read() { return Tuning.of(TestDevice.get(), TestDevice.panels(), text -> true); }

    @Test
    void familiesHaveFilesOfTheirOwn() {
        assertNotEquals(Tuning.of(TestDevice.get(), TestDevice.panels(), text -> true).file(),
                Tuning.of(TestDevice.get(), KernelProfile.GPU, text -> true).file());
    }

    /** Every setting that the tuner tries computes the same as the first, with few steps and with many. */
    @ParameterizedTest
    @EnumSource
    void everySettingIsRight(KernelProfile.Gemm gemm) {
        try (var compute = open(gemm, new UnoptimisedTiles())) {
            int m = 70;
            int n = 90;
            for (int k : new int[]{40, 260}) {
                var a = compute.allocate(k, m).transposed();
                var b = compute.allocate(k, n);
                var c = compute.allocate(m, n);
                var sums = compute.allocate(1, n);
                compute.fill(0.5, a);
                compute.fill(-2, b);
                var settings = Parts.products(compute).settings(GemmShape.of(a, b, k, c));
                assertTrue(settings.size() > 1 && settings.size() <= 24, settings.toString());
                for (var setting : settings) {
                    assertEquals(Optional.of(setting),
                            GemmSetting.parse(setting.text()).filter(Parts.products(compute)::allows));
                    Parts.products(compute).force(setting);
                    compute.fill(7, c);
                    compute.fill(7, sums);
                    compute.gemm(1, a, b, 1, c, Epilogue.NONE.withRightSums(sums));
                    assertAll(setting.text(), 7 - k, compute, c);
                    assertAll(setting.text() + ", sums", -2 * k, compute, sums);
                }
            }
        }
    }

    /**
     * What the tuner compares with is what happens without it: as many launches, B transposed or not (not A, whose packing would
     * hide B's).
     */
    @ParameterizedTest
    @EnumSource
    void theFirstSettingIsTheUsualOne(KernelProfile.Gemm gemm) {
        try (var compute = open(gemm, new UnoptimisedTiles())) {
            // Rows of 1024 are in the same sets of the first cache.
            for (int n : new int[]{90, 1024})
                for (int k : new int[]{40, 260})
                    for (boolean transposed : new boolean[]{false, true}) {
                        int m = 70;
                        var a = compute.allocate(m, k);
                        var b = transposed ? compute.allocate(n, k).transposed() : compute.allocate(k, n);
                        var c = compute.allocate(m, n);
                        Parts.products(compute).force(null);
                        int usual = launches(compute, a, b, c);
                        Parts.products(compute)
                                .force(Parts.products(compute).settings(GemmShape.of(a, b, k, c)).getFirst());
                        assertEquals(usual, launches(compute, a, b, c),
                                k + "x" + n + (transposed ? ", transposed" : ""));
                    }
        }
    }

    private static int launches(Compute compute, View a, View b, View c) {
        try (var plan = compute.record(() -> compute.gemm(a, b, c))) {
            return plan.launches();
        }
    }

    private static void assertAll(String what, float expected, Compute compute, View x) {
        var got = new float[Math.toIntExact(x.elements())];
        compute.download(x, got);
        for (float value : got)
            assertEquals(expected, value, what);
    }

    @Test
    void aWrongKernelIsNotKept() {
        var idle = new RecordingApi();
        idle.idle = true;
        try (var compute = open(KernelProfile.Gemm.PANELS, idle)) {
            var e = assertThrows(ComputeException.class,
                    () -> new GemmTuner(compute, Parts.products(compute)).run(new Monitor(1)));
            assertTrue(e.getMessage().contains("computes 0.0"), e.getMessage());
            assertFalse(Files.exists(Parts.products(compute).tuning().file()));
        }
    }
}
