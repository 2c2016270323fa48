package dev.lanewise.kernel.opencl.launch;

import dev.lanewise.kernel.opencl.device.DeviceSession;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A kernel object and the values of its arguments. What an argument has already is not set again: JOCL takes some 0.3
 * us to set one, a product has 46, and most are strides that stay, or views that are not there.
 */
final class Kernel {
    /** Puts the bytes of an argument that is no buffer, from the first place on. */
    interface Value {
        void put(ByteBuffer target);
    }

    private static final int WORDS = DeviceSession.LARGEST_ARGUMENT / Long.BYTES;

    private final DeviceSession session;
    private final String name;
    private final cl_kernel handle;
    /** How many arguments, from the first on, have a value. */
    private int known;
    private Pointer[] buffers = new Pointer[16];
    private long[] words = new long[16 * WORDS];

    Kernel(DeviceSession session, String name, cl_kernel handle) {
        this.session = session;
        this.name = name;
        this.handle = handle;
    }

    /** Sets a buffer argument; {@code null} for none. */
    void setBuffer(int index, Pointer buffer) {
        if (index < known && buffers[index] == buffer)
            return;
        try {
            session.setBuffer(handle, index, buffer);
        } catch (CLException e) {
            throw fault(e);
        }
        note(index);
        buffers[index] = buffer;
    }

    void set(int index, int bytes, Value value) {
        var argument = session.argument();
        // An argument of four bytes is compared as eight.
        argument.putLong(0, 0);
        value.put(argument);
        int count = Math.ceilDiv(bytes, Long.BYTES);
        boolean same = index < known;
        for (int i = 0; same && i < count; i++)
            same = words[index * WORDS + i] == argument.getLong(i * Long.BYTES);
        if (same)
            return;
        try {
            session.setArgument(handle, index, bytes);
        } catch (CLException e) {
            throw fault(e);
        }
        note(index);
        for (int i = 0; i < count; i++)
            words[index * WORDS + i] = argument.getLong(i * Long.BYTES);
    }

    private void note(int index) {
        known = Math.max(known, index + 1);
        if (index == buffers.length) {
            buffers = Arrays.copyOf(buffers, 2 * buffers.length);
            words = Arrays.copyOf(words, 2 * words.length);
        }
    }

    /** Submits the kernel with the arguments it has. */
    void launch(long[] global, long[] local) {
        try {
            session.launch(name, handle, global, local);
        } catch (CLException e) {
            throw fault(e);
        }
    }

    void release() { session.release(handle); }

    private RuntimeException fault(CLException e) {
        return session.fault("kernel " + name, e);
    }
}
