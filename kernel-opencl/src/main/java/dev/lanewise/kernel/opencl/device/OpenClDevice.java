package dev.lanewise.kernel.opencl.device;

import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_TYPE;
import static org.jocl.CL.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.jocl.CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT;
import static org.jocl.CL.CL_DEVICE_PARTITION_BY_COUNTS;
import static org.jocl.CL.CL_DEVICE_PARTITION_PROPERTIES;
import static org.jocl.CL.CL_DEVICE_SINGLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_TYPE;
import static org.jocl.CL.CL_DEVICE_TYPE_ACCELERATOR;
import static org.jocl.CL.CL_DEVICE_TYPE_CPU;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT;
import static org.jocl.CL.CL_LOCAL;
import static org.jocl.CL.CL_PLATFORM_NAME;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clGetPlatformInfo;

import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One device and what was asked of it.
 *
 * @param number {@code platform:device}, both counted from 0
 * @param id the device
 * @param platform name of the platform
 * @param name name of the device
 * @param driver version of the driver
 * @param type the bits CL_DEVICE_TYPE_..
 * @param memory bytes of global memory
 * @param largestBuffer most bytes of one buffer
 * @param computeUnits number of cores or multiprocessors
 * @param largestGroup most work-items of a group
 * @param vectorWidth floats in a native vector
 * @param localMemory bytes of local memory of a group
 * @param ownLocalMemory whether local memory is a memory of its own rather than a part of the global one
 * @param roundsDivision whether division and square root can be asked to round correctly
 * @param isDivisible whether a device can be made of some of the compute units
 */
public record OpenClDevice(String number, cl_device_id id, String platform, String name, String driver, long type,
        long memory,
        long largestBuffer, int computeUnits, long largestGroup, int vectorWidth, long localMemory,
        boolean ownLocalMemory, boolean roundsDivision, boolean isDivisible) {

    static OpenClDevice of(String number, cl_platform_id platform, cl_device_id id) {
        return new OpenClDevice(number, id, platformName(platform), text(id, CL_DEVICE_NAME),
                text(id, CL_DRIVER_VERSION), number(id, CL_DEVICE_TYPE), number(id, CL_DEVICE_GLOBAL_MEM_SIZE),
                number(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE), (int) number(id, CL_DEVICE_MAX_COMPUTE_UNITS),
                number(id, CL_DEVICE_MAX_WORK_GROUP_SIZE), (int) number(id, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT),
                number(id, CL_DEVICE_LOCAL_MEM_SIZE), number(id, CL_DEVICE_LOCAL_MEM_TYPE) == CL_LOCAL,
                (number(id, CL_DEVICE_SINGLE_FP_CONFIG) & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
                isDivisible(id));
    }

    /** Returns the device that was made of some of the compute units. */
    OpenClDevice part(cl_device_id part, int units) {
        return new OpenClDevice(number, part, platform, name, driver, type, memory, largestBuffer, units,
                largestGroup, vectorWidth, localMemory, ownLocalMemory, roundsDivision, false);
    }

    /**
     * Returns whether this is a processor of its own. A CPU device has the cores of the SIMD backend, which
     * is faster on them.
     */
    public boolean isAccelerator() {
        return (type & (CL_DEVICE_TYPE_GPU | CL_DEVICE_TYPE_ACCELERATOR)) != 0 && (type & CL_DEVICE_TYPE_CPU) == 0;
    }

    /** Returns whether these words are a part of the device's name or its platform's. */
    boolean isCalled(String words) {
        String part = words.toLowerCase(Locale.ROOT);
        return name.toLowerCase(Locale.ROOT).contains(part) || platform.toLowerCase(Locale.ROOT).contains(part);
    }

    /** Returns one line for people. */
    public String describe() {
        return number + " " + name + " (" + (isAccelerator() ? "accelerator" : "CPU") + ", " + platform + ", driver "
                + driver + ", " + computeUnits + " compute units, " + (memory >> 20) + " MiB, largest buffer "
                + (largestBuffer >> 20) + " MiB)";
    }

    private static String platformName(cl_platform_id platform) {
        var size = new long[1];
        clGetPlatformInfo(platform, CL_PLATFORM_NAME, 0, null, size);
        var text = new byte[(int) size[0]];
        clGetPlatformInfo(platform, CL_PLATFORM_NAME, text.length, Pointer.to(text), null);
        return toText(text);
    }

    private static String text(cl_device_id id, int what) {
        var size = new long[1];
        clGetDeviceInfo(id, what, 0, null, size);
        var text = new byte[(int) size[0]];
        clGetDeviceInfo(id, what, text.length, Pointer.to(text), null);
        return toText(text);
    }

    /**
     * Reads a number of 4 or 8 bytes; the rest of the array stays 0, which serves little-endian hosts alone, as
     * OpenCL's are.
     */
    private static long number(cl_device_id id, int what) {
        var value = new long[1];
        clGetDeviceInfo(id, what, size(id, what), Pointer.to(value), null);
        return value[0];
    }

    private static long size(cl_device_id id, int what) {
        var size = new long[1];
        clGetDeviceInfo(id, what, 0, null, size);
        return size[0];
    }

    /** Asks for the list of ways to divide; OpenCL 1.1 does not know the question. */
    private static boolean isDivisible(cl_device_id id) {
        try {
            var ways = new long[(int) (size(id, CL_DEVICE_PARTITION_PROPERTIES) / Long.BYTES)];
            clGetDeviceInfo(id, CL_DEVICE_PARTITION_PROPERTIES, (long) ways.length * Long.BYTES, Pointer.to(ways),
                    null);
            return Arrays.stream(ways).anyMatch(way -> way == CL_DEVICE_PARTITION_BY_COUNTS);
        } catch (CLException e) {
            return false;
        }
    }

    /** Texts of OpenCL end with a zero. */
    private static String toText(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
    }
}
