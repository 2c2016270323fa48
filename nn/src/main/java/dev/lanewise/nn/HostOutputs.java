package dev.lanewise.nn;

import dev.lanewise.compute.ElementType;

import java.lang.foreign.MemorySegment;

/** Outputs on their way to doubles: in the element type of the compute, so that a download is a plain copy. */
final class HostOutputs {
    private final float[] floats;
    private final double[] doubles;

    HostOutputs(ElementType type, int elements) {
        floats = type == ElementType.FLOAT32 ? new float[elements] : null;
        doubles = type == ElementType.FLOAT64 ? new double[elements] : null;
    }

    /** Returns the place of the first outputs. */
    MemorySegment segment(int elements) {
        return floats != null
                ? MemorySegment.ofArray(floats).asSlice(0, (long) elements * Float.BYTES)
                : MemorySegment.ofArray(doubles).asSlice(0, (long) elements * Double.BYTES);
    }

    /** Copies the first outputs. */
    void copyTo(double[] out, int from, int elements) {
        if (floats == null)
            System.arraycopy(doubles, 0, out, from, elements);
        else
            for (int i = 0; i < elements; i++)
                out[from + i] = floats[i];
    }
}
