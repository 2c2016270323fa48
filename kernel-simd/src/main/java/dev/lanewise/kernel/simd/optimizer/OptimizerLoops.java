package dev.lanewise.kernel.simd.optimizer;

import static dev.lanewise.kernel.simd.runtime.Window.ROW;

import dev.lanewise.kernel.simd.runtime.Window;

import java.lang.foreign.MemorySegment;

/** In plain loops, bit by bit as in vector code ({@code SimdCompute.LITTLE_WORK}). */
final class OptimizerLoops implements OptimizerKernels {
    private static float flushed(float x) { return Math.abs(x) < FLUSH ? 0 : x; }

    private record Sgd(float rate, float decay, float scale, float l2) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float p = f[i];
                float d = flushed(f[i + ROW] * scale + p * l2);
                f[i] = p - d * rate - p * decay;
            }
        }
    }

    @Override
    public void sgd(MemorySegment w, long wAt, MemorySegment g, long gAt, int size, float rate, float decay,
            float scale, float l2) {
        Window.get().read(0, w, wAt).read(1, g, gAt).write(0, w, wAt).run(size, new Sgd(rate, decay, scale, l2));
    }

    private record Momentum(float rate, float decay, float scale, float l2, float beta, float gradientFactor)
            implements
                Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float p = f[i];
                float d = flushed(f[i + ROW] * scale + p * l2);
                float velocity = flushed(f[i + 2 * ROW] * beta + d * gradientFactor);
                f[i + 2 * ROW] = velocity;
                f[i] = p - velocity * rate - p * decay;
            }
        }
    }

    @Override
    public void momentum(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment v, long vAt, int size,
            float rate, float decay, float scale, float l2, float beta, float gradientFactor) {
        Window.get().read(0, w, wAt).read(1, g, gAt).read(2, v, vAt).write(0, w, wAt).write(2, v, vAt).run(size,
                new Momentum(rate, decay, scale, l2, beta, gradientFactor));
    }

    private record Rmsprop(float rate, float decay, float scale, float l2, float beta, float rest, float epsilon)
            implements
                Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float p = f[i];
                float d = flushed(f[i + ROW] * scale + p * l2);
                float squares = flushed(f[i + 2 * ROW] * beta + d * d * rest);
                f[i + 2 * ROW] = squares;
                float direction = d / (float) Math.sqrt(squares + epsilon);
                f[i] = p - direction * rate - p * decay;
            }
        }
    }

    @Override
    public void rmsprop(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment s, long sAt, int size,
            float rate, float decay, float scale, float l2, float beta, float rest, float epsilon) {
        Window.get().read(0, w, wAt).read(1, g, gAt).read(2, s, sAt).write(0, w, wAt).write(2, s, sAt).run(size,
                new Rmsprop(rate, decay, scale, l2, beta, rest, epsilon));
    }

    private record Adam(float correctedRate, float decay, float scale, float l2, float beta1, float rest1, float beta2,
            float rest2, float epsilon) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float p = f[i];
                float d = flushed(f[i + ROW] * scale + p * l2);
                float first = flushed(f[i + 2 * ROW] * beta1 + d * rest1);
                f[i + 2 * ROW] = first;
                float second = flushed(f[i + 3 * ROW] * beta2 + d * d * rest2);
                f[i + 3 * ROW] = second;
                float direction = first / ((float) Math.sqrt(second) + epsilon);
                f[i] = p - direction * correctedRate - p * decay;
            }
        }
    }

    @Override
    public void adam(MemorySegment w, long wAt, MemorySegment g, long gAt, MemorySegment m, long mAt, MemorySegment v,
            long vAt, int size, float correctedRate, float decay, float scale, float l2, float beta1, float rest1,
            float beta2, float rest2, float epsilon) {
        Window.get().read(0, w, wAt).read(1, g, gAt).read(2, m, mAt).read(3, v, vAt).write(0, w, wAt).write(2, m, mAt)
                .write(3, v, vAt)
                .run(size, new Adam(correctedRate, decay, scale, l2, beta1, rest1, beta2, rest2, epsilon));
    }
}
