package dev.lanewise.kernel.opencl.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.jocl.CL.CL_DEVICE_TYPE_ACCELERATOR;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;

/**
 * The OpenCL library of this machine, asked by itself whether OpenCL is worth a look: JOCL, which needs native code of
 * its own and prints what it fails to load, is not touched for a machine without a driver or without a GPU.
 */
final class OpenClLibrary {
    private static final long ACCELERATORS = CL_DEVICE_TYPE_GPU | CL_DEVICE_TYPE_ACCELERATOR;
    /** More platforms than any machine has. */
    private static final int MOST_PLATFORMS = 64;

    /** @param reason why there is no library */
    private record Found(SymbolLookup library, String reason) {}

    private static final class Once {
        static final Found FOUND = find();
        static final boolean ACCELERATOR = FOUND.library != null && anyAccelerator(FOUND.library);
    }

    private OpenClLibrary() {}

    /** Returns why there is no OpenCL library that can be loaded; empty if there is one. */
    static String problem() {
        return Once.FOUND.reason;
    }

    /** Returns whether a device may be an accelerator; {@code false} only if all drivers say that they have none. */
    static boolean mayHaveAccelerator() {
        return Once.ACCELERATOR;
    }

    /** Restricted, since loading a library runs its code. It stays loaded, as drivers expect that have threads. */
    @SuppressWarnings("restricted")
    private static Found find() {
        String reason = "";
        for (String name : names()) {
            try {
                return new Found(SymbolLookup.libraryLookup(name, Arena.global()), "");
            } catch (IllegalArgumentException | IllegalCallerException e) {
                reason = "the OpenCL library cannot be loaded: " + e.getMessage();
            }
        }
        return new Found(null, reason);
    }

    /** The names that JOCL tries, in its order. */
    private static List<String> names() {
        String name = System.mapLibraryName("OpenCL");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("mac")
                ? List.of("/System/Library/Frameworks/OpenCL.framework/Versions/Current/OpenCL", name)
                : system.startsWith("windows") ? List.of(name) : List.of(name + ".1", name);
    }

    private static boolean anyAccelerator(SymbolLookup library) {
        SignalHandlers.prepare();
        try (var arena = Arena.ofConfined()) {
            var platformsOf = function(library, "clGetPlatformIDs",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
            var devicesOf = function(library, "clGetDeviceIDs",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
            var count = arena.allocate(JAVA_INT);
            var platforms = arena.allocate(ADDRESS, MOST_PLATFORMS);
            try (var _ = SignalHandlers.keep()) {
                // A failure leaves the count at zero; a platform without such devices answers with an error.
                int _ = (int) platformsOf.invokeExact(MOST_PLATFORMS, platforms, count);
                int found = Math.min(count.get(JAVA_INT, 0), MOST_PLATFORMS);
                for (int p = 0; p < found; p++) {
                    int status = (int) devicesOf.invokeExact(platforms.getAtIndex(ADDRESS, p), ACCELERATORS, 0,
                            MemorySegment.NULL, count);
                    if (status == 0 && count.get(JAVA_INT, 0) > 0)
                        return true;
                }
                return false;
            }
        } catch (Throwable e) {
            // Not known: the search by JOCL says what is wrong.
            return true;
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }
}
