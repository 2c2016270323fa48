package dev.lanewise.compute.testkit;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * A view under test inside a larger buffer. Everything around it, the gaps between its rows included, holds one NaN
 * with a marked payload: whoever reads it spoils his result, whoever writes it is found.
 */
final class Operand {
    private static final int SENTINEL_FLOAT = 0x7fc5e417;
    private static final long SENTINEL_DOUBLE = 0x7ff8_0000_5e41_75e4L;

    private final Compute compute;
    private final String name;
    private final boolean readOnly;
    private final View whole;
    private final View view;
    private final MemorySegment before;
    private final BitSet inside = new BitSet();

    /** Uploads {@code values}, in row-major order. */
    Operand(Compute compute, Scope scope, String name, boolean readOnly, Layout layout, double[] values,
            long... sizes) {
        this.compute = compute;
        this.name = name;
        this.readOnly = readOnly;
        whole = scope.allocate(layout.bufferLength(sizes));
        view = layout.of(whole, sizes);
        before = image();
        for (long e = 0; e < whole.elements(); e++)
            if (type() == ElementType.FLOAT32)
                before.setAtIndex(JAVA_INT, e, SENTINEL_FLOAT);
            else
                before.setAtIndex(JAVA_LONG, e, SENTINEL_DOUBLE);
        forEachIndex((at, index) -> {
            inside.set(Math.toIntExact(index));
            set(before, index, values[at]);
        });
        compute.upload(before, type(), whole);
    }

    View view() { return view; }

    /** Downloads the values of the view, in row-major order. */
    double[] values() {
        var now = image();
        compute.download(whole, now, type());
        var values = new double[Math.toIntExact(view.elements())];
        forEachIndex((at, index) -> values[at] = get(now, index));
        return values;
    }

    /** Fails if anything outside the view has changed, or anything at all in an operand that is only read. */
    void assertUntouched(String what) {
        var now = image();
        compute.download(whole, now, type());
        long first = before.mismatch(now);
        if (first < 0)
            return;
        for (long e = first / type().bytes(); e < whole.elements(); e++)
            if ((readOnly || !inside.get((int) e)) && !sameBits(now, e))
                throw new AssertionError(what + ": element " + e + " of the buffer behind " + name + " " + view
                        + " was overwritten with " + get(now, e)
                        + (inside.get((int) e) ? ", the operand is only read" : ", it is outside the view"));
    }

    private boolean sameBits(MemorySegment now, long e) {
        return type() == ElementType.FLOAT32
                ? now.getAtIndex(JAVA_INT, e) == before.getAtIndex(JAVA_INT, e)
                : now.getAtIndex(JAVA_LONG, e) == before.getAtIndex(JAVA_LONG, e);
    }

    private ElementType type() { return compute.elementType(); }

    private MemorySegment image() {
        // Backed by longs, so that it is aligned for every element type.
        long bytes = whole.elements() * type().bytes();
        return MemorySegment.ofArray(new long[Math.toIntExact(Math.ceilDiv(bytes, Long.BYTES))]).asSlice(0, bytes);
    }

    private double get(MemorySegment image, long index) {
        return type() == ElementType.FLOAT32
                ? image.getAtIndex(JAVA_FLOAT, index)
                : image.getAtIndex(JAVA_DOUBLE, index);
    }

    private void set(MemorySegment image, long index, double value) {
        if (type() == ElementType.FLOAT32)
            image.setAtIndex(JAVA_FLOAT, index, (float) value);
        else
            image.setAtIndex(JAVA_DOUBLE, index, value);
    }

    private void forEachIndex(IndexVisitor visitor) {
        int at = 0;
        long cols = view.size4(3);
        long step = view.stride4(3);
        for (long i = 0; i < view.size4(0); i++)
            for (long j = 0; j < view.size4(1); j++)
                for (long k = 0; k < view.size4(2); k++) {
                    long row = view.rowAt(i, j, k);
                    for (long l = 0; l < cols; l++)
                        visitor.visit(at++, row + l * step);
                }
    }

    private interface IndexVisitor {
        void visit(int at, long bufferIndex);
    }
}
