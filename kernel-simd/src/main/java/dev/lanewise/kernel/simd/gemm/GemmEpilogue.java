package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.runtime.Scratch.Y;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.elementwise.SimdActivations;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;

import java.lang.foreign.MemorySegment;

/**
 * What is done to a part of C when its sums are complete: passes over a block in the first- or second-level cache, a
 * few per cent of the product's time, so every combination comes for free. A block is a tile in scratch or many
 * tiles of C in their place; its rows are whole vectors.
 *
 * <p>The passes are objects, so that C2 cannot draw them all into one method: that went beyond the size up to which
 * it inlines, and whatever vector operation came last in it was boxed.
 */
final class GemmEpilogue {
    private final boolean loops;
    private final Operand bias = new Operand();
    private final Operand preActivation = new Operand();
    private final Operand saved = new Operand();
    private final Pass addBias = new AddBias();
    private final Pass savePreActivation = new SavePreActivation();
    private final Pass activate = new Activate();
    private final Pass derive = new Derive();
    private final Pass[] passes = new Pass[4];
    private int passCount;
    private MemorySegment biasRow = Scratch.allocate(MicroKernel.NR);
    private Activation activation;
    private Activation derivative;

    GemmEpilogue(boolean loops) { this.loops = loops; }

    /** A block of C: where its rows are, {@code bytes} of each, and which elements of C they hold. */
    private abstract static class Pass {
        abstract void apply(MemorySegment block, long at, long stride, int bytes, long i, long j, int height, int width,
                Scratch scratch);
    }

    /**
     * Takes the epilogue of a product.
     *
     * @param startsFromBias whether the tiles start from the bias, so that it need not be added
     */
    void set(Epilogue epilogue, boolean startsFromBias) {
        passCount = 0;
        if (epilogue == Epilogue.NONE)
            return;
        activation = epilogue.activation();
        derivative = epilogue.derivative();
        if (epilogue.bias() != null) {
            takeBias(epilogue.bias());
            if (!startsFromBias)
                passes[passCount++] = addBias;
        }
        if (epilogue.preActivation() != null) {
            preActivation.setMatrix(epilogue.preActivation());
            passes[passCount++] = savePreActivation;
        }
        if (activation != Activation.IDENTITY)
            passes[passCount++] = activate;
        if (derivative != Activation.IDENTITY) {
            saved.setMatrix(epilogue.saved());
            passes[passCount++] = derive;
        }
    }

    private void takeBias(View row) {
        int n = Math.toIntExact(row.cols());
        bias.setMatrix(row);
        biasRow = Scratch.grown(biasRow, Math.ceilDiv(n, MicroKernel.NR) * (long) MicroKernel.NR);
        Staging.gatherRow(bias, 0, 0, n, biasRow, 0);
    }

    /** The bias, dense, with room for whole tiles. */
    MemorySegment biasRow() { return biasRow; }

    /** Whether anything is to be done. */
    boolean isEmpty() { return passCount == 0; }

    /**
     * Does everything to a block.
     *
     * @param stride bytes from row to row
     * @param bytes whole vectors of each row
     * @param i row of C that the block begins with
     * @param j column of C that the block begins with
     * @param width elements of a row that C has
     */
    void apply(MemorySegment block, long at, long stride, int bytes, long i, long j, int height, int width,
            Scratch scratch) {
        for (int p = 0; p < passCount; p++)
            passes[p].apply(block, at, stride, bytes, i, j, height, width, scratch);
    }

    private final class AddBias extends Pass {
        @Override
        void apply(MemorySegment block, long at, long stride, int bytes, long i, long j, int height, int width,
                Scratch scratch) {
            for (int r = 0; r < height; r++)
                ElementwiseVectors.add(block, at + r * stride, biasRow, j * Float.BYTES, block, at + r * stride, bytes);
        }
    }

    private final class SavePreActivation extends Pass {
        @Override
        void apply(MemorySegment block, long at, long stride, int bytes, long i, long j, int height, int width,
                Scratch scratch) {
            for (int r = 0; r < height; r++)
                Staging.scatterRow(block, at + r * stride, preActivation, i + r, j, width);
        }
    }

    private final class Activate extends Pass {
        @Override
        void apply(MemorySegment block, long at, long stride, int bytes, long i, long j, int height, int width,
                Scratch scratch) {
            // Dense rows are one run.
            int rows = stride == bytes ? height : 1;
            for (int r = 0; r < height; r += rows)
                SimdActivations.activation(loops, activation, block, at + r * stride, block, at + r * stride,
                        rows * bytes);
        }
    }

    private final class Derive extends Pass {
        @Override
        void apply(MemorySegment block, long at, long stride, int bytes, long i, long j, int height, int width,
                Scratch scratch) {
            boolean inPlace = saved.colStride() == 1 && width * Float.BYTES == bytes;
            for (int r = 0; r < height; r++) {
                if (!inPlace)
                    Staging.gatherRow(saved, i + r, j, width, scratch.blocks, Y);
                SimdActivations.activationBackward(loops, derivative, inPlace ? saved.segment() : scratch.blocks,
                        inPlace ? saved.at(i + r, j) * Float.BYTES : Y, block, at + r * stride, block,
                        at + r * stride, bytes);
            }
        }
    }
}
