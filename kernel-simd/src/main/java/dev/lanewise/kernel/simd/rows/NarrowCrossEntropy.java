package dev.lanewise.kernel.simd.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.compute.Indices;
import dev.lanewise.compute.OptimizerOperations;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.ElementwiseVectors;
import dev.lanewise.kernel.simd.elementwise.MathLoops;
import dev.lanewise.kernel.simd.elementwise.VectorMath;
import dev.lanewise.kernel.simd.runtime.Job;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/** Cross-entropy of softmax with its gradient, for few classes. */
final class NarrowCrossEntropy extends NarrowRowJob {
    private final LabelledLoss loss = new LabelledLoss();
    private final Job loops;

    NarrowCrossEntropy(boolean inLoops) { loops = inLoops ? new Loops() : null; }

    void run(Workers workers, View logits, Indices labels, View lossOut, View correct, long line, View gradient) {
        loss.set(logits, labels, correct, gradient);
        int chunks = prepare(logits);
        loss.resize(chunks);
        workers.run(loops != null ? loops : this, chunks);
        loss.finish(chunks, rows(), lossOut, correct, line);
    }

    @Override
    void begin(int chunk) { loss.begin(chunk); }

    @Override
    void group(int chunk, long i, int height, MemorySegment panel, Scratch scratch) {
        TransposedKernels.max(panel, X, size(), MAX);
        if (loss.wantsHits())
            loss.addHits(chunk, countHits(i, height, panel));
        exponentials(panel);
        VectorMath.log(panel, SUM, panel, MAX, Lanes.BYTES);
        double sum = 0;
        for (int r = 0; r < height; r++) {
            int label = loss.label(i + r);
            sum += label < 0 ? Double.NaN : (double) element(panel, MAX, r, 0) - element(panel, X, r, label);
        }
        loss.addLoss(chunk, sum);
        if (loss.wantsGradient())
            writeGradient(i, height, panel, scratch);
    }

    /** Rows whose label is the first of the largest elements, or of those that are NaN. */
    private int countHits(long i, int height, MemorySegment panel) {
        int count = 0;
        for (int r = 0; r < height; r++) {
            int label = loss.label(i + r);
            int j = 0;
            float max = element(panel, MAX, r, 0);
            while (j < label && !isMax(max, element(panel, X, r, j)))
                j++;
            if (j == label && isMax(max, element(panel, X, r, j)))
                count++;
        }
        return count;
    }

    private static boolean isMax(float max, float x) {
        return Float.isNaN(max) ? Float.isNaN(x) : x == max;
    }

    /** From the exponentials and their SUM: NaN if there is no label. */
    private void writeGradient(long i, int height, MemorySegment panel, Scratch scratch) {
        ElementwiseVectors.scale(rows(), panel, SUM, panel, SUM, Lanes.BYTES);
        ElementwiseVectors.reciprocal(panel, SUM, panel, SUM, Lanes.BYTES);
        for (int r = 0; r < height; r++)
            if (loss.label(i + r) < 0)
                panel.set(JAVA_FLOAT, SUM + r * (long) Float.BYTES, Float.NaN);
        LossTerms.scaleTurnedAndFlush(panel, OUT, size(), SUM);
        for (int r = 0; r < height; r++) {
            int label = loss.label(i + r);
            if (label >= 0) {
                long place = OUT + label * (long) Lanes.BYTES + r * Float.BYTES;
                panel.set(JAVA_FLOAT, place, panel.get(JAVA_FLOAT, place) - 1f / rows());
            }
        }
        transposeBack(panel, loss.gradient(), i, height, scratch);
    }

    /** The same in plain loops, with the same bits ({@code SimdCompute.LITTLE_WORK}). */
    private final class Loops extends Job {
        private static final float FLUSH = (float) OptimizerOperations.FLUSH;

        @Override
        protected void run(int chunk, Scratch scratch) {
            begin(chunk);
            float[] row = new float[cols()];
            long end = Math.min(rows(), (chunk + 1) * rowsInChunk());
            for (long i = chunk * rowsInChunk(); i < end; i += Lanes.COUNT) {
                double sum = 0;
                for (long r = i; r < Math.min(end, i + Lanes.COUNT); r++)
                    sum += row(chunk, r, row);
                loss.addLoss(chunk, sum);
            }
        }

        /** Returns the loss of a row. */
        private double row(int chunk, long i, float[] x) {
            int label = loss.label(i);
            readRow(i, x);
            float max = Float.NEGATIVE_INFINITY;
            for (float v : x)
                max = Math.max(max, v);
            if (loss.wantsHits() && label >= 0 && firstMax(x, max) == label)
                loss.addHits(chunk, 1);
            float atLabel = label < 0 ? Float.NaN : x[label] - max;
            float sum = 0;
            for (int j = 0; j < x.length; j++) {
                x[j] = MathLoops.exp(x[j] - max);
                sum += x[j];
            }
            if (loss.wantsGradient()) {
                float factor = label < 0 ? Float.NaN : 1 / (sum * rows());
                for (int j = 0; j < x.length; j++) {
                    float g = x[j] * factor;
                    x[j] = Math.abs(g) < FLUSH ? 0 : g;
                }
                if (label >= 0)
                    x[label] -= 1f / rows();
                writeRow(x, loss.gradient(), i);
            }
            return label < 0 ? Double.NaN : (double) MathLoops.log(sum) - atLabel;
        }

        private static int firstMax(float[] x, float max) {
            int j = 0;
            while (j < x.length && !isMax(max, x[j]))
                j++;
            return j;
        }
    }
}
