package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.ComputeOptions.Precision;
import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the tests on a device. */
final class DeviceReport {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Map<String, Object> head = new LinkedHashMap<>();
    private final List<Map<String, Object>> classes = new ArrayList<>();
    private final List<Map<String, String>> failures = new ArrayList<>();
    private final List<Map<String, String>> skips = new ArrayList<>();
    private final Count all = new Count();
    private Count current = new Count();
    private String running = "";

    private static final class Count {
        private int run;
        private int failed;
        private int skipped;

        private Map<String, Object> json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("run", run);
            json.put("failed", failed);
            json.put("skipped", skipped);
            return json;
        }

        @Override
        public String toString() { return run + " tests run, " + failed + " failed, " + skipped + " skipped"; }
    }

    DeviceReport(OpenClDevice device) {
        head.put("time", LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString());
        head.put("platform", device.platform());
        head.put("device", device.name());
        head.put("driver", device.driver());
        head.put("description", device.describe());
        head.put("family", KernelProfile.of(device, Precision.FULL).gemm().name().toLowerCase(Locale.ROOT));
        head.put("commit", System.getProperty("lanewise.commit", ""));
        head.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        head.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch"));
    }

    synchronized void start(String className) {
        running = className;
        current = new Count();
    }

    synchronized void passed() {
        current.run++;
        all.run++;
    }

    synchronized void failed(String test, String message) {
        current.run++;
        current.failed++;
        all.run++;
        all.failed++;
        failures.add(finding(test, message));
    }

    synchronized void skipped(String test, String reason) {
        current.skipped++;
        all.skipped++;
        skips.add(finding(test, reason));
    }

    private static Map<String, String> finding(String test, String message) {
        var finding = new LinkedHashMap<String, String>();
        finding.put("test", test);
        finding.put("message", message);
        return finding;
    }

    /** Ends a class; returns the line about it. */
    synchronized String end(double seconds) {
        var json = new LinkedHashMap<String, Object>();
        json.put("class", running);
        json.putAll(current.json());
        json.put("seconds", seconds);
        classes.add(json);
        String line = String.format(Locale.ROOT, "%-24s %s, %.1f s", running, current, seconds);
        running = "";
        return line;
    }

    synchronized String summary() {
        return all + " on " + head.get("description");
    }

    /** Returns whether tests ran and none failed. */
    synchronized boolean good() {
        return all.run > 0 && all.failed == 0;
    }

    /** Writes it, whole or not at all. */
    synchronized void write(Path file) {
        var json = new LinkedHashMap<>(head);
        json.put("running", running);
        json.putAll(all.json());
        json.put("classes", classes);
        json.put("failures", failures);
        json.put("skips", skips);
        try {
            byte[] text = (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(file, out -> out.write(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
