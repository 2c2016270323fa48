package dev.lanewise.kernel.simd.rows;

import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.VectorMath;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Partials;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Staging;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Losses that are means over elements: binary cross-entropy of the sigmoid and squared error. Works through staging
 * blocks: their arithmetic is dearer than the copies, and the same code serves any strides.
 */
public final class ElementwiseLoss extends Job {
    private final Operand x = new Operand();
    private final Operand targets = new Operand();
    private final Operand gradient = new Operand();
    private final Partials loss = new Partials();
    private final Partials hits = new Partials();
    private boolean crossEntropy;
    private boolean wantsHits;
    private boolean wantsGradient;
    private long cols;
    private long elements;

    /** Mean binary cross-entropy of {@code sigmoid(logits)}. */
    public void sigmoidCrossEntropy(Workers workers, View logits, View newTargets, View lossOut, View correct,
            long line, View gradientOut) {
        crossEntropy = true;
        wantsHits = correct != null;
        int chunks = start(workers, logits, newTargets, lossOut, line, gradientOut);
        if (wantsHits)
            SimdReductions.set(correct, line, hits.sum(chunks));
    }

    /** Mean squared error. */
    public void meanSquaredError(Workers workers, View predictions, View newTargets, View lossOut, long line,
            View gradientOut) {
        crossEntropy = false;
        wantsHits = false;
        start(workers, predictions, newTargets, lossOut, line, gradientOut);
    }

    private int start(Workers workers, View newX, View newTargets, View lossOut, long line,
            View gradientOut) {
        x.set(newX);
        targets.set(newTargets);
        wantsGradient = gradientOut != null;
        if (wantsGradient)
            gradient.set(gradientOut);
        cols = newX.cols();
        elements = newX.elements();
        int chunks = chunks(elements, CHUNK);
        loss.resize(chunks);
        hits.resize(chunks);
        workers.run(this, chunks);
        SimdReductions.set(lossOut, line, loss.sum(chunks) / elements);
        return chunks;
    }

    @Override
    protected void run(int chunk, Scratch scratch) {
        loss.set(chunk, 0);
        hits.set(chunk, 0);
        long from = (long) chunk * CHUNK;
        long end = Math.min(elements, from + CHUNK);
        for (long at = from; at < end; at += Scratch.BLOCK)
            block(chunk, at, (int) Math.min(Scratch.BLOCK, end - at), scratch);
    }

    private void block(int chunk, long from, int count, Scratch scratch) {
        var s = scratch.blocks;
        copy(x, from, count, s, Scratch.X, false);
        copy(targets, from, count, s, Scratch.Y, false);
        int size = Lanes.padded(count) * Float.BYTES;
        if (crossEntropy)
            LossTerms.sigmoidCrossEntropy(s, Scratch.X, s, Scratch.Y, s, Scratch.OUT, size);
        else
            LossTerms.squaredError(s, Scratch.X, s, Scratch.Y, s, Scratch.OUT, size);
        loss.add(chunk, sumOfTerms(count, size, scratch));
        if (wantsHits) {
            LossTerms.hits(s, Scratch.X, s, Scratch.Y, s, Scratch.OUT, size);
            hits.add(chunk, sumOfTerms(count, size, scratch));
        }
        if (wantsGradient) {
            if (crossEntropy)
                VectorMath.sigmoid(s, Scratch.X, s, Scratch.X, size);
            float factor = (crossEntropy ? 1f : 2f) / elements;
            LossTerms.errorGradient(factor, s, Scratch.X, s, Scratch.Y, s, Scratch.OUT, size);
            copy(gradient, from, count, s, Scratch.OUT, true);
        }
    }

    /** Adds up the first {@code count} terms in the block OUT. */
    private static float sumOfTerms(int count, int size, Scratch scratch) {
        long end = Scratch.OUT + (long) count * Float.BYTES;
        Staging.fill(0, scratch.blocks, end, (int) (Scratch.OUT + size - end) / Float.BYTES);
        return RowKernels.sum(scratch.blocks, Scratch.OUT, size, scratch.lanes);
    }

    /** Copies a run of elements, counted in row-major order, to or from a staging block. */
    private void copy(Operand operand, long from, int count, MemorySegment block, long at, boolean back) {
        boolean dense = operand.isContiguous();
        long stride = dense ? 1 : operand.colStride();
        int done = 0;
        while (done < count) {
            long i = from + done;
            int piece = dense ? count : (int) Math.min(count - done, cols - i % cols);
            long place = (dense ? operand.linear(i) : operand.at(i / cols, i % cols)) * Float.BYTES;
            long blockAt = at + (long) done * Float.BYTES;
            if (back)
                Staging.scatter(block, blockAt, operand.segment(), place, stride, piece);
            else
                Staging.gather(operand.segment(), place, stride, piece, block, blockAt);
            done += piece;
        }
    }
}
