package dev.lanewise.kernel.opencl;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.kernel.opencl.device.ClApi;
import dev.lanewise.kernel.opencl.device.ExhaustionTest;
import dev.lanewise.kernel.opencl.device.LaunchedKernels;
import dev.lanewise.kernel.opencl.device.OpenClDevices;
import dev.lanewise.kernel.opencl.device.OpenCloseTest;
import dev.lanewise.kernel.opencl.device.SignalHandlersTest;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What runs in a {@link ChildJvm}. */
public final class ChildMain {
    private ChildMain() {}

    /**
     * Runs one of the methods below.
     *
     * @param arguments its name, and what it needs
     */
    public static void main(String[] arguments) throws Exception {
        endWithParent();
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(switch (arguments[0]) {
            case "tests" -> tests(rest);
            case "everyKernel" -> everyKernel(rest[0], Arrays.copyOfRange(rest, 1, rest.length));
            case "verdict" -> verdict();
            case "priority" -> priority();
            case "choose" -> choose(rest);
            case "cycles" -> OpenCloseTest.cycles();
            case "exhaust" -> ExhaustionTest.exhaust();
            case "outOfBounds" -> outOfBounds();
            case "signals" -> SignalHandlersTest.signals();
            case "hang" -> hang();
            case "abandon" -> abandon();
            default -> throw new IllegalArgumentException(arguments[0]);
        });
    }

    /** A build that is stopped must leave nothing behind that uses the machine. */
    private static void endWithParent() {
        var parent = ProcessHandle.current().parent().orElseThrow();
        Thread.ofPlatform().name("parent").daemon().start(() -> {
            parent.onExit().join();
            Runtime.getRuntime().halt(1);
        });
    }

    /** Runs test classes and prints what failed; status 0 if tests ran and none failed. */
    private static int tests(String[] classes) {
        var request = LauncherDiscoveryRequestBuilder.request();
        for (String name : classes)
            request.selectors(selectClass(name));
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request.build(), listener);
        var summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        System.out.println(summary.getTestsSucceededCount() + " of " + summary.getTestsFoundCount() + " tests passed");
        return summary.getTestsFoundCount() > 0 && summary.getTestsSucceededCount() == summary.getTestsFoundCount()
                ? 0
                : 1;
    }

    /**
     * Runs test classes; they must launch every kernel of the sources.
     *
     * @param except names of programs that they have no use for, with commas between
     */
    private static int everyKernel(String except, String[] classes) throws Exception {
        int status = tests(classes);
        var missing = LaunchedKernels.missing(TestDevice.get(), TestDevice.panels(),
                Set.of(except.split(",", -1)));
        if (missing.isEmpty())
            return status;
        System.out.println("never launched: " + String.join(", ", missing));
        return 1;
    }

    /** Prints what a user sees of a backend that may be unusable. */
    private static int verdict() {
        var provider = new OpenClProvider();
        System.out.println("priority " + provider.priority());
        System.out.println("by name only: " + provider.whyByNameOnly());
        System.out.println("probe " + provider.probe());
        System.out.println("again " + provider.probe());
        System.out.println("describe " + provider.describe());
        System.out.println("temporary folder " + System.getProperty("java.io.tmpdir"));
        try (var compute = Compute.named("opencl")) {
            System.out.println("opened " + compute.describe());
        } catch (ComputeException e) {
            System.out.println("refused " + e.getMessage());
        }
        return 0;
    }

    /** Asks only how much the backend is preferred. */
    private static int priority() {
        System.out.println("priority " + new OpenClProvider().priority());
        return 0;
    }

    /** Computes something on each device that is wished for, then prints what the doctor would. */
    private static int choose(String[] wishes) {
        var provider = new OpenClProvider();
        for (String wish : wishes) {
            try (var compute = provider.open(ComputeOptions.DEFAULT.withDevice(wish))) {
                var one = compute.allocate(1);
                compute.fill(1, one);
                System.out.println((compute.downloadScalar(one) == 1 ? "computes on " : "is wrong on ")
                        + compute.describe());
            } catch (IllegalArgumentException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
        provider.describe().lines().forEach(line -> System.out.println("describe " + line));
        return 0;
    }

    /** Writes behind the end of a buffer, to see that the checking device looks. */
    private static int outOfBounds() {
        var device = OpenClDevices.found().choose("");
        var options = ComputeOptions.DEFAULT;
        var profile = KernelProfile.of(device, options.precision());
        try (var compute = new OpenClCompute(options, device, profile, new ClApi())) {
            // The smallest block of the pool is 64 floats.
            var view = compute.allocate(64);
            compute.launcher().kernel("elementwise", "copy").int64(80).place(view).place(view)
                    .overElements(80);
            compute.sync();
        }
        return 0;
    }

    /** Starts a child that never ends, prints its number and dies without a word to it. */
    private static int abandon() throws IOException {
        System.out.println(ChildJvm.command(List.of(ChildMain.class.getName(), "hang")).start().pid());
        Runtime.getRuntime().halt(0);
        return 0;
    }

    /** Never ends. */
    private static int hang() throws InterruptedException {
        Thread.currentThread().join();
        return 0;
    }
}
