package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/** Elementwise arithmetic, copies and sums of rows, for any strides. */
final class LoopElementwise {
    private LoopElementwise() {}

    static void copy(View x, View out) { scale(1, x, out); }

    static void fill(float value, View out) {
        var to = HostBuffer.segment(out);
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++) {
                    long o = out.rowAt(i, j, k);
                    for (long l = 0; l < out.cols(); l++)
                        to.setAtIndex(JAVA_FLOAT, o + l * out.colStride(), value);
                }
    }

    static void scale(float alpha, View x, View out) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    long o = out.rowAt(i, j, k);
                    for (long l = 0; l < out.cols(); l++)
                        to.setAtIndex(JAVA_FLOAT, o + l * out.colStride(),
                                alpha * from.getAtIndex(JAVA_FLOAT, s + l * x.colStride()));
                }
    }

    static void axpby(float alpha, View x, float beta, View y) {
        if (beta == 0) {
            scale(alpha, x, y);
            return;
        }
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(y);
        for (long i = 0; i < y.size4(0); i++)
            for (long j = 0; j < y.size4(1); j++)
                for (long k = 0; k < y.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    long o = y.rowAt(i, j, k);
                    for (long l = 0; l < y.cols(); l++) {
                        long at = o + l * y.colStride();
                        to.setAtIndex(JAVA_FLOAT, at, alpha * from.getAtIndex(JAVA_FLOAT, s + l * x.colStride())
                                + beta * to.getAtIndex(JAVA_FLOAT, at));
                    }
                }
    }

    static void unary(UnaryOp op, View x, View out) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    long o = out.rowAt(i, j, k);
                    for (long l = 0; l < out.cols(); l++)
                        to.setAtIndex(JAVA_FLOAT, o + l * out.colStride(),
                                apply(op, from.getAtIndex(JAVA_FLOAT, s + l * x.colStride())));
                }
    }

    private static float apply(UnaryOp op, float x) {
        return switch (op) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SQUARE -> x * x;
            case SQRT -> (float) Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case EXP -> (float) Math.exp(x);
            case LOG -> (float) Math.log(x);
        };
    }

    static void binary(BinaryOp op, View a, View b, View out) {
        var left = HostBuffer.segment(a);
        var right = HostBuffer.segment(b);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < out.size4(0); i++)
            for (long j = 0; j < out.size4(1); j++)
                for (long k = 0; k < out.size4(2); k++) {
                    long p = a.rowAt(i, j, k);
                    long q = b.rowAt(i, j, k);
                    long o = out.rowAt(i, j, k);
                    for (long l = 0; l < out.cols(); l++)
                        to.setAtIndex(JAVA_FLOAT, o + l * out.colStride(),
                                apply(op, left.getAtIndex(JAVA_FLOAT, p + l * a.colStride()),
                                        right.getAtIndex(JAVA_FLOAT, q + l * b.colStride())));
                }
    }

    private static float apply(BinaryOp op, float a, float b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    static void scatterAddRows(View source, Indices rows, View out) {
        var from = HostBuffer.segment(source);
        var to = HostBuffer.segment(out);
        var numbers = HostBuffer.segment(rows);
        for (long i = 0; i < source.rows(); i++) {
            int row = numbers.getAtIndex(JAVA_INT, rows.offset() + i);
            if (row < 0 || row >= out.rows())
                continue;
            for (long j = 0; j < source.cols(); j++) {
                long at = out.at(row, j);
                to.setAtIndex(JAVA_FLOAT, at,
                        to.getAtIndex(JAVA_FLOAT, at) + from.getAtIndex(JAVA_FLOAT, source.at(i, j)));
            }
        }
    }
}
