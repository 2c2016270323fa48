package dev.lanewise.benchmarks.peers;

import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.CL_MEM_COPY_HOST_PTR;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clGetPlatformIDs;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseMemObject;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.blast.CLBlast;
import org.jocl.blast.CLBlastLayout;
import org.jocl.blast.CLBlastTranspose;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;

import java.nio.charset.StandardCharsets;

/**
 * CLBlast on the first OpenCL device, with the parameters that it has for that device or for any. A CPU device takes
 * all processors.
 */
public class ClBlastPeer implements Implementation {
    private static final String VERSION = "1.5.2";

    private cl_device_id device;

    @Override
    public String name() { return "clblast"; }

    @Override
    public String version() {
        return "CLBlast by JOCLBlast " + VERSION + ", " + text(CL_DEVICE_NAME) + ", driver " + text(CL_DRIVER_VERSION);
    }

    @Override
    public boolean supports(Task task, int threads) {
        return task.operation().equals(Task.GEMM) && threads == Runtime.getRuntime().availableProcessors();
    }

    @Override
    public Session open(Task task, int threads) {
        CL.setExceptionsEnabled(true);
        CLBlast.setExceptionsEnabled(true);
        var platforms = new cl_platform_id[1];
        clGetPlatformIDs(1, platforms, null);
        var devices = new cl_device_id[1];
        clGetDeviceIDs(platforms[0], CL_DEVICE_TYPE_ALL, 1, devices, null);
        device = devices[0];
        prepare(device);
        return new Product(task, device);
    }

    /** Tells the library about the device what it does not know. */
    void prepare(cl_device_id chosen) {}

    private String text(int what) {
        var size = new long[1];
        clGetDeviceInfo(device, what, 0, null, size);
        var text = new byte[(int) size[0]];
        clGetDeviceInfo(device, what, text.length, Pointer.to(text), null);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
    }

    /** One product in device memory. */
    private static final class Product implements Session {
        private final Task task;
        private final Stored storedA;
        private final Stored storedB;
        private final Stored storedC;
        private final cl_context context;
        private final cl_command_queue queue;
        private final cl_mem a;
        private final cl_mem b;
        private final cl_mem c;

        @SuppressWarnings("deprecation") // Its successor is missing on OpenCL 1.2 devices.
        Product(Task task, cl_device_id device) {
            this.task = task;
            storedA = Stored.a(task);
            storedB = Stored.b(task);
            storedC = Stored.c(task);
            context = clCreateContext(null, 1, new cl_device_id[]{device}, null, null, null);
            queue = clCreateCommandQueue(context, device, 0, null);
            a = buffer(storedA.spread(task.input(0)));
            b = buffer(storedB.spread(task.input(1)));
            c = buffer(new float[storedC.elements()]);
        }

        private cl_mem buffer(float[] values) {
            return clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, (long) values.length * Float.BYTES,
                    Pointer.to(values), null);
        }

        @Override
        public void run() {
            CLBlast.CLBlastSgemm(CLBlastLayout.CLBlastLayoutRowMajor, transpose(task.transposeA()),
                    transpose(task.transposeB()), task.m(), task.n(), task.k(), 1, a, 0, storedA.stride(), b, 0,
                    storedB.stride(), 0, c, 0, storedC.stride(), queue, null);
            clFinish(queue);
        }

        private static int transpose(boolean transposed) {
            return transposed ? CLBlastTranspose.CLBlastTransposeYes : CLBlastTranspose.CLBlastTransposeNo;
        }

        @Override
        public float[] result() {
            var values = new float[storedC.elements()];
            clEnqueueReadBuffer(queue, c, true, 0, (long) values.length * Float.BYTES, Pointer.to(values), 0, null,
                    null);
            return storedC.gather(values);
        }

        @Override
        public void close() {
            clReleaseMemObject(a);
            clReleaseMemObject(b);
            clReleaseMemObject(c);
            clReleaseCommandQueue(queue);
            clReleaseContext(context);
        }
    }
}
