package dev.lanewise.kernel.simd.columns;

import static dev.lanewise.kernel.simd.elementwise.MathLoops.fma;
import static dev.lanewise.kernel.simd.runtime.Window.ROW;

import dev.lanewise.kernel.simd.runtime.Window;

import java.lang.foreign.MemorySegment;

/** In plain loops, bit by bit as in vector code ({@code SimdCompute.LITTLE_WORK}). */
final class BatchNormLoops implements BatchNormKernels {
    private record Statistics() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float center = f[i + 4 * ROW];
                float x0 = f[i] - center;
                float x1 = f[i + ROW] - center;
                float x2 = f[i + 2 * ROW] - center;
                float x3 = f[i + 3 * ROW] - center;
                f[i + 5 * ROW] = f[i + 5 * ROW] + (x0 + x1 + (x2 + x3));
                f[i + 6 * ROW] = f[i + 6 * ROW] + (x0 * x0 + x1 * x1 + (x2 * x2 + x3 * x3));
            }
        }
    }

    @Override
    public void statistics(RowGroup rows, MemorySegment s, long pivot, MemorySegment partials, long sum, long squares,
            int size) {
        Window.get().readRows(0, rows).read(4, s, pivot).read(5, partials, sum).read(6, partials, squares)
                .write(5, partials, sum).write(6, partials, squares).run(size, new Statistics());
    }

    private record Moments(float count) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float distance = f[i] / count;
                f[i] = distance;
                f[i + ROW] = Math.max(f[i + ROW] / count - distance * distance, 0);
                f[i + 2 * ROW] = f[i + 2 * ROW] + distance;
            }
        }
    }

    @Override
    public void moments(MemorySegment partials, long sum, long squares, float count, MemorySegment s, long pivot,
            long shift, long mean, long variance, int size) {
        Window.get().read(0, partials, sum).read(1, partials, squares).read(2, s, pivot).write(0, s, shift)
                .write(1, s, variance).write(2, s, mean).run(size, new Moments(count));
    }

    private static final class MovePivot implements Window.Loop {
        private boolean moved;

        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float distance = f[i + ROW];
                if (distance * distance > f[i + 2 * ROW] * FAR) {
                    f[i] = (f[i] * f[i + 3 * ROW] + distance) / f[i + 3 * ROW];
                    moved = true;
                }
            }
        }
    }

    @Override
    public boolean movePivot(MemorySegment s, long pivot, long shift, long variance, long unit, int size) {
        var loop = new MovePivot();
        Window.get().read(0, s, pivot).read(1, s, shift).read(2, s, variance).read(3, s, unit).write(0, s, pivot)
                .run(size, loop);
        return loop.moved;
    }

    private record Inverse(float epsilon) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i] = 1 / (float) Math.sqrt(f[i] + f[i + ROW] * f[i + ROW] * epsilon);
        }
    }

    @Override
    public void inverse(MemorySegment s, long variance, long unit, float epsilon, long inverse, int size) {
        Window.get().read(0, s, variance).read(1, s, unit).write(0, s, inverse).run(size, new Inverse(epsilon));
    }

    private record Units() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float center = f[i];
                float narrow = f[i + ROW];
                boolean wide = narrow < WIDE;
                float factor = wide ? SimdBatchNorm.LOWER : 1;
                f[i] = factor;
                f[i + ROW] = center * factor;
                f[i + 2 * ROW] = Math.abs(center * narrow);
                f[i + 3 * ROW] = wide ? narrow * (1 / SimdBatchNorm.LOWER) : narrow;
            }
        }
    }

    @Override
    public void units(MemorySegment s, long mean, long inverse, long unit, long pivot, long inverseInUnits,
            long coarseness, int size) {
        Window.get().read(0, s, mean).read(1, s, inverse).write(0, s, unit).write(1, s, pivot).write(2, s, coarseness)
                .write(3, s, inverseInUnits).run(size, new Units());
    }

    private record Factors() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float slope = f[i] * f[i + 2 * ROW];
                f[i] = slope;
                f[i + ROW] = f[i + ROW] - slope * f[i + 3 * ROW];
            }
        }
    }

    @Override
    public void factors(MemorySegment s, long gamma, long beta, long inverse, long shift, long factor, long offset,
            int size) {
        Window.get().read(0, s, gamma).read(1, s, beta).read(2, s, inverse).read(3, s, shift).write(0, s, factor)
                .write(1, s, offset).run(size, new Factors());
    }

    private record Normalise() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float center = f[i + 4 * ROW];
                float slope = f[i + 5 * ROW];
                float base = f[i + 6 * ROW];
                f[i] = fma(f[i] - center, slope, base);
                f[i + ROW] = fma(f[i + ROW] - center, slope, base);
                f[i + 2 * ROW] = fma(f[i + 2 * ROW] - center, slope, base);
                f[i + 3 * ROW] = fma(f[i + 3 * ROW] - center, slope, base);
            }
        }
    }

    private record NormaliseAndRelu() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float center = f[i + 4 * ROW];
                float slope = f[i + 5 * ROW];
                float base = f[i + 6 * ROW];
                f[i] = Math.max(fma(f[i] - center, slope, base), 0);
                f[i + ROW] = Math.max(fma(f[i + ROW] - center, slope, base), 0);
                f[i + 2 * ROW] = Math.max(fma(f[i + 2 * ROW] - center, slope, base), 0);
                f[i + 3 * ROW] = Math.max(fma(f[i + 3 * ROW] - center, slope, base), 0);
            }
        }
    }

    @Override
    public void normalise(RowGroup in, RowGroup result, MemorySegment s, long pivot, long factor, long offset,
            boolean relu, int size) {
        Window.get().readRows(0, in).read(4, s, pivot).read(5, s, factor).read(6, s, offset).writeRows(0, result)
                .run(size, relu ? new NormaliseAndRelu() : new Normalise());
    }

    private record Gradients() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float center = f[i + 8 * ROW];
                float u0 = f[i + 4 * ROW];
                float u1 = f[i + 5 * ROW];
                float u2 = f[i + 6 * ROW];
                float u3 = f[i + 7 * ROW];
                f[i + 9 * ROW] = f[i + 9 * ROW] + (u0 + u1 + (u2 + u3));
                f[i + 10 * ROW] = f[i + 10 * ROW] + (u0 * (f[i] - center) + u1 * (f[i + ROW] - center)
                        + (u2 * (f[i + 2 * ROW] - center) + u3 * (f[i + 3 * ROW] - center)));
            }
        }
    }

    @Override
    public void gradients(RowGroup in, RowGroup up, MemorySegment s, long pivot, MemorySegment partials, long sum,
            long products, int size) {
        Window.get().readRows(0, in).readRows(4, up).read(8, s, pivot).read(9, partials, sum)
                .read(10, partials, products).write(9, partials, sum).write(10, partials, products)
                .run(size, new Gradients());
    }

    private record LostByRounding(float count) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float lost = f[i] / count;
                f[i] = Math.abs(lost) <= Math.abs(f[i + ROW]) * ROUNDING ? lost : 0;
            }
        }
    }

    @Override
    public void lostByRounding(MemorySegment partials, long distances, float count, MemorySegment s, long pivot,
            long shift, int size) {
        Window.get().read(0, partials, distances).read(1, s, pivot).write(0, s, shift).run(size,
                new LostByRounding(count));
    }

    private record GradientSums() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++)
                f[i + ROW] = (f[i + ROW] - f[i + 2 * ROW] * f[i]) * f[i + 3 * ROW];
        }
    }

    @Override
    public void gradientSums(MemorySegment partials, long sum, long products, MemorySegment s, long shift, long inverse,
            long gradBeta, long gradGamma, int size) {
        Window.get().read(0, partials, sum).read(1, partials, products).read(2, s, shift).read(3, s, inverse)
                .write(0, s, gradBeta).write(1, s, gradGamma).run(size, new GradientSums());
    }

    private record Coefficients(float count) implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float tilt = -(f[i] / count * f[i + 2 * ROW]);
                f[i] = tilt;
                f[i + ROW] = -(f[i + ROW] / count + tilt * f[i + 3 * ROW]);
            }
        }
    }

    @Override
    public void coefficients(MemorySegment s, long gradGamma, long gradBeta, long inverse, long shift, float count,
            long offset, long slope, int size) {
        Window.get().read(0, s, gradGamma).read(1, s, gradBeta).read(2, s, inverse).read(3, s, shift)
                .write(0, s, slope).write(1, s, offset).run(size, new Coefficients(count));
    }

    private record Backward() implements Window.Loop {
        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                float center = f[i + 8 * ROW];
                float tilt = f[i + 9 * ROW];
                float base = f[i + 10 * ROW];
                float scale = f[i + 11 * ROW];
                f[i] = (fma(f[i] - center, tilt, base) + f[i + 4 * ROW]) * scale;
                f[i + ROW] = (fma(f[i + ROW] - center, tilt, base) + f[i + 5 * ROW]) * scale;
                f[i + 2 * ROW] = (fma(f[i + 2 * ROW] - center, tilt, base) + f[i + 6 * ROW]) * scale;
                f[i + 3 * ROW] = (fma(f[i + 3 * ROW] - center, tilt, base) + f[i + 7 * ROW]) * scale;
            }
        }
    }

    @Override
    public void backward(RowGroup in, RowGroup up, RowGroup result, MemorySegment s, long pivot, long slope,
            long offset, long factor, int size) {
        Window.get().readRows(0, in).readRows(4, up).read(8, s, pivot).read(9, s, slope).read(10, s, offset)
                .read(11, s, factor).writeRows(0, result).run(size, new Backward());
    }

    /** Looks for a number, and for the largest. */
    private static final class Search implements Window.Loop {
        private final float value;
        private boolean found;
        private float max = Float.NEGATIVE_INFINITY;

        Search(float value) { this.value = value; }

        @Override
        public void run(float[] f, int n) {
            for (int i = 0; i < n; i++) {
                found |= f[i] == value;
                max = Math.max(max, f[i]);
            }
        }
    }

    private static Search search(MemorySegment s, long at, int size, float value) {
        var search = new Search(value);
        Window.get().read(0, s, at).run(size, search);
        return search;
    }

    @Override
    public boolean contains(MemorySegment s, long at, int size, float value) {
        return search(s, at, size, value).found;
    }

    @Override
    public boolean exceeds(MemorySegment s, long at, int size, float value) {
        return search(s, at, size, value).max > value;
    }
}
