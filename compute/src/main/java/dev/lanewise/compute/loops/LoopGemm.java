package dev.lanewise.compute.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.HostBuffer;

/** The matrix product. */
final class LoopGemm {
    private LoopGemm() {}

    /** {@code C = alpha A B + beta C}, for each pair of batch numbers; a matrix is a batch of one. */
    static void gemm(float alpha, View a, View b, float beta, View c) {
        for (long p = 0; p < c.size4(0); p++)
            for (long q = 0; q < c.size4(1); q++)
                gemm(alpha, a, b, beta, c, p, q);
    }

    /**
     * Matrix (p, q) of the batch. The loops run over i, k, j, so that the innermost one walks along rows of B and C:
     * their neighbours in memory, where a sum over k would jump down a column of B.
     */
    private static void gemm(float alpha, View a, View b, float beta, View c, long p, long q) {
        var left = HostBuffer.segment(a);
        var right = HostBuffer.segment(b);
        var result = HostBuffer.segment(c);
        long depth = alpha == 0 ? 0 : a.cols();
        for (long i = 0; i < c.rows(); i++) {
            long cRow = c.rowAt(p, q, i);
            for (long j = 0; j < c.cols(); j++) {
                long at = cRow + j * c.colStride();
                result.setAtIndex(JAVA_FLOAT, at, beta == 0 ? 0 : beta * result.getAtIndex(JAVA_FLOAT, at));
            }
            for (long k = 0; k < depth; k++) {
                float factor = alpha * left.getAtIndex(JAVA_FLOAT, a.rowAt(p, q, i) + k * a.colStride());
                long bRow = b.rowAt(p, q, k);
                for (long j = 0; j < c.cols(); j++) {
                    long at = cRow + j * c.colStride();
                    result.setAtIndex(JAVA_FLOAT, at, result.getAtIndex(JAVA_FLOAT, at)
                            + factor * right.getAtIndex(JAVA_FLOAT, bRow + j * b.colStride()));
                }
            }
        }
    }

    /** What {@link Epilogue} says, on a C that holds the product. */
    static void epilogue(Epilogue epilogue, View b, View c) {
        for (long i = 0; i < c.rows(); i++)
            for (long j = 0; j < c.cols(); j++) {
                float z = get(c, i, j);
                if (epilogue.bias() != null)
                    z += get(epilogue.bias(), 0, j);
                if (epilogue.preActivation() != null)
                    set(epilogue.preActivation(), i, j, z);
                float factor = epilogue.saved() == null
                        ? 1
                        : LoopActivations.derivative(epilogue.derivative(), get(epilogue.saved(), i, j));
                set(c, i, j, factor * LoopActivations.apply(epilogue.activation(), z));
            }
        if (epilogue.rightSums() != null)
            LoopReductions.reduceColumns(Reduction.SUM, b, epilogue.rightSums());
    }

    private static float get(View x, long i, long j) {
        return HostBuffer.segment(x).getAtIndex(JAVA_FLOAT, x.at(i, j));
    }

    private static void set(View x, long i, long j, float value) {
        HostBuffer.segment(x).setAtIndex(JAVA_FLOAT, x.at(i, j), value);
    }
}
