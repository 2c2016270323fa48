package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/** The matrix product. */
final class LoopGemm {
    private LoopGemm() {}

    /**
     * {@code C = alpha A B + beta C}. The loops run over i, k, j, so that the innermost one walks along rows of B and
     * C: their neighbours in memory, where a sum over k would jump down a column of B.
     */
    static void gemm(float alpha, View a, View b, float beta, View c) {
        var left = HostBuffer.segment(a);
        var right = HostBuffer.segment(b);
        var result = HostBuffer.segment(c);
        long n = c.cols();
        long k = alpha == 0 ? 0 : a.cols();
        for (long i = 0; i < c.rows(); i++) {
            long cRow = c.at(i, 0);
            for (long j = 0; j < n; j++) {
                long at = cRow + j * c.colStride();
                result.setAtIndex(JAVA_FLOAT, at, beta == 0 ? 0 : beta * result.getAtIndex(JAVA_FLOAT, at));
            }
            for (long p = 0; p < k; p++) {
                float factor = alpha * left.getAtIndex(JAVA_FLOAT, a.at(i, p));
                long bRow = b.at(p, 0);
                for (long j = 0; j < n; j++) {
                    long at = cRow + j * c.colStride();
                    result.setAtIndex(JAVA_FLOAT, at, result.getAtIndex(JAVA_FLOAT, at)
                            + factor * right.getAtIndex(JAVA_FLOAT, bRow + j * b.colStride()));
                }
            }
        }
    }
}
