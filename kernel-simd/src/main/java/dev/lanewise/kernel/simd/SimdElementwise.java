package dev.lanewise.kernel.simd;

import static dev.lanewise.kernel.simd.Lanes.BYTES;
import static dev.lanewise.kernel.simd.Lanes.broadcast;
import static dev.lanewise.kernel.simd.Lanes.fma;
import static dev.lanewise.kernel.simd.Lanes.load;
import static dev.lanewise.kernel.simd.Lanes.store;

import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise arithmetic. One named loop for each operation: a loop that is shared through a lambda or an operator parameter
 * boxes its vectors. Positions and sizes are bytes, sizes whole vectors; out may be x or y.
 */
final class SimdElementwise {
    private SimdElementwise() {}

    static final class Unary extends ElementwiseJob {
        private UnaryOp op;

        void run(Workers workers, UnaryOp newOp, View x, View out) {
            op = newOp;
            start(workers, x, out, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            switch (op) {
                case NEGATE -> negate(x, xAt, out, outAt, size);
                case ABS -> abs(x, xAt, out, outAt, size);
                case SQUARE -> square(x, xAt, out, outAt, size);
                case SQRT -> sqrt(x, xAt, out, outAt, size);
                case RECIPROCAL -> reciprocal(x, xAt, out, outAt, size);
                case EXP -> VectorMath.exp(x, xAt, out, outAt, size);
                case LOG -> VectorMath.log(x, xAt, out, outAt, size);
            }
        }
    }

    static final class Binary extends ElementwiseJob {
        private BinaryOp op;

        void run(Workers workers, BinaryOp newOp, View a, View b, View out) {
            op = newOp;
            start(workers, a, b, out);
        }

        @Override
        void apply(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
            switch (op) {
                case ADD -> add(a, aAt, b, bAt, out, outAt, size);
                case SUB -> sub(a, aAt, b, bAt, out, outAt, size);
                case MUL -> mul(a, aAt, b, bAt, out, outAt, size);
                case DIV -> div(a, aAt, b, bAt, out, outAt, size);
                case MAX -> max(a, aAt, b, bAt, out, outAt, size);
                case MIN -> min(a, aAt, b, bAt, out, outAt, size);
            }
        }
    }

    static final class Copy extends ElementwiseJob {
        void run(Workers workers, View x, View out) { start(workers, x, out, out); }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            MemorySegment.copy(x, xAt, out, outAt, size);
        }
    }

    static final class Fill extends ElementwiseJob {
        private float value;

        void run(Workers workers, double newValue, View out) {
            value = (float) newValue;
            start(workers, out, out, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            fill(value, out, outAt, size);
        }
    }

    static final class Scale extends ElementwiseJob {
        private float alpha;

        void run(Workers workers, double newAlpha, View x, View out) {
            alpha = (float) newAlpha;
            start(workers, x, out, out);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            scale(alpha, x, xAt, out, outAt, size);
        }
    }

    static final class Axpby extends ElementwiseJob {
        private float alpha;
        private float beta;

        void run(Workers workers, double newAlpha, View x, double newBeta, View y) {
            alpha = (float) newAlpha;
            beta = (float) newBeta;
            start(workers, x, y, y);
        }

        @Override
        void apply(MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment out, long outAt, int size) {
            // The old y may be NaN where beta = 0.
            if (beta == 0)
                scale(alpha, x, xAt, out, outAt, size);
            else
                axpby(alpha, x, xAt, beta, y, yAt, out, outAt, size);
        }
    }

    static void negate(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(x, xAt + i).neg(), out, outAt + i);
    }

    static void abs(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(x, xAt + i).abs(), out, outAt + i);
    }

    static void square(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES) {
            var v = load(x, xAt + i);
            store(v.mul(v), out, outAt + i);
        }
    }

    static void sqrt(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(x, xAt + i).sqrt(), out, outAt + i);
    }

    static void reciprocal(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        var one = broadcast(1f);
        for (int i = 0; i < size; i += BYTES)
            store(one.div(load(x, xAt + i)), out, outAt + i);
    }

    static void add(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(a, aAt + i).add(load(b, bAt + i)), out, outAt + i);
    }

    static void sub(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(a, aAt + i).sub(load(b, bAt + i)), out, outAt + i);
    }

    static void mul(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(a, aAt + i).mul(load(b, bAt + i)), out, outAt + i);
    }

    static void div(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(a, aAt + i).div(load(b, bAt + i)), out, outAt + i);
    }

    static void max(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(a, aAt + i).lanewise(VectorOperators.MAX, load(b, bAt + i)), out, outAt + i);
    }

    static void min(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        for (int i = 0; i < size; i += BYTES)
            store(load(a, aAt + i).lanewise(VectorOperators.MIN, load(b, bAt + i)), out, outAt + i);
    }

    static void fill(float value, MemorySegment out, long outAt, int size) {
        var v = broadcast(value);
        for (int i = 0; i < size; i += BYTES)
            store(v, out, outAt + i);
    }

    static void scale(float alpha, MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        var factor = broadcast(alpha);
        for (int i = 0; i < size; i += BYTES)
            store(load(x, xAt + i).mul(factor), out, outAt + i);
    }

    static void axpby(float alpha, MemorySegment x, long xAt, float beta, MemorySegment y, long yAt, MemorySegment out,
            long outAt, int size) {
        var xFactor = broadcast(alpha);
        var yFactor = broadcast(beta);
        for (int i = 0; i < size; i += BYTES)
            store(fma(load(x, xAt + i), xFactor, load(y, yAt + i).mul(yFactor)), out, outAt + i);
    }
}
