package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.ComputeException;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.NativePointerObject;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Context and in-order queue of one compute on one device. Every fault of OpenCL passes through here and leaves as a
 * {@link ComputeException} that names the device and what it was doing.
 */
public final class DeviceSession {
    /** The name of the backend, with which the message of every fault begins. */
    public static final String BACKEND = "opencl";
    /** The largest argument that is not a buffer: four 64-bit integers. */
    public static final int LARGEST_ARGUMENT = 4 * Long.BYTES;

    /** What a device without memory answers: some at the allocation, some at the first use of the buffer. */
    private static final Set<Integer> OUT_OF_MEMORY = Set.of(CL.CL_MEM_OBJECT_ALLOCATION_FAILURE,
            CL.CL_OUT_OF_RESOURCES, CL.CL_OUT_OF_HOST_MEMORY, CL.CL_INVALID_BUFFER_SIZE);
    private static final String BUILD_OPTIONS = "-cl-std=CL1.2";

    private final ClApi api;
    private final OpenClDevice device;
    private final Handles handles;
    private final cl_context context;
    private final cl_command_queue queue;
    private final ByteBuffer argument;
    private final Pointer argumentPointer;
    private String lastKernel = "no kernel yet";

    /** @param threads compute units to work on where the device can be divided; 0 for all */
    public DeviceSession(ClApi api, OpenClDevice device, int threads) {
        this.api = api;
        handles = new Handles(api);
        argument = handles.hostMemory(LARGEST_ARGUMENT);
        argumentPointer = Pointer.to(argument);
        try {
            this.device = 0 < threads && threads < device.computeUnits() && device.isDivisible()
                    ? device.part(handles.add(api.createSubDevice(device.id(), threads)), threads)
                    : device;
            context = handles.add(api.createContext(this.device.id()));
            queue = handles.add(api.createQueue(context, this.device.id()));
        } catch (CLException e) {
            handles.close();
            throw fault(device, "opening the device", e);
        }
    }

    public OpenClDevice device() { return device; }

    Handles handles() { return handles; }

    /** Frees all that this session has allocated; what runs is waited for. The second call does nothing. */
    public void close() {
        handles.close();
    }

    /**
     * Builds a program.
     *
     * @param name what a fault calls it
     * @param options options of the device's compiler, besides those of every program
     */
    public cl_program build(String name, String source, String options) {
        cl_program program = null;
        try {
            program = handles.add(api.createProgram(context, source));
            api.buildProgram(program, BUILD_OPTIONS + options
                    + (device.roundsDivision() ? " -cl-fp32-correctly-rounded-divide-sqrt" : ""));
            return program;
        } catch (CLException e) {
            if (program != null)
                handles.release(program);
            throw fault("building program " + name, e);
        }
    }

    /** Returns a new kernel object of a program; {@link #release} it. */
    public cl_kernel newKernel(cl_program program, String name) {
        try {
            return handles.add(api.createKernel(program, name));
        } catch (CLException e) {
            throw fault("kernel " + name, e);
        }
    }

    /** Returns the place in which an argument's bytes are put before {@link #setArgument(cl_kernel, int, int)}. */
    public ByteBuffer argument() {
        return argument;
    }

    /** Sets an argument to the first bytes of {@link #argument()}. */
    public void setArgument(cl_kernel kernel, int index, int bytes) {
        api.setArgument(kernel, index, bytes, argumentPointer);
    }

    /** Sets a buffer argument; {@code null} for none. */
    public void setBuffer(cl_kernel kernel, int index, Pointer buffer) {
        api.setArgument(kernel, index, org.jocl.Sizeof.cl_mem, buffer);
    }

    public void launch(String name, cl_kernel kernel, long[] global, long[] local) {
        lastKernel = name;
        api.launch(queue, kernel, global, local);
    }

    /**
     * Allocates device memory and fills it with zeros: only the first use makes some devices look for the memory. On
     * a CPU, PoCL looks at the first use and aborts the process where there is none; host memory it takes at once,
     * and it is the same memory.
     */
    cl_mem allocateZeroed(long bytes) {
        cl_mem memory = handles.add(api.createBuffer(context, bytes, !device.isAccelerator()));
        try {
            api.fillWithZeros(queue, memory, bytes);
            return memory;
        } catch (CLException e) {
            handles.release(memory);
            throw e;
        }
    }

    void fillWithZeros(cl_mem memory, long bytes) { api.fillWithZeros(queue, memory, bytes); }

    void write(cl_mem memory, long offset, long bytes, Pointer source) {
        try {
            api.write(queue, memory, offset, bytes, source);
        } catch (CLException e) {
            throw fault("upload, or a launch before it, up to " + lastKernel, e);
        }
    }

    void read(cl_mem memory, long offset, long bytes, Pointer target) {
        try {
            api.read(queue, memory, offset, bytes, target);
        } catch (CLException e) {
            throw fault("download, or a launch before it, up to " + lastKernel, e);
        }
    }

    public void finish() {
        try {
            api.finish(queue);
        } catch (CLException e) {
            throw fault("waiting for the launches up to " + lastKernel, e);
        }
    }

    public void release(NativePointerObject handle) {
        handles.release(handle);
    }

    static boolean isOutOfMemory(CLException e) {
        return OUT_OF_MEMORY.contains(e.getStatus());
    }

    /** Puts a status of OpenCL into words. */
    public ComputeException fault(String doing, CLException e) {
        return fault(device, doing, e);
    }

    private static ComputeException fault(OpenClDevice device, String doing, CLException e) {
        String memory = isOutOfMemory(e)
                ? "; the device has " + (device.memory() >> 20) + " MiB, one buffer at most "
                        + (device.largestBuffer() >> 20) + " MiB"
                : "";
        return new ComputeException(BACKEND + ": " + device.name() + ": " + doing + ": " + e.getMessage() + memory, e);
    }
}
