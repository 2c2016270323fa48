package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/** Reductions. Sums run in double, so that their error does not grow with the length. */
final class LoopReductions {
    private LoopReductions() {}

    static void reduceRows(Reduction op, View x, View out) {
        reduceLines(op, x, x.rows(), x.rowStride(), x.cols(), x.colStride(), out, out.rowStride());
    }

    static void reduceColumns(Reduction op, View x, View out) {
        reduceLines(op, x, x.cols(), x.colStride(), x.rows(), x.rowStride(), out, out.colStride());
    }

    /** Reduces {@code lines} lines of {@code length} elements each: the rows or the columns of x. */
    private static void reduceLines(Reduction op, View x, long lines, long lineStride, long length, long stride,
            View out, long outStride) {
        var from = HostBuffer.segment(x);
        var to = HostBuffer.segment(out);
        for (long i = 0; i < lines; i++) {
            long s = x.offset() + i * lineStride;
            double total = start(op);
            for (long j = 0; j < length; j++)
                total = join(op, total, from.getAtIndex(JAVA_FLOAT, s + j * stride));
            to.setAtIndex(JAVA_FLOAT, out.offset() + i * outStride, (float) finish(op, total, length));
        }
    }

    static void reduceAll(Reduction op, View x, View out) {
        var from = HostBuffer.segment(x);
        double total = start(op);
        for (long i = 0; i < x.size4(0); i++)
            for (long j = 0; j < x.size4(1); j++)
                for (long k = 0; k < x.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    for (long l = 0; l < x.cols(); l++)
                        total = join(op, total, from.getAtIndex(JAVA_FLOAT, s + l * x.colStride()));
                }
        HostBuffer.segment(out).setAtIndex(JAVA_FLOAT, out.offset(), (float) finish(op, total, x.elements()));
    }

    static void squaredNorm(View x, View out) {
        HostBuffer.segment(out).setAtIndex(JAVA_FLOAT, out.offset(), (float) sumOfSquares(x, 1));
    }

    /** The sum of {@code (x / unit)^2}. */
    private static double sumOfSquares(View x, double unit) {
        var from = HostBuffer.segment(x);
        double total = 0;
        for (long i = 0; i < x.size4(0); i++)
            for (long j = 0; j < x.size4(1); j++)
                for (long k = 0; k < x.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    for (long l = 0; l < x.cols(); l++) {
                        double value = from.getAtIndex(JAVA_FLOAT, s + l * x.colStride()) / unit;
                        total += value * value;
                    }
                }
        return total;
    }

    /** The squares are taken of shares of the largest magnitude, so that they stay within range. */
    static void norm(View x, View out) {
        double largest = largestMagnitude(x);
        HostBuffer.segment(out).setAtIndex(JAVA_FLOAT, out.offset(), (float) (largest == 0 || !Double.isFinite(largest)
                ? largest
                : largest * Math.sqrt(sumOfSquares(x, largest))));
    }

    private static double largestMagnitude(View x) {
        var from = HostBuffer.segment(x);
        double largest = 0;
        for (long i = 0; i < x.size4(0); i++)
            for (long j = 0; j < x.size4(1); j++)
                for (long k = 0; k < x.size4(2); k++) {
                    long s = x.rowAt(i, j, k);
                    for (long l = 0; l < x.cols(); l++)
                        largest = Math.max(largest, Math.abs(from.getAtIndex(JAVA_FLOAT, s + l * x.colStride())));
                }
        return largest;
    }

    static void argmaxRows(View x, Indices out) {
        var to = HostBuffer.segment(out);
        for (long i = 0; i < x.rows(); i++)
            to.setAtIndex(JAVA_INT, out.offset() + i, (int) argmax(x, i));
    }

    /** Column of the largest element of row i: the first of equals, the first NaN, -1 for no columns. */
    static long argmax(View x, long i) {
        var from = HostBuffer.segment(x);
        long best = -1;
        float largest = Float.NEGATIVE_INFINITY;
        for (long j = 0; j < x.cols(); j++) {
            float value = from.getAtIndex(JAVA_FLOAT, x.at(i, j));
            if (Float.isNaN(value))
                return j;
            if (best < 0 || value > largest) {
                best = j;
                largest = value;
            }
        }
        return best;
    }

    private static double start(Reduction op) { return op == Reduction.MAX ? Double.NEGATIVE_INFINITY : 0; }

    private static double join(Reduction op, double total, double value) {
        return op == Reduction.MAX ? Math.max(total, value) : total + value;
    }

    private static double finish(Reduction op, double total, long count) {
        return op == Reduction.MEAN ? total / count : total;
    }
}
