package dev.lanewise.guide;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.lanewise.compute.spi.Availability;
import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.spi.ComputeProvider;
import dev.lanewise.data.download.CacheSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code doctor}: what runs here, and why not. */
@Command(name = "doctor", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = "Shows the Java runtime, the machine and, for each backend, whether it runs here or why not.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Output output;

    @Override
    public Integer call() {
        Map<String, String> system = system();
        system.forEach((name, value) -> output.line("%-10s %s".formatted(name, value)));
        var backends = new ArrayList<Map<String, Object>>();
        boolean chosen = false;
        for (ComputeProvider provider : Backends.providers()) {
            Availability verdict = provider.probe();
            boolean chosenNow = !chosen && verdict.usable() && provider.priority() >= 0;
            chosen |= chosenNow;
            show(provider, verdict, chosenNow);
            backends.add(json(provider, verdict, chosenNow));
        }
        output.json(Map.of("system", system, "backends", backends));
        return 0;
    }

    private static Map<String, String> system() {
        var system = new LinkedHashMap<String, String>();
        Runtime runtime = Runtime.getRuntime();
        CacheSettings cache = CacheSettings.ofProcess();
        system.put("lanewise", Versions.lanewise());
        system.put("java", Versions.java() + ", " + System.getProperty("java.home"));
        system.put("platform", Versions.platform());
        system.put("machine", runtime.availableProcessors() + " processors for this process, at most "
                + (runtime.maxMemory() >> 20) + " MiB of Java heap");
        system.put("compiler", compiler());
        system.put("downloads", cache.folder() + (cache.offline() ? ", network switched off" : ""));
        return system;
    }

    /** The vector kernels are fast only when C2 compiles them. */
    private static String compiler() {
        var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (bean == null) {
            return "not HotSpot: whether vector code is compiled well is unknown";
        }
        boolean c2 = bean.getVMOption("TieredStopAtLevel").getValue().equals("4")
                && !System.getProperty("java.vm.info", "").contains("interpreted");
        return c2 ? "C2 is on" : "C2 is off: vector code would be very slow";
    }

    private void show(ComputeProvider provider, Availability verdict, boolean chosen) {
        String state = chosen
                ? "chosen"
                : verdict.usable() ? provider.priority() < 0 ? "usable, only by name" : "usable" : "not usable";
        output.line("");
        output.line("backend " + provider.name() + ": " + state + ": " + verdict.reason());
        if (!verdict.remedy().isEmpty()) {
            output.line("    " + verdict.remedy());
        }
        provider.describe().lines().filter(line -> !line.equals(verdict.reason()))
                .forEach(line -> output.line("    " + line));
    }

    private static Map<String, Object> json(ComputeProvider provider, Availability verdict, boolean chosen) {
        var backend = new LinkedHashMap<String, Object>();
        backend.put("name", provider.name());
        backend.put("usable", verdict.usable());
        backend.put("chosen", chosen);
        backend.put("priority", provider.priority());
        backend.put("reason", verdict.reason());
        backend.put("remedy", verdict.remedy());
        backend.put("details", List.copyOf(provider.describe().lines().toList()));
        return backend;
    }
}
