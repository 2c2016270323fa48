package dev.lanewise.kernel.simd.elementwise;

import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Elementwise arithmetic. */
public final class SimdElementwise {
    private SimdElementwise() {}

    public static final class Unary extends ElementwiseJob {
        private UnaryOp op;

        public void run(Workers workers, UnaryOp newOp, View x, View out) {
            op = newOp;
            start(workers, x, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            switch (op) {
                case NEGATE -> ElementwiseVectors.negate(x, xAt, out, outAt, size);
                case ABS -> ElementwiseVectors.abs(x, xAt, out, outAt, size);
                case SQUARE -> ElementwiseVectors.square(x, xAt, out, outAt, size);
                case SQRT -> ElementwiseVectors.sqrt(x, xAt, out, outAt, size);
                case RECIPROCAL -> ElementwiseVectors.reciprocal(x, xAt, out, outAt, size);
                case EXP -> VectorMath.exp(x, xAt, out, outAt, size);
                case LOG -> VectorMath.log(x, xAt, out, outAt, size);
            }
        }
    }

    public static final class Binary extends ElementwiseJob {
        private BinaryOp op;

        public void run(Workers workers, BinaryOp newOp, View a, View b, View out) {
            op = newOp;
            start(workers, a, b, out);
        }

        @Override
        void apply(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
            switch (op) {
                case ADD -> ElementwiseVectors.add(a, aAt, b, bAt, out, outAt, size);
                case SUB -> ElementwiseVectors.sub(a, aAt, b, bAt, out, outAt, size);
                case MUL -> ElementwiseVectors.mul(a, aAt, b, bAt, out, outAt, size);
                case DIV -> ElementwiseVectors.div(a, aAt, b, bAt, out, outAt, size);
                case MAX -> ElementwiseVectors.max(a, aAt, b, bAt, out, outAt, size);
                case MIN -> ElementwiseVectors.min(a, aAt, b, bAt, out, outAt, size);
            }
        }
    }

    public static final class Copy extends ElementwiseJob {
        public void run(Workers workers, View x, View out) { start(workers, x, out); }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            MemorySegment.copy(x, xAt, out, outAt, size);
        }
    }

    public static final class Fill extends ElementwiseJob {
        private float value;

        public void run(Workers workers, double newValue, View out) {
            value = (float) newValue;
            start(workers, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            ElementwiseVectors.fill(value, out, outAt, size);
        }
    }

    public static final class Scale extends ElementwiseJob {
        private float alpha;

        public void run(Workers workers, double newAlpha, View x, View out) {
            alpha = (float) newAlpha;
            start(workers, x, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            ElementwiseVectors.scale(alpha, x, xAt, out, outAt, size);
        }
    }

    public static final class Axpby extends ElementwiseJob {
        private float alpha;
        private float beta;

        public void run(Workers workers, double newAlpha, View x, double newBeta, View y) {
            alpha = (float) newAlpha;
            beta = (float) newBeta;
            start(workers, x, y, y);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            // The old y may be NaN where beta = 0.
            if (beta == 0)
                ElementwiseVectors.scale(alpha, x, xAt, out, outAt, size);
            else
                ElementwiseVectors.axpby(alpha, x, xAt, beta, y, yAt, out, outAt, size);
        }
    }
}
