package dev.lanewise.kernel.opencl;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.device.OpenClDevices;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The tests of this module without Maven, on whatever device a machine has: {@code ./lanewise kit} carries them there.
 * Prints a line for each test class and each failure, and writes a {@link DeviceReport} before and after each class: a
 * driver that takes the process with it leaves what was done before, and the name of the class.
 */
final class DeviceSuite implements TestExecutionListener {
    /** Nobody can interrupt a kernel that hangs; on a device that works the slowest test takes some seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Exit status, as the command line has it. */
    private static final int WRONG_USAGE = 2;

    private final DeviceReport report;
    private final Path file;
    private final PrintStream out;
    private volatile Duration patience;
    private volatile TestIdentifier running;
    private volatile long lastSign = System.nanoTime();
    private TestPlan plan;
    private long classStart;

    DeviceSuite(OpenClDevice device, Path file, PrintStream out, Duration patience) {
        report = new DeviceReport(device);
        this.file = file;
        this.out = out;
        this.patience = patience;
    }

    /** @param arguments the file to write, and {@code quick} for {@link QuickConformance} alone */
    public static void main(String[] arguments) {
        var found = OpenClDevices.found();
        if (found.devices().isEmpty()) {
            System.out.println(found.reason());
            System.exit(1);
        }
        try {
            var device = found.choose(TestDevice.wanted());
            boolean quick = arguments.length > 1 && arguments[1].equals("quick");
            System.exit(new DeviceSuite(device, Path.of(arguments[0]), System.out, PATIENCE)
                    .run(quick ? quickRequest() : request()));
        } catch (IllegalArgumentException e) {
            System.out.println("--" + e.getMessage()); // which begins with the name of what is wrong: device
            System.exit(WRONG_USAGE);
        }
    }

    private static LauncherDiscoveryRequest quickRequest() {
        return LauncherDiscoveryRequestBuilder.request().selectors(selectClass(QuickConformance.class)).build();
    }

    /** Oclgrind is a device of its own, which has been tested at home. */
    private static LauncherDiscoveryRequest request() {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage(DeviceSuite.class.getPackageName()))
                .filters(includeClassNamePatterns(".*Test"), excludeClassNamePatterns(".*\\.OclgrindTest")).build();
    }

    /** Says how long a test may go without a sign of life from now on. */
    void setPatience(Duration patience) {
        this.patience = patience;
    }

    /** Runs the tests; returns 0 if there were any and none failed. */
    int run(LauncherDiscoveryRequest request) {
        var watchdog = Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
        LauncherFactory.create().execute(request, this);
        watchdog.interrupt();
        report.write(file);
        out.println(report.summary());
        return report.good() ? 0 : 1;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) { plan = started; }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (isClass(test)) {
            report.start(test.getDisplayName());
            report.write(file);
            classStart = System.nanoTime();
        }
        sign(test);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) { report.skipped(name(test), reason); }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        sign(test);
        String message = result.getThrowable().map(Throwable::toString).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest())
                    report.passed();
            }
            case ABORTED -> report.skipped(name(test), message);
            case FAILED -> failed(test, message);
        }
        if (isClass(test)) {
            out.println(report.end((System.nanoTime() - classStart) * 1e-9));
            report.write(file);
        }
    }

    private void failed(TestIdentifier test, String message) {
        report.failed(name(test), message);
        out.println("FAILED " + name(test) + ": " + message);
    }

    private void sign(TestIdentifier test) {
        running = test;
        lastSign = System.nanoTime();
    }

    /** Without a sign of life the report is written with what there is, and the process ended. */
    private void watch() {
        try {
            while (System.nanoTime() - lastSign < patience.toNanos())
                Thread.sleep(Duration.ofMillis(500));
        } catch (InterruptedException e) {
            return;
        }
        failed(running, String.format(Locale.ROOT, "hangs: no sign of life for %d s", patience.toSeconds()));
        report.write(file);
        Runtime.getRuntime().halt(1);
    }

    private static boolean isClass(TestIdentifier test) {
        return test.getSource().filter(ClassSource.class::isInstance).isPresent();
    }

    /** The class, the method and the arguments, where there are any. */
    private String name(TestIdentifier test) {
        String parent = plan.getParent(test).filter(above -> above.getSource().isPresent()).map(this::name).orElse("");
        return parent.isEmpty() ? test.getDisplayName() : parent + " " + test.getDisplayName();
    }
}
