package dev.lanewise.kernel.simd.elementwise;

import static dev.lanewise.kernel.simd.runtime.Lanes.BYTES;
import static dev.lanewise.kernel.simd.runtime.Lanes.FLOATS;
import static dev.lanewise.kernel.simd.runtime.Lanes.NATIVE;
import static dev.lanewise.kernel.simd.runtime.Lanes.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise arithmetic. One named loop for each operation: a loop that is shared through a lambda or an operator
 * parameter boxes its vectors. Positions and sizes are bytes, sizes whole vectors; out may be x or y.
 */
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

    public static final class Binary extends ElementwiseJob {
        private BinaryOp op;

        public void run(Workers workers, BinaryOp newOp, View a, View b, View out) {
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
            fill(value, out, outAt, size);
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
            scale(alpha, x, xAt, out, outAt, size);
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
                scale(alpha, x, xAt, out, outAt, size);
            else
                axpby(alpha, x, xAt, beta, y, yAt, out, outAt, size);
        }
    }

    static void negate(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, xAt + i, ORDER).neg().intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    static void abs(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, xAt + i, ORDER).abs().intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    static void square(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            var v = fromMemorySegment(FLOATS, x, xAt + i, ORDER);
            v.mul(v).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    static void sqrt(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, xAt + i, ORDER).sqrt().intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void reciprocal(MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        var one = broadcast(FLOATS, 1f);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            one.div(fromMemorySegment(FLOATS, x, xAt + i, ORDER)).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void add(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt,
            int size) {
        a = NATIVE.cast(a);
        b = NATIVE.cast(b);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, a, aAt + i, ORDER).add(fromMemorySegment(FLOATS, b, bAt + i, ORDER))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    static void sub(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        a = NATIVE.cast(a);
        b = NATIVE.cast(b);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, a, aAt + i, ORDER).sub(fromMemorySegment(FLOATS, b, bAt + i, ORDER))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void mul(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt,
            int size) {
        a = NATIVE.cast(a);
        b = NATIVE.cast(b);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, a, aAt + i, ORDER).mul(fromMemorySegment(FLOATS, b, bAt + i, ORDER))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    static void div(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        a = NATIVE.cast(a);
        b = NATIVE.cast(b);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, a, aAt + i, ORDER).div(fromMemorySegment(FLOATS, b, bAt + i, ORDER))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void max(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt,
            int size) {
        a = NATIVE.cast(a);
        b = NATIVE.cast(b);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, a, aAt + i, ORDER)
                    .lanewise(VectorOperators.MAX, fromMemorySegment(FLOATS, b, bAt + i, ORDER))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    static void min(MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment out, long outAt, int size) {
        a = NATIVE.cast(a);
        b = NATIVE.cast(b);
        out = NATIVE.cast(out);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, a, aAt + i, ORDER)
                    .lanewise(VectorOperators.MIN, fromMemorySegment(FLOATS, b, bAt + i, ORDER))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void fill(float value, MemorySegment out, long outAt, int size) {
        out = NATIVE.cast(out);
        var v = broadcast(FLOATS, value);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            v.intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void scale(float alpha, MemorySegment x, long xAt, MemorySegment out, long outAt, int size) {
        x = NATIVE.cast(x);
        out = NATIVE.cast(out);
        var factor = broadcast(FLOATS, alpha);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, xAt + i, ORDER).mul(factor).intoMemorySegment(out, outAt + i, ORDER);
        }
    }

    public static void axpby(float alpha, MemorySegment x, long xAt, float beta, MemorySegment y, long yAt,
            MemorySegment out,
            long outAt, int size) {
        x = NATIVE.cast(x);
        y = NATIVE.cast(y);
        out = NATIVE.cast(out);
        var xFactor = broadcast(FLOATS, alpha);
        var yFactor = broadcast(FLOATS, beta);
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
            fromMemorySegment(FLOATS, x, xAt + i, ORDER).mul(xFactor)
                    .add(fromMemorySegment(FLOATS, y, yAt + i, ORDER).mul(yFactor))
                    .intoMemorySegment(out, outAt + i, ORDER);
        }
    }
}
