package dev.lanewise.kernel.opencl;

import static org.jocl.CL.CL_DEVICE_NOT_FOUND;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetPlatformIDs;

import org.jocl.CL;
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
 * @param problem why there are none; empty if there are
 */
record OpenClDevices(List<OpenClDevice> devices, String problem) {
    /** What the ICD loader answers when no driver is installed (cl_khr_icd); the list is empty then. */
    private static final int PLATFORM_NOT_FOUND = -1001;

    /** The first touch of JOCL decides for the whole JVM: a class that failed to load stays broken. */
    private static final class Once {
        static final OpenClDevices FOUND = find();
    }

    /** Returns what was found at the first call. Never throws. */
    static OpenClDevices found() { return Once.FOUND; }

    /**
     * Returns the device that a user asked for.
     *
     * @param wanted a number, a part of a name, or empty for the best
     * @throws IllegalArgumentException if there is none, listing those there are
     */
    OpenClDevice choose(String wanted) {
        return devices.stream().filter(device -> wanted.isBlank() || device.matches(wanted.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("device: there is no " + wanted + "; there are "
                        + devices.stream().map(OpenClDevice::describe).collect(Collectors.joining(", "))));
    }

    private static OpenClDevices find() {
        try {
            NativeLibrary.unpack();
            CL.setExceptionsEnabled(true);
            return list();
        } catch (LinkageError e) {
            return none("the OpenCL library cannot be loaded: " + firstLine(e));
        } catch (IOException | RuntimeException e) {
            return none("OpenCL failed: " + firstLine(e));
        }
    }

    /** A platform that fails takes only its own devices with it. */
    private static OpenClDevices list() {
        var devices = new ArrayList<OpenClDevice>();
        var problem = new StringBuilder("no OpenCL device was found");
        var platforms = platforms();
        for (int p = 0; p < platforms.length; p++) {
            try {
                var ids = devices(platforms[p]);
                for (int d = 0; d < ids.length; d++)
                    devices.add(OpenClDevice.of(p + ":" + d, platforms[p], ids[d]));
            } catch (CLException e) {
                problem.append("; platform ").append(p).append(" failed: ").append(firstLine(e));
            }
        }
        devices.sort(Comparator.comparing(OpenClDevice::isAccelerator).thenComparing(OpenClDevice::memory).reversed());
        return new OpenClDevices(List.copyOf(devices), devices.isEmpty() ? problem.toString() : "");
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

    private static OpenClDevices none(String problem) { return new OpenClDevices(List.of(), problem); }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
