package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;
import org.jocl.Pointer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BiConsumer;

/**
 * Host to device and back, through one direct buffer: it takes arrays and native memory alike, converts double on the
 * way, and has no limit of 2 GiB. All transfers wait; a strided view goes through contiguous device memory, in parts
 * of what is staged at once.
 */
public final class Transfers {
    /**
     * Elements staged at once: large enough that the cost of a command does not count, small enough to stay in the
     * cache.
     */
    private static final int STAGED = 1 << 18;

    private final DeviceSession session;
    private final BiConsumer<View, View> copy;
    private final Scratch scratch;
    private final MemorySegment staged;
    private final Pointer pointer;

    /** @param copy copies a view to another of the same shape, on the device */
    public Transfers(DeviceSession session, BiConsumer<View, View> copy, Scratch scratch) {
        this.session = session;
        this.copy = copy;
        this.scratch = scratch;
        var staging = session.handles().hostMemory(STAGED * Float.BYTES);
        staged = MemorySegment.ofBuffer(staging);
        pointer = Pointer.to(staging);
    }

    public void upload(MemorySegment source, ElementType type, View out) {
        if (!out.isContiguous()) {
            if (out.elements() > STAGED) {
                var parts = halves(out);
                upload(source, type, parts[0]);
                upload(source.asSlice(parts[0].elements() * type.bytes()), type, parts[1]);
                return;
            }
            var dense = dense(out);
            upload(source, type, dense);
            copy.accept(dense, out);
            return;
        }
        long n = out.elements();
        for (long from = 0; from < n; from += STAGED) {
            long count = Math.min(STAGED, n - from);
            stage(source, type, from, count);
            session.write(ClBuffer.of(out).memory(), (out.offset() + from) * Float.BYTES, count * Float.BYTES, pointer);
        }
    }

    public void upload(int[] source, Indices out) {
        for (int from = 0; from < source.length; from += STAGED) {
            int count = Math.min(STAGED, source.length - from);
            MemorySegment.copy(source, from, staged, ValueLayout.JAVA_INT, 0, count);
            session.write(ClBuffer.of(out).memory(), (out.offset() + from) * Integer.BYTES,
                    (long) count * Integer.BYTES,
                    pointer);
        }
    }

    public void download(View x, MemorySegment out, ElementType type) {
        if (!x.isContiguous()) {
            if (x.elements() > STAGED) {
                var parts = halves(x);
                download(parts[0], out, type);
                download(parts[1], out.asSlice(parts[0].elements() * type.bytes()), type);
                return;
            }
            var dense = dense(x);
            copy.accept(x, dense);
            download(dense, out, type);
            return;
        }
        long n = x.elements();
        for (long from = 0; from < n; from += STAGED) {
            long count = Math.min(STAGED, n - from);
            session.read(ClBuffer.of(x).memory(), (x.offset() + from) * Float.BYTES, count * Float.BYTES, pointer);
            unstage(out, type, from, count);
        }
        if (n == 0)
            session.finish();
    }

    public void download(Indices x, int[] out) {
        for (int from = 0; from < out.length; from += STAGED) {
            int count = Math.min(STAGED, out.length - from);
            session.read(ClBuffer.of(x).memory(), (x.offset() + from) * Integer.BYTES, (long) count * Integer.BYTES,
                    pointer);
            MemorySegment.copy(staged, ValueLayout.JAVA_INT, 0, out, from, count);
        }
    }

    private void stage(MemorySegment source, ElementType type, long from, long count) {
        if (type == ElementType.FLOAT32) {
            MemorySegment.copy(source, from * Float.BYTES, staged, 0, count * Float.BYTES);
            return;
        }
        for (long i = 0; i < count; i++)
            staged.setAtIndex(ValueLayout.JAVA_FLOAT, i,
                    (float) source.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, (from + i) * Double.BYTES));
    }

    private void unstage(MemorySegment out, ElementType type, long from, long count) {
        if (type == ElementType.FLOAT32) {
            MemorySegment.copy(staged, 0, out, from * Float.BYTES, count * Float.BYTES);
            return;
        }
        for (long i = 0; i < count; i++)
            out.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, (from + i) * Double.BYTES,
                    staged.getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }

    /** Cuts a view of more than one element along its first dimension that can be cut, so that the order is kept. */
    private static View[] halves(View x) {
        int dim = 0;
        while (x.size(dim) == 1)
            dim++;
        long half = x.size(dim) / 2;
        return new View[]{x.slice(dim, 0, half), x.slice(dim, half, x.size(dim) - half)};
    }

    /** Returns contiguous scratch memory in the shape of a view. */
    private View dense(View x) {
        scratch.reset();
        return scratch.take(1, x.elements()).reshape(x.size4(0), x.size4(1), x.size4(2), x.size4(3));
    }
}
