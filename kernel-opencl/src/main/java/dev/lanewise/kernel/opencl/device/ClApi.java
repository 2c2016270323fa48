package dev.lanewise.kernel.opencl.device;

import static org.jocl.CL.CL_DEVICE_PARTITION_BY_COUNTS;
import static org.jocl.CL.CL_DEVICE_PARTITION_BY_COUNTS_LIST_END;
import static org.jocl.CL.CL_MEM_ALLOC_HOST_PTR;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.clBuildProgram;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clCreateKernel;
import static org.jocl.CL.clCreateProgramWithSource;
import static org.jocl.CL.clCreateSubDevices;
import static org.jocl.CL.clEnqueueFillBuffer;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueWriteBuffer;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseDevice;
import static org.jocl.CL.clReleaseKernel;
import static org.jocl.CL.clReleaseMemObject;
import static org.jocl.CL.clReleaseProgram;
import static org.jocl.CL.clSetKernelArg;

import org.jocl.CLException;
import org.jocl.NativePointerObject;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_device_partition_property;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/**
 * The OpenCL calls in use, all of them: the seam at which tests put in the faults that a healthy device does not
 * show. Every method throws {@link CLException} on any status but success.
 */
public class ClApi {
    private static final Pointer ZERO = Pointer.to(new int[1]);

    /** An interface to the driver itself. */
    public ClApi() {}

    /** Makes a device of some of the compute units of another. */
    cl_device_id createSubDevice(cl_device_id device, int units) {
        var parts = new cl_device_partition_property();
        // A key with two values: the list of counts has one element, and an end.
        parts.addProperty(CL_DEVICE_PARTITION_BY_COUNTS, units);
        parts.addProperty(CL_DEVICE_PARTITION_BY_COUNTS_LIST_END, 0);
        var part = new cl_device_id[1];
        clCreateSubDevices(device, parts, 1, part, null);
        return part[0];
    }

    cl_context createContext(cl_device_id device) {
        return clCreateContext(null, 1, new cl_device_id[]{device}, null, null, null);
    }

    /**
     * Makes a queue that runs its commands in order. The call that replaces this one is missing on OpenCL 1.2
     * devices.
     */
    @SuppressWarnings("deprecation")
    cl_command_queue createQueue(cl_context context, cl_device_id device) {
        return clCreateCommandQueue(context, device, 0, null);
    }

    /** @param host whether the memory is to be the host's, which is taken at once */
    cl_mem createBuffer(cl_context context, long bytes, boolean host) {
        return clCreateBuffer(context, CL_MEM_READ_WRITE | (host ? CL_MEM_ALLOC_HOST_PTR : 0), bytes, null, null);
    }

    cl_program createProgram(cl_context context, String source) {
        return clCreateProgramWithSource(context, 1, new String[]{source}, null, null);
    }

    /** Builds; the exception of a failure holds the compiler's log. */
    void buildProgram(cl_program program, String options) {
        try (var _ = SignalHandlers.keep()) {
            clBuildProgram(program, 0, null, options, null, null);
        }
    }

    cl_kernel createKernel(cl_program program, String name) {
        return clCreateKernel(program, name, null);
    }

    void setArgument(cl_kernel kernel, int index, long bytes, Pointer value) {
        clSetKernelArg(kernel, index, bytes, value);
    }

    void launch(cl_command_queue queue, cl_kernel kernel, long[] global, long[] local) {
        clEnqueueNDRangeKernel(queue, kernel, global.length, null, global, local, 0, null, null);
    }

    void fillWithZeros(cl_command_queue queue, cl_mem buffer, long bytes) {
        clEnqueueFillBuffer(queue, buffer, ZERO, Integer.BYTES, 0, bytes, 0, null, null);
    }

    /** Waits until the bytes are taken. */
    void write(cl_command_queue queue, cl_mem buffer, long offset, long bytes, Pointer source) {
        clEnqueueWriteBuffer(queue, buffer, true, offset, bytes, source, 0, null, null);
    }

    /** Waits until the bytes are here. */
    void read(cl_command_queue queue, cl_mem buffer, long offset, long bytes, Pointer target) {
        clEnqueueReadBuffer(queue, buffer, true, offset, bytes, target, 0, null, null);
    }

    void finish(cl_command_queue queue) {
        clFinish(queue);
    }

    void release(NativePointerObject handle) {
        switch (handle) {
            case cl_kernel kernel -> clReleaseKernel(kernel);
            case cl_mem buffer -> clReleaseMemObject(buffer);
            case cl_program program -> clReleaseProgram(program);
            case cl_command_queue queue -> clReleaseCommandQueue(queue);
            case cl_context context -> clReleaseContext(context);
            case cl_device_id part -> clReleaseDevice(part);
            default -> throw new IllegalArgumentException("not a handle of this backend: " + handle);
        }
    }
}
