package dev.lanewise.benchmarks.peers;

import org.bytedeco.javacpp.FloatPointer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** Floats outside the heap for a native library. */
final class NativeFloats {
    /** Width of a vector register and of a cache line: no library here gains from more. */
    private static final long ALIGNMENT = 64;

    private final MemorySegment segment;
    private final FloatPointer pointer;

    NativeFloats(Arena arena, int count) {
        segment = arena.allocate(Float.BYTES * (long) count, ALIGNMENT);
        pointer = new FloatPointer(segment.asByteBuffer().order(java.nio.ByteOrder.nativeOrder()).asFloatBuffer());
    }

    NativeFloats(Arena arena, float[] values) {
        this(arena, values.length);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    }

    /** Returns the starts of that many parts of equal length. */
    FloatPointer[] pointers(int parts) {
        long length = pointer.capacity() / parts;
        return IntStream.range(0, parts).mapToObj(i -> pointer.getPointer(i * length)).toArray(FloatPointer[]::new);
    }

    /** Returns the same starts for a library that is called directly. */
    MemorySegment[] segments(int parts) {
        long length = segment.byteSize() / parts;
        return IntStream.range(0, parts).mapToObj(i -> segment.asSlice(i * length, length))
                .toArray(MemorySegment[]::new);
    }

    float[] values() { return segment.toArray(ValueLayout.JAVA_FLOAT); }
}
