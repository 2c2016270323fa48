package dev.lanewise.kernel.opencl.device;

import static org.jocl.CL.CL_DEVICE_NOT_FOUND;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetPlatformIDs;

import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What OpenCL offers on this machine, asked once.
 *
 * @param devices the devices, the best first
 * @param problems what failed while they were looked for, whether others were found or not
 */
public record OpenClDevices(List<OpenClDevice> devices, List<String> problems) {
    /** What the ICD loader answers when no driver is installed (cl_khr_icd); the list is empty then. */
    private static final int PLATFORM_NOT_FOUND = -1001;

    /** The first touch of JOCL decides for the whole JVM: a class that failed to load stays broken. */
    private static final class Once {
        static final OpenClDevices FOUND = find();
    }

    /** Returns what was found at the first call. Never throws. */
    public static OpenClDevices found() {
        return Once.FOUND;
    }

    /**
     * Returns the device that a user asked for.
     *
     * @param wanted a number, a part of the name of one device or of its platform, or empty for the best
     * @throws IllegalArgumentException if there is none or more than one, listing those there are
     */
    public OpenClDevice choose(String wanted) {
        if (wanted.isBlank())
            return devices.getFirst();
        String words = wanted.strip();
        var numbered = devices.stream().filter(device -> device.number().equals(words)).findFirst();
        if (numbered.isPresent())
            return numbered.get();
        var named = devices.stream().filter(device -> device.isCalled(words)).toList();
        if (named.size() == 1)
            return named.getFirst();
        throw new IllegalArgumentException(named.isEmpty()
                ? "device: there is no " + words + "; there are " + list(devices)
                : "device: " + words + " is part of the name of " + named.size()
                        + ", give a number or more of the name: " + list(named));
    }

    private static String list(List<OpenClDevice> some) {
        return some.stream().map(OpenClDevice::describe).collect(Collectors.joining(", "));
    }

    /** Returns in one line why there is no device. */
    public String reason() {
        return String.join("; ", problems);
    }

    /** Whether a device is an accelerator. Where the drivers have none, JOCL is not loaded to learn it. Never throws. */
    public static boolean haveAccelerator() {
        return OpenClLibrary.mayHaveAccelerator()
                && found().devices().stream().anyMatch(OpenClDevice::isAccelerator);
    }

    /** Returns what kept an accelerator from being found, in one line; empty if there is none. Never throws. */
    public static String whyNoAccelerator() {
        if (!OpenClLibrary.problem().isEmpty())
            return OpenClLibrary.problem();
        return OpenClLibrary.mayHaveAccelerator() ? found().reason() : "";
    }

    private static OpenClDevices find() {
        if (!OpenClLibrary.problem().isEmpty())
            return none(OpenClLibrary.problem());
        SignalHandlers.prepare();
        try {
            var problems = NativeLibrary.load();
            try (var _ = SignalHandlers.keep()) {
                return find(platforms(), problems);
            }
        } catch (LinkageError e) {
            return none("the OpenCL library cannot be loaded: " + firstLine(e));
        } catch (IOException | RuntimeException e) {
            return none("OpenCL failed: " + firstLine(e));
        }
    }

    /** A platform that fails takes only its own devices with it. */
    private static OpenClDevices find(cl_platform_id[] platforms, List<String> before) {
        var devices = new ArrayList<OpenClDevice>();
        var problems = new ArrayList<String>(before);
        for (int p = 0; p < platforms.length; p++) {
            try {
                var ids = devices(platforms[p]);
                for (int d = 0; d < ids.length; d++)
                    devices.add(OpenClDevice.of(p + ":" + d, platforms[p], ids[d]));
            } catch (CLException e) {
                problems.add("platform " + p + " failed: " + firstLine(e));
            }
        }
        problems.addAll(IcdFiles.problems());
        if (devices.isEmpty())
            problems.addFirst("no OpenCL device was found");
        devices.sort(
                Comparator.comparing(OpenClDevice::isAccelerator).thenComparingLong(OpenClDevice::memory).reversed());
        return new OpenClDevices(List.copyOf(devices), List.copyOf(problems));
    }

    private static cl_platform_id[] platforms() {
        var count = new int[1];
        try {
            clGetPlatformIDs(0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == PLATFORM_NOT_FOUND)
                return new cl_platform_id[0];
            throw e;
        }
        var platforms = new cl_platform_id[count[0]];
        if (count[0] > 0)
            clGetPlatformIDs(platforms.length, platforms, null);
        return platforms;
    }

    private static cl_device_id[] devices(cl_platform_id platform) {
        var count = new int[1];
        try {
            clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == CL_DEVICE_NOT_FOUND)
                return new cl_device_id[0];
            throw e;
        }
        var devices = new cl_device_id[count[0]];
        clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices.length, devices, null);
        return devices;
    }

    private static OpenClDevices none(String problem) { return new OpenClDevices(List.of(), List.of(problem)); }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
