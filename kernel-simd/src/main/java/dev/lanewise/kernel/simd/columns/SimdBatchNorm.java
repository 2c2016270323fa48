package dev.lanewise.kernel.simd.columns;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BatchNorm;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.elementwise.SimdActivations;
import dev.lanewise.kernel.simd.runtime.Lanes;
import dev.lanewise.kernel.simd.runtime.Operand;
import dev.lanewise.kernel.simd.runtime.Scratch;
import dev.lanewise.kernel.simd.runtime.Workers;

import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation in two passes over memory, both in the order of the rows: one for what belongs to columns, one
 * for the result. Each pass is a job of its own, so that C2 compiles it on its own: all of them in one method went
 * beyond the size up to which it inlines.
 *
 * <p>The variance needs no pass for the mean before it: the distances are taken from a pivot, the first row. If that is
 * like the others, the square of its distance from the mean is near the variance and nothing cancels. One that is not,
 * a placeholder among real numbers say, may be n times the variance away in n rows: then the mean it led to becomes the
 * pivot, for a second pass. The mean is the pivot and a shift: one float would take digits from the distances where it
 * is large against the spread.
 *
 * <p>Distances are counted in a unit of their column. It is 1, but {@link #LOWER} where squares would leave the range of
 * a float: the root of their mean, and what is divided by it, do not.
 */
public final class SimdBatchNorm {
    /** Rows of {@link ColumnValues}. */
    private static final int MEAN = 0;
    private static final int INVERSE = 1;
    private static final int GAMMA = 2;
    private static final int BETA = 3;
    private static final int FACTOR = 4;
    private static final int PIVOT = 5;
    /** What x is multiplied by to be in units, and the pivot in these. */
    private static final int UNIT = 6;
    private static final int PIVOT_IN_UNITS = 7;
    /** From the pivot to the mean, in units. */
    private static final int SHIFT = 8;
    /** In units, as the inverse next to it. */
    private static final int VARIANCE = 9;
    private static final int INVERSE_IN_UNITS = 10;
    private static final int OFFSET = 11;
    private static final int RUNNING = 12;
    private static final int GRAD_GAMMA = 13;
    private static final int GRAD_BETA = 14;
    private static final int SLOPE = 15;
    /** The magnitude of the mean against the spread. */
    private static final int COARSENESS = 16;
    private static final int KINDS = 17;

    /**
     * The coarseness from which on it matters that a saved mean is rounded: that takes up to 2^-24 of it from a normalised
     * value, as much as some eight roundings of that.
     */
    private static final float COARSE = 8;

    /** Lets 2^32 squares of any floats be added up. */
    static final float LOWER = 0x1p-80f;

    /** What stands for a missing row where it does not matter. */
    private static final MemorySegment ZEROS = Scratch.allocate(ColumnJob.STRIP);

    private SimdBatchNorm() {}

    /** What belongs to columns. */
    private static final class Columns extends ColumnValues {
        private static final BatchNormKernels VECTORS = new BatchNormVectors();
        private static final BatchNormKernels LOOPS = new BatchNormLoops();

        private final boolean loops;
        private final BatchNormKernels kernels;

        /** Whether the unit of any column is not 1. */
        private boolean wide;

        Columns(boolean loops) {
            this.loops = loops;
            kernels = loops ? LOOPS : VECTORS;
            useLoops(loops);
        }

        /** Takes rows of x in units. */
        void readRows(RowGroup group, Operand x, long i, int height, long j, int width, MemorySegment filler,
                long fillerAt) {
            group.read(x, i, height, j, width, filler, fillerAt);
            if (wide)
                group.multiply(memory(), at(UNIT, j), width);
        }
    }

    /** Forward, with the statistics of the batch. */
    public static final class Train {
        private final Columns values;
        private final Statistics statistics = new Statistics();
        private final Normalisation normalisation = new Normalisation();

        public Train(boolean loops) { values = new Columns(loops); }

        public void run(Workers workers, BatchNorm norm, View x, View out) {
            values.resize(KINDS, x.cols());
            statistics.run(workers, x, values);
            values.kernels.inverse(values.memory(), values.at(VARIANCE), values.at(UNIT), (float) norm.epsilon(),
                    values.at(INVERSE_IN_UNITS), values.size());
            normalisation.run(workers, norm, x, out, values);
            statistics.leaveUnits();
            update(norm.runningMean(), MEAN, norm.momentum());
            update(norm.runningVariance(), VARIANCE, norm.momentum());
            values.write(MEAN, norm.savedMean());
            values.write(INVERSE_IN_UNITS, norm.savedInverse());
        }

        /** {@code running = momentum running + (1 - momentum) statistic}. */
        private void update(View running, int statistic, double momentum) {
            values.read(RUNNING, running);
            values.axpby((float) (1 - momentum), statistic, (float) momentum, RUNNING);
            values.write(RUNNING, running);
        }
    }

    /** Forward, with the running statistics. */
    public static final class Infer {
        private final Columns values;
        private final Normalisation normalisation = new Normalisation();

        public Infer(boolean loops) { values = new Columns(loops); }

        public void run(Workers workers, BatchNorm norm, View x, View out) {
            values.resize(KINDS, x.cols());
            values.read(PIVOT, norm.runningMean());
            values.fill(VARIANCE, 0);
            values.read(VARIANCE, norm.runningVariance());
            values.fill(UNIT, 1);
            values.kernels.inverse(values.memory(), values.at(VARIANCE), values.at(UNIT), (float) norm.epsilon(),
                    values.at(INVERSE), values.size());
            findUnits(values);
            values.fill(SHIFT, 0);
            normalisation.run(workers, norm, x, out, values);
        }
    }

    /** Backward, from the saved statistics. */
    public static final class Backward {
        private final Columns values;
        private final Statistics statistics = new Statistics();
        private final Gradients gradients = new Gradients();
        private final Propagation propagation = new Propagation();

        public Backward(boolean loops) { values = new Columns(loops); }

        public void run(Workers workers, BatchNorm norm, View x, View upstream, View gradGamma, View gradBeta,
                View out) {
            values.resize(KINDS, x.cols());
            // Whole vectors are looked at.
            values.fill(PIVOT, 0);
            values.fill(INVERSE, 1);
            values.read(PIVOT, norm.savedMean());
            values.read(INVERSE, norm.savedInverse());
            values.read(GAMMA, norm.gamma());
            findUnits(values);
            if (values.kernels.exceeds(values.memory(), values.at(COARSENESS), values.size(), COARSE))
                statistics.findShift(workers, x, values);
            else
                values.fill(SHIFT, 0);
            gradients.run(workers, x, upstream, values);
            propagation.run(workers, x, upstream, out, values);
            values.write(GRAD_GAMMA, gradGamma);
            values.write(GRAD_BETA, gradBeta);
        }
    }

    /** From PIVOT, which is a mean, and INVERSE: the units, both in these, and how coarse the mean is. */
    private static void findUnits(Columns values) {
        values.kernels.units(values.memory(), values.at(PIVOT), values.at(INVERSE), values.at(UNIT),
                values.at(PIVOT_IN_UNITS), values.at(INVERSE_IN_UNITS), values.at(COARSENESS), values.size());
        values.wide = values.kernels.contains(values.memory(), values.at(UNIT), values.size(), LOWER);
    }

    /** Mean and variance of the columns. */
    private static final class Statistics extends ColumnJob.Groups {
        private final Operand x = new Operand();
        private final ColumnValues partials = new ColumnValues();
        private Columns values;
        private int blocks;

        void run(Workers workers, View input, Columns newValues) {
            set(input, newValues);
            values.readRow(PIVOT, x, 0);
            values.fill(UNIT, 1);
            values.wide = false;
            addUp(workers);
            values.wide = values.kernels.contains(partials.memory(), partials.at(blocks), partials.size(),
                    Float.POSITIVE_INFINITY);
            if (values.wide) {
                for (int j = 0; j < input.cols(); j++)
                    if (partials.get(blocks, j) == Float.POSITIVE_INFINITY)
                        values.set(UNIT, j, LOWER);
                addUp(workers);
            }
            moments(input.rows());
            if (values.kernels.movePivot(values.memory(), values.at(PIVOT), values.at(SHIFT), values.at(VARIANCE),
                    values.at(UNIT), values.size())) {
                addUp(workers);
                moments(input.rows());
            }
        }

        private void moments(long rows) {
            values.kernels.moments(partials.memory(), 0, partials.at(blocks), rows, values.memory(),
                    values.at(PIVOT), values.at(SHIFT), values.at(MEAN), values.at(VARIANCE), values.size());
        }

        /**
         * From PIVOT, a saved mean that is rounded: what that took from it is the mean of the distances, unless that is
         * larger than rounding; then it is the mean of other numbers, and is taken as it is.
         */
        void findShift(Workers workers, View input, Columns newValues) {
            set(input, newValues);
            addUp(workers);
            values.kernels.lostByRounding(partials.memory(), 0, input.rows(), values.memory(),
                    values.at(PIVOT_IN_UNITS), values.at(SHIFT), values.size());
        }

        private void set(View input, Columns newValues) {
            x.set(input);
            values = newValues;
            blocks = prepare(input.rows(), input.cols());
            // The sums of the blocks, then those of their squares.
            partials.resize(2 * blocks, input.cols());
            partials.useLoops(values.loops);
        }

        private void addUp(Workers workers) {
            values.mul(PIVOT, UNIT, PIVOT_IN_UNITS);
            start(workers);
            partials.addUp(0, blocks);
            partials.addUp(blocks, blocks);
        }

        /** Counts what was found in units as everybody does. */
        void leaveUnits() {
            if (!values.wide)
                return;
            for (int j = 0; j < values.cols(); j++) {
                double unit = values.get(UNIT, j);
                values.set(MEAN, j, (float) (values.get(PIVOT, j) + values.get(SHIFT, j) / unit));
                values.set(VARIANCE, j, (float) (values.get(VARIANCE, j) / (unit * unit)));
                values.set(INVERSE_IN_UNITS, j, (float) (values.get(INVERSE_IN_UNITS, j) * unit));
            }
        }

        @Override
        void begin(int block, long j, int size) {
            partials.fill(block, j, size, 0);
            partials.fill(blocks + block, j, size, 0);
        }

        @Override
        void rows(int block, long i, int height, long j, int width, ColumnScratch scratch) {
            values.readRows(scratch.x, x, i, height, j, width, values.memory(), values.at(PIVOT, j));
            values.kernels.statistics(scratch.x, values.memory(), values.at(PIVOT_IN_UNITS, j),
                    partials.memory(), partials.at(block, j), partials.at(blocks + block, j),
                    Lanes.padded(width) * Float.BYTES);
        }
    }

    /** {@code out = activation(gamma inverse (x - mean) + beta)}, all but gamma and beta in units. */
    private static final class Normalisation extends ColumnJob.Writer {
        private final Operand x = new Operand();
        private final Operand out = new Operand();
        private Columns values;
        private Activation activation;

        void run(Workers workers, BatchNorm norm, View input, View result, Columns newValues) {
            x.set(input);
            out.set(result);
            values = newValues;
            activation = norm.activation();
            values.read(GAMMA, norm.gamma());
            values.read(BETA, norm.beta());
            values.kernels.factors(values.memory(), values.at(GAMMA), values.at(BETA), values.at(INVERSE_IN_UNITS),
                    values.at(SHIFT), values.at(FACTOR), values.at(OFFSET), values.size());
            prepare(input.rows(), input.cols());
            start(workers);
        }

        @Override
        void rows(long i, int height, long j, int width, ColumnScratch scratch) {
            int size = Lanes.padded(width) * Float.BYTES;
            var to = scratch.out;
            values.readRows(scratch.x, x, i, height, j, width, ZEROS, 0);
            to.placeRows(out, i, height, j, width);
            boolean isRelu = activation == Activation.RELU;
            values.kernels.normalise(scratch.x, to, values.memory(), values.at(PIVOT_IN_UNITS, j),
                    values.at(FACTOR, j), values.at(OFFSET, j), isRelu, size);
            if (!isRelu && activation != Activation.IDENTITY)
                for (int r = 0; r < height; r++) {
                    long at = to.at() + r * to.stride();
                    SimdActivations.activation(values.loops, activation, to.segment(), at, to.segment(), at, size);
                }
            to.storeRows(out, i, height, j, width);
        }
    }

    /** The gradients of gamma and beta. */
    private static final class Gradients extends ColumnJob.Groups {
        private final Operand x = new Operand();
        private final Operand upstream = new Operand();
        private final ColumnValues partials = new ColumnValues();
        private Columns values;
        private int blocks;

        void run(Workers workers, View input, View newUpstream, Columns newValues) {
            x.set(input);
            upstream.set(newUpstream);
            values = newValues;
            blocks = prepare(input.rows(), input.cols());
            // The sums of upstream in the blocks, then those of its products with distances from the pivot.
            partials.resize(2 * blocks, input.cols());
            partials.useLoops(values.loops);
            start(workers);
            partials.addUp(0, blocks);
            partials.addUp(blocks, blocks);
            values.kernels.gradientSums(partials.memory(), 0, partials.at(blocks), values.memory(),
                    values.at(SHIFT), values.at(INVERSE_IN_UNITS), values.at(GRAD_BETA), values.at(GRAD_GAMMA),
                    values.size());
        }

        @Override
        void begin(int block, long j, int size) {
            partials.fill(block, j, size, 0);
            partials.fill(blocks + block, j, size, 0);
        }

        @Override
        void rows(int block, long i, int height, long j, int width, ColumnScratch scratch) {
            values.readRows(scratch.x, x, i, height, j, width, ZEROS, 0);
            scratch.upstream.read(upstream, i, height, j, width, ZEROS, 0);
            values.kernels.gradients(scratch.x, scratch.upstream, values.memory(), values.at(PIVOT_IN_UNITS, j),
                    partials.memory(), partials.at(block, j),
                    partials.at(blocks + block, j), Lanes.padded(width) * Float.BYTES);
        }
    }

    /** {@code out = gamma inverse (upstream - gradBeta/m - xhat gradGamma/m)}. */
    private static final class Propagation extends ColumnJob.Writer {
        private final Operand x = new Operand();
        private final Operand upstream = new Operand();
        private final Operand out = new Operand();
        private Columns values;

        void run(Workers workers, View input, View newUpstream, View result, Columns newValues) {
            x.set(input);
            upstream.set(newUpstream);
            out.set(result);
            values = newValues;
            var s = values.memory();
            values.kernels.coefficients(s, values.at(GRAD_GAMMA), values.at(GRAD_BETA), values.at(INVERSE_IN_UNITS),
                    values.at(SHIFT), input.rows(), values.at(OFFSET), values.at(SLOPE), values.size());
            values.mul(GAMMA, INVERSE, FACTOR);
            prepare(input.rows(), input.cols());
            start(workers);
        }

        @Override
        void rows(long i, int height, long j, int width, ColumnScratch scratch) {
            values.readRows(scratch.x, x, i, height, j, width, ZEROS, 0);
            scratch.upstream.read(upstream, i, height, j, width, ZEROS, 0);
            scratch.out.placeRows(out, i, height, j, width);
            values.kernels.backward(scratch.x, scratch.upstream, scratch.out, values.memory(),
                    values.at(PIVOT_IN_UNITS, j), values.at(SLOPE, j), values.at(OFFSET, j), values.at(FACTOR, j),
                    Lanes.padded(width) * Float.BYTES);
            scratch.out.storeRows(out, i, height, j, width);
        }
    }
}
