package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.KC;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.PANEL_ROWS;

/**
 * The part of a product that is worked on: rows of C from {@code i} on, columns from {@code j} on, steps of k from
 * {@code p} on. Its depth is cut into slices of {@code steps}, which may be fewer than {@link MicroKernel#KC}, so
 * that the last is not much smaller.
 */
final class GemmBlock {
    /** Floats of a panel of A, one slice deep. */
    static final int PANEL_OF_A = PANEL_ROWS * KC;

    /** Multiplications in a nanosecond of one thread, as 512-bit tiles do them. */
    static final long RATE = 128;

    long i;
    long j;
    long p;
    int height;
    int width;
    int depth;
    int slices;
    private int steps;

    void set(long newI, long newJ, long newP, int newHeight, int newWidth, int newDepth) {
        i = newI;
        j = newJ;
        p = newP;
        height = newHeight;
        width = newWidth;
        depth = newDepth;
        slices = Math.max(1, Math.ceilDiv(depth, KC));
        steps = Math.ceilDiv(depth, slices);
    }

    /** Step of the block that a slice begins with. */
    int start(int slice) {
        return slice * steps;
    }

    /** Steps of a slice. */
    int steps(int slice) {
        return Math.min(steps, depth - slice * steps);
    }

    int panelsOfA() { return Math.ceilDiv(height, PANEL_ROWS); }

    /** Where the panel of A is stored that row {@code row} of the block belongs to. */
    int panelOfA(int row, int slice) {
        return (row / PANEL_ROWS * slices + slice) * PANEL_OF_A;
    }

    /** Floats of the panels of A. */
    int floatsOfA() {
        return panelsOfA() * slices * PANEL_OF_A;
    }

    /** About how long its tiles take one thread. */
    long nanoseconds() {
        return (long) height * width * depth / RATE;
    }
}
