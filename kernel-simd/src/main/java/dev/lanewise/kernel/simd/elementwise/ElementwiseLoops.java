package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.runtime.Window.ROW;

import dev.lanewise.compute.Dropout;
import dev.lanewise.kernel.simd.runtime.Window;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Elementwise kernels in plain loops, bit by bit as in vector code ({@code SimdCompute.LITTLE_WORK}). Positions and sizes are bytes.
 */
public final class ElementwiseLoops {
    private ElementwiseLoops() {}

    private record Fill(float value) implements Window.Loop {
        @Override
        public void run(float[] f, int n) { Arrays.fill(f, 0, n, value); }
    }

    public static void fill(float value, MemorySegment out, long outAt, int size) {
        Window.get().write(0, out, outAt).run(size, new Fill(value));
    }

    private record Add() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = f[i] + f[i + ROW];
        }
    }

    public static void add(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt,
            int size) {
        Window.get().read(0, a, aAt).read(1, b, bAt).write(0, out, outAt).run(size, new Add());
    }

    private record Mul() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = f[i] * f[i + ROW];
        }
    }

    public static void mul(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt,
            int size) {
        Window.get().read(0, a, aAt).read(1, b, bAt).write(0, out, outAt).run(size, new Mul());
    }

    private record Axpby(float alpha, float beta) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = f[i] * alpha + f[i + ROW] * beta;
        }
    }

    public static void axpby(float alpha, MemorySegment x, long xAt, float beta, MemorySegment y, long yAt,
            MemorySegment out,
            long outAt, int size) {
        Window.get().read(0, x, xAt).read(1, y, yAt).write(0, out, outAt).run(size, new Axpby(alpha, beta));
    }

    private record Relu() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = Math.max(f[i], 0);
        }
    }

    static void relu(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        Window.get().read(0, x, xAt).write(0, out, outAt).run(size, new Relu());
    }

    private record LeakyRelu(float slope) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = f[i] > 0 ? f[i] : f[i] * slope;
        }
    }

    static void leakyRelu(float slope, MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        Window.get().read(0, x, xAt).write(0, out, outAt).run(size, new LeakyRelu(slope));
    }

    /** Reads the derivative from a table of two: half of all branches on the sign of an activation go wrong. */
    private record SlopeBackward(float[] derivatives) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = f[i + ROW] * derivatives[isPositive(f[i])];
        }

        /** 1 above zero, 0 at or below it and for NaN: the bits of positive numbers are those from 1 to infinity's. */
        private static int isPositive(float x) {
            long bits = Float.floatToRawIntBits(x) - 1 & 0xffffffffL;
            return (int) (bits - Float.floatToRawIntBits(Float.POSITIVE_INFINITY) >>> 63);
        }
    }

    static void slopeBackward(float slope, MemorySegment saved, long savedAt, MemorySegment upstream, long upstreamAt,
            MemorySegment out, long outAt, int size) {
        Window.get().read(0, saved, savedAt).read(1, upstream, upstreamAt).write(0, out, outAt).run(size,
                new SlopeBackward(new float[]{slope, 1}));
    }

    /** Keeps or drops the columns of a row, which come one stretch after the other. */
    private static final class Mask implements Window.Loop {
        private final int threshold;
        private final float scale;
        private int key;

        Mask(int key, int threshold, float scale) {
            this.key = key;
            this.threshold = threshold;
            this.scale = scale;
        }

        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                // All bits if the difference is negative: no branch could be foreseen.
                int kept = (Dropout.mix(key + i * Dropout.COLUMN_STEP) >>> 8) - threshold >> 31;
                f[i] = Float.intBitsToFloat(Float.floatToRawIntBits(f[i] * scale) & kept);
            }
            key += n * Dropout.COLUMN_STEP;
        }
    }

    static void dropout(int key, int threshold, float scale, MemorySegment x, long xAt, MemorySegment out, long outAt,
            int size) {
        Window.get().read(0, x, xAt).write(0, out, outAt).run(size, new Mask(key, threshold, scale));
    }
}
