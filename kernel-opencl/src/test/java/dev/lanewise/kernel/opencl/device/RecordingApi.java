package dev.lanewise.kernel.opencl.device;

import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.NativePointerObject;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Notes every call, and fails those it was told to. */
public final class RecordingApi extends ClApi {
    /** The methods of the seam. */
    public enum Call {
        DEVICE, CONTEXT, QUEUE, BUFFER, PROGRAM, BUILD, KERNEL, ARGUMENT, LAUNCH, FILL, WRITE, READ, FINISH, RELEASE
    }

    /** Decides which calls fail. */
    public interface Fault {
        /**
         * Returns the status of a call.
         *
         * @param number of calls before this one
         */
        int status(Call call, int number);
    }

    public static final Fault NONE = (call, number) -> CL.CL_SUCCESS;

    /** Every call, in order. */
    public final List<Call> calls = new ArrayList<>();
    /** What was created and not released; a compute that was dropped is freed by another thread. */
    public final Set<NativePointerObject> live = Collections
            .synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    public int buffers;
    public int launches;
    public int waits;
    public Fault fault = NONE;
    /** Whether launches are noted only. */
    public boolean idle;
    /** Text put behind every program. */
    public String sourceSuffix = "";

    /** Returns a fault of every call of one kind. */
    public static Fault every(Call kind, int status) {
        return (call, number) -> call == kind ? status : CL.CL_SUCCESS;
    }

    @Override
    cl_device_id createSubDevice(cl_device_id device, int units) {
        enter(Call.DEVICE);
        return created(super.createSubDevice(device, units));
    }

    @Override
    cl_context createContext(cl_device_id device) {
        enter(Call.CONTEXT);
        return created(super.createContext(device));
    }

    @Override
    cl_command_queue createQueue(cl_context context, cl_device_id device) {
        enter(Call.QUEUE);
        return created(super.createQueue(context, device));
    }

    @Override
    cl_mem createBuffer(cl_context context, long bytes, boolean host) {
        enter(Call.BUFFER);
        buffers++;
        return created(super.createBuffer(context, bytes, host));
    }

    @Override
    cl_program createProgram(cl_context context, String source) {
        enter(Call.PROGRAM);
        return created(super.createProgram(context, source + sourceSuffix));
    }

    @Override
    void buildProgram(cl_program program, String options) {
        enter(Call.BUILD);
        super.buildProgram(program, options);
    }

    @Override
    cl_kernel createKernel(cl_program program, String name) {
        enter(Call.KERNEL);
        return created(super.createKernel(program, name));
    }

    @Override
    void setArgument(cl_kernel kernel, int index, long bytes, Pointer value) {
        enter(Call.ARGUMENT);
        super.setArgument(kernel, index, bytes, value);
    }

    @Override
    void launch(cl_command_queue queue, cl_kernel kernel, long[] global, long[] local) {
        enter(Call.LAUNCH);
        launches++;
        if (!idle)
            super.launch(queue, kernel, global, local);
    }

    @Override
    void fillWithZeros(cl_command_queue queue, cl_mem buffer, long bytes) {
        enter(Call.FILL);
        super.fillWithZeros(queue, buffer, bytes);
    }

    @Override
    void write(cl_command_queue queue, cl_mem buffer, long offset, long bytes, Pointer source) {
        enter(Call.WRITE);
        waits++;
        super.write(queue, buffer, offset, bytes, source);
    }

    @Override
    void read(cl_command_queue queue, cl_mem buffer, long offset, long bytes, Pointer target) {
        enter(Call.READ);
        waits++;
        super.read(queue, buffer, offset, bytes, target);
    }

    @Override
    void finish(cl_command_queue queue) {
        enter(Call.FINISH);
        waits++;
        super.finish(queue);
    }

    /** A device that refuses has forgotten the object all the same: the real one must not pile up. */
    @Override
    void release(NativePointerObject handle) {
        live.remove(handle);
        super.release(handle);
        enter(Call.RELEASE);
    }

    private void enter(Call call) {
        int status = fault.status(call, calls.size());
        calls.add(call);
        if (status != CL.CL_SUCCESS)
            throw new CLException(CL.stringFor_errorCode(status), status);
    }

    private <T extends NativePointerObject> T created(T handle) {
        live.add(handle);
        return handle;
    }
}
