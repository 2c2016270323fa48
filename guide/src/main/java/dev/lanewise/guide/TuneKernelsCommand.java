package dev.lanewise.guide;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.ComputeOptions.Precision;
import dev.lanewise.compute.spi.Availability;
import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.spi.ComputeProvider;
import dev.lanewise.compute.spi.TuningMonitor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code tune-kernels}: the fastest kernels for this machine's OpenCL device. */
@Command(name = "tune-kernels", mixinStandardHelpOptions = true, versionProvider = Versions.class, sortOptions = false,
        description = "Finds the fastest of the OpenCL backend's products for products of several sizes, on one "
                + "device, and keeps them for later runs. May be interrupted: the next run goes on from there.")
final class TuneKernelsCommand implements Callable<Integer> {
    private static final String BACKEND = "opencl";

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "",
            description = "Number of the device as doctor shows it, or a part of its name; the best without.")
    private String device;

    @Option(names = "--fast", description = "Tune products that may round their factors to TF32.")
    private boolean fast;

    @Option(names = "--budget", paramLabel = "SECONDS", defaultValue = "300",
            description = "Stop after so many seconds (default: ${DEFAULT-VALUE}).")
    private int budget;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        UsageException.require(budget > 0, "--budget", budget, "1 or more");
        ComputeProvider provider = Backends.providers().stream().filter(p -> p.name().equals(BACKEND)).findFirst()
                .orElseThrow(() -> new CommandException("tune-kernels: the OpenCL backend is not there"));
        Availability verdict = provider.probe();
        if (!verdict.usable()) {
            throw new CommandException("tune-kernels: " + verdict.reason() + ". " + verdict.remedy());
        }
        ComputeOptions options = ComputeOptions.DEFAULT.withDevice(device)
                .withPrecision(fast ? Precision.FAST : Precision.FULL);
        var monitor = new Monitor();
        Interruption.leaves("what was found is kept; the next run goes on from there");
        String file = tune(provider, options, monitor);
        monitor.bar.close();
        output.line(monitor.complete
                ? "all is tuned, kept in " + file
                : "out of time, what was found is kept in " + file + "; the next run goes on from there");
        var object = new LinkedHashMap<String, Object>();
        object.put("file", file);
        object.put("complete", monitor.complete);
        object.put("found", monitor.findings);
        output.json(object);
        return 0;
    }

    private static String tune(ComputeProvider provider, ComputeOptions options, Monitor monitor) {
        try {
            return provider.tune(options, monitor).orElseThrow();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage()); // which begins with the name of what is wrong: device
        }
    }

    /** Shows what goes on, and ends it when the time is over. */
    private final class Monitor implements TuningMonitor {
        private final long start = System.nanoTime();
        private final List<Map<String, Object>> findings = new ArrayList<>();
        private final TuningBar bar = new TuningBar(output);
        private boolean complete = true;

        @Override
        public boolean goesOn(int done, int total, String what) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            complete = seconds < budget;
            bar.show(done, total, what);
            return complete;
        }

        @Override
        public void found(String what, String setting, double times) {
            bar.interrupt();
            output.line(String.format(Locale.ROOT, "%-34s %-28s %s", what, setting,
                    times > 1 ? String.format(Locale.ROOT, "%.2f times as fast", times) : "as before"));
            findings.add(Map.of("what", what, "setting", setting, "times", times));
        }
    }
}
