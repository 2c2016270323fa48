package dev.lanewise.kernel.opencl;

import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/** Counts calls, and fails those it was told to. */
final class RecordingApi extends ClApi {
    int buffers;
    int launches;
    int waits;
    /** Status that the next so many allocations fail with. */
    int failingBuffers;
    int bufferStatus = CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
    /** Status of every launch, or success. */
    int launchStatus = CL.CL_SUCCESS;
    /** Status of every wait, or success. */
    int waitStatus = CL.CL_SUCCESS;
    /** Text put behind every program. */
    String sourceSuffix = "";

    @Override
    cl_mem createBuffer(cl_context context, long bytes) {
        if (failingBuffers > 0) {
            failingBuffers--;
            fail(bufferStatus);
        }
        buffers++;
        return super.createBuffer(context, bytes);
    }

    @Override
    cl_program createProgram(cl_context context, String source) {
        return super.createProgram(context, source + sourceSuffix);
    }

    @Override
    void launch(cl_command_queue queue, cl_kernel kernel, long[] global, long[] local) {
        fail(launchStatus);
        launches++;
        super.launch(queue, kernel, global, local);
    }

    @Override
    void write(cl_command_queue queue, cl_mem buffer, long offset, long bytes, Pointer source) {
        waits++;
        super.write(queue, buffer, offset, bytes, source);
    }

    @Override
    void read(cl_command_queue queue, cl_mem buffer, long offset, long bytes, Pointer target) {
        fail(waitStatus);
        waits++;
        super.read(queue, buffer, offset, bytes, target);
    }

    @Override
    void finish(cl_command_queue queue) {
        fail(waitStatus);
        waits++;
        super.finish(queue);
    }

    private static void fail(int status) {
        if (status != CL.CL_SUCCESS)
            throw new CLException(CL.stringFor_errorCode(status), status);
    }
}
