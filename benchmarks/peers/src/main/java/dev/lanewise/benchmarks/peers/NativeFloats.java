package dev.lanewise.benchmarks.peers;

import org.bytedeco.javacpp.FloatPointer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Floats outside the heap for a library behind JavaCPP. */
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

    FloatPointer pointer() { return pointer; }

    float[] values() { return segment.toArray(ValueLayout.JAVA_FLOAT); }
}
