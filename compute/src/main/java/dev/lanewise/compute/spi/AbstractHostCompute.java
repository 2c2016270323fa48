package dev.lanewise.compute.spi;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.HostAccess;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** A backend on the CPU: off-heap memory, operations that are done when they return, transfers that are copies. */
public abstract class AbstractHostCompute extends AbstractCompute implements HostAccess {
    /** Elements that are converted at a time. */
    private static final int PIECE = 1024;

    /**
     * The share of the machine's memory that buffers may take: the Java heap, code and other processes need the rest.
     */
    private static final double MEMORY_SHARE = 0.75;

    /** Asked once: the question takes 100 to 300 us. */
    private static final class Machine {
        /** Bytes of memory; of the container, where there is one. */
        static final long MEMORY = ((com.sun.management.OperatingSystemMXBean) ManagementFactory
                .getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /** For backends; see {@link AbstractCompute}. */
    protected AbstractHostCompute(String name, ElementType type, ComputeOptions options) {
        super(name, type, options);
    }

    /** Returns the number that a scalar stands for now. */
    protected final double valueOf(Scalar scalar) {
        var x = scalar.view();
        return x == null ? scalar.value() : get(HostBuffer.segment(x), x.buffer().type(), x.offset());
    }

    @Override
    protected Buffer doAllocate(ElementType elementType, long elements) {
        try {
            return new HostBuffer(this, resources(), elementType, elements);
        } catch (OutOfMemoryError e) {
            throw new ComputeException(name() + ": the system refuses " + elements + " elements of memory", e);
        }
    }

    @Override
    protected final void doFree(Buffer buffer) { ((HostBuffer) buffer).free(resources()); }

    @Override
    protected long deviceMemory() { return (long) (Machine.MEMORY * MEMORY_SHARE); }

    @Override
    protected void doSync() {}

    @Override
    public final void read(View x, Consumer<MemorySegment> reader) {
        try (var _ = enter("read")) {
            reader.accept(lend("x", x).asReadOnly());
        }
    }

    @Override
    public final void write(View out, Consumer<MemorySegment> writer) {
        try (var _ = enter("write")) {
            writer.accept(lend("out", out));
        }
    }

    private MemorySegment lend(String operand, View x) {
        requireUnrecorded("host access");
        use(operand, x.buffer());
        if (!x.isContiguous())
            throw new IllegalArgumentException(operand + ": has gaps, host access needs a contiguous view");
        int bytes = elementType().bytes();
        return HostBuffer.segment(x).asSlice(x.offset() * bytes, x.elements() * bytes);
    }

    @Override
    protected final void doUpload(MemorySegment source, ElementType type, View out) {
        var target = HostBuffer.segment(out);
        if (out.isContiguous() && type == elementType()) {
            MemorySegment.copy(source, 0, target, out.offset() * type.bytes(), source.byteSize());
            return;
        }
        long at = 0;
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++, at += out.cols())
                    copyRow(source, type, at, 1, target, elementType(), out.rowAt(i, j, k), out.colStride(),
                            out.cols());
    }

    @Override
    protected final void doDownload(View x, MemorySegment out, ElementType type) {
        var source = HostBuffer.segment(x);
        if (x.isContiguous() && type == elementType()) {
            MemorySegment.copy(source, x.offset() * type.bytes(), out, 0, out.byteSize());
            return;
        }
        long at = 0;
        for (long i = 0; i < x.size4(0); i++)
            for (long j = 0; j < x.size4(1); j++)
                for (long k = 0; k < x.size4(2); k++, at += x.cols())
                    copyRow(source, elementType(), x.rowAt(i, j, k), x.colStride(), out, type, at, 1, x.cols());
    }

    /** Copies {@code count} elements, {@code stride} apart, converted if the types differ. */
    private static void copyRow(MemorySegment from, ElementType type, long at, long stride, MemorySegment to,
            ElementType toType, long toAt, long toStride, long count) {
        if (stride != 1 || toStride != 1)
            for (long i = 0; i < count; i++)
                set(to, toType, toAt + i * toStride, get(from, type, at + i * stride));
        else if (type == toType)
            MemorySegment.copy(from, at * type.bytes(), to, toAt * type.bytes(), count * type.bytes());
        else
            for (long i = 0; i < count; i += PIECE)
                convert(from, type, at + i, to, toType, toAt + i, (int) Math.min(PIECE, count - i));
    }

    /** Through arrays: element by element memory is slow to get at until C2 has compiled the loop, and then large. */
    private static void convert(MemorySegment from, ElementType type, long at, MemorySegment to, ElementType toType,
            long toAt, int count) {
        var floats = new float[count];
        var doubles = new double[count];
        if (type == ElementType.FLOAT32) {
            MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, floats, 0, count);
            for (int i = 0; i < count; i++)
                doubles[i] = floats[i];
            MemorySegment.copy(doubles, 0, to, JAVA_DOUBLE_UNALIGNED, toAt * Double.BYTES, count);
        } else {
            MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, doubles, 0, count);
            for (int i = 0; i < count; i++)
                floats[i] = (float) doubles[i];
            MemorySegment.copy(floats, 0, to, JAVA_FLOAT_UNALIGNED, toAt * Float.BYTES, count);
        }
    }

    @Override
    protected final void doUpload(int[] source, Indices out) {
        MemorySegment.copy(source, 0, HostBuffer.segment(out), JAVA_INT, out.offset() * Integer.BYTES, source.length);
    }

    @Override
    protected final void doDownload(Indices x, int[] out) {
        MemorySegment.copy(HostBuffer.segment(x), JAVA_INT, x.offset() * Integer.BYTES, out, 0, out.length);
    }

    @Override
    protected final void doGatherRows(View source, Indices rows, Counter first, View out) {
        var from = HostBuffer.segment(source);
        var to = HostBuffer.segment(out);
        var numbers = HostBuffer.segment(rows);
        int bytes = elementType().bytes();
        boolean dense = source.colStride() == 1 && out.colStride() == 1;
        for (long i = 0; i < out.rows(); i++) {
            int row = numbers.getAtIndex(JAVA_INT, rows.offset() + first.value() + i);
            if (row < 0 || row >= source.rows())
                for (long j = 0; j < out.cols(); j++)
                    set(to, elementType(), out.at(i, j), Double.NaN);
            else if (dense)
                MemorySegment.copy(from, source.at(row, 0) * bytes, to, out.at(i, 0) * bytes, out.cols() * bytes);
            else
                for (long j = 0; j < out.cols(); j++)
                    set(to, elementType(), out.at(i, j), get(from, elementType(), source.at(row, j)));
        }
    }

    @Override
    protected final void doGatherIndices(Indices source, Indices at, Counter first, Indices out) {
        var from = HostBuffer.segment(source);
        var to = HostBuffer.segment(out);
        var numbers = HostBuffer.segment(at);
        for (long i = 0; i < out.length(); i++) {
            int position = numbers.getAtIndex(JAVA_INT, at.offset() + first.value() + i);
            boolean inside = position >= 0 && position < source.length();
            to.setAtIndex(JAVA_INT, out.offset() + i,
                    inside ? from.getAtIndex(JAVA_INT, source.offset() + position) : -1);
        }
    }

    private static double get(MemorySegment x, ElementType type, long index) {
        return type == ElementType.FLOAT32
                ? x.get(JAVA_FLOAT_UNALIGNED, index * JAVA_FLOAT.byteSize())
                : x.get(JAVA_DOUBLE_UNALIGNED, index * JAVA_DOUBLE.byteSize());
    }

    private static void set(MemorySegment x, ElementType type, long index, double value) {
        if (type == ElementType.FLOAT32)
            x.set(JAVA_FLOAT_UNALIGNED, index * JAVA_FLOAT.byteSize(), (float) value);
        else
            x.set(JAVA_DOUBLE_UNALIGNED, index * JAVA_DOUBLE.byteSize(), value);
    }
}
