package dev.lanewise.kernel.opencl.device;

import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.PlanStep;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Device memory for what lives inside one operation: packed factors, partial sums. Commands run in order, so all
 * operations share one block. One that is outgrown goes back to the pool with the next operation, or, if launches of
 * recorded operations point to it, when the last of those is closed.
 */
public final class Scratch {
    /** First size in elements: partial sums of ordinary layers fit. */
    private static final long FIRST_SIZE = 1 << 16;
    /** Elements by which a block grows at most beyond what is asked for, 64 MiB: doubling would waste gigabytes. */
    private static final long LARGEST_STEP = 1 << 24;
    /** Parts start at multiples of 64 elements, two lines of the widest GPU. */
    private static final long ALIGNMENT = 64;

    private static final class Block {
        final ClBuffer buffer;
        /** Recorded operations that point here. */
        int holders;

        Block(ClBuffer buffer) { this.buffer = buffer; }
    }

    /** A recorded operation that points to blocks. */
    private final class Holder implements PlanStep {
        private final PlanStep step;
        private final Set<Block> blocks;

        Holder(PlanStep step, Set<Block> blocks) {
            this.step = step;
            this.blocks = blocks;
        }

        @Override
        public void run() { step.run(); }

        @Override
        public int launches() { return step.launches(); }

        @Override
        public void close() {
            step.close();
            letGo(blocks);
        }
    }

    private final LongFunction<ClBuffer> allocate;
    private final List<Block> outgrown = new ArrayList<>();
    private Block block;
    /** Elements of the block that the running operation has taken. */
    private long used;
    /** Elements that the running operation has taken in all, of this block and of those it outgrew. */
    private long needed;
    /** What the operation that is being recorded points to; {@code null} outside of recording. */
    private Set<Block> held;

    /** @param allocate makes a buffer of {@link ElementType#FLOAT32} of that many elements */
    public Scratch(LongFunction<ClBuffer> allocate) {
        this.allocate = allocate;
    }

    /** Begins an operation: everything taken before may be overwritten. */
    public void reset() {
        used = 0;
        needed = 0;
        freeOutgrown();
    }

    /** Returns a dense matrix with undefined contents, valid until {@link #reset}. */
    public View take(long rows, long cols) {
        long elements = product(rows, cols);
        if (block == null || elements > block.buffer.length() - used)
            grow(elements);
        if (held != null && held.add(block))
            block.holders++;
        var view = View.of(block.buffer, block.buffer.length()).slice(0, used, elements).reshape(rows, cols);
        long aligned = Math.ceilDiv(elements, ALIGNMENT) * ALIGNMENT;
        used = Math.min(used + aligned, block.buffer.length());
        needed += aligned;
        return view;
    }

    /**
     * Records an operation. The blocks it takes from stay until the returned step is closed.
     *
     * @param recorder makes the operation's step
     */
    public PlanStep hold(Supplier<PlanStep> recorder) {
        held = new LinkedHashSet<>();
        try {
            var step = recorder.get();
            return held.isEmpty() ? step : new Holder(step, held);
        } catch (RuntimeException | Error e) {
            letGo(held);
            throw e;
        } finally {
            held = null;
        }
    }

    /** The next block holds all that the running operation takes, so that its next run does not grow again. */
    private void grow(long elements) {
        long larger = FIRST_SIZE;
        if (block != null) {
            long length = block.buffer.length();
            larger = Math.min(2 * length, length + LARGEST_STEP);
            outgrown.add(block);
            block = null;
        }
        if (needed == 0)
            freeOutgrown();
        long wanted = elements > Long.MAX_VALUE - needed ? Long.MAX_VALUE : needed + elements;
        block = new Block(allocate.apply(Math.max(wanted, larger)));
        used = 0;
    }

    /** Returns the product of numbers from 0 on; if it is more, the largest there is, which no device has memory for. */
    public static long product(long... factors) {
        long product = 1;
        for (long factor : factors)
            product = factor > 0 && product > Long.MAX_VALUE / factor ? Long.MAX_VALUE : product * factor;
        return product;
    }

    private void letGo(Set<Block> blocks) {
        blocks.forEach(each -> each.holders--);
        freeOutgrown();
    }

    private void freeOutgrown() {
        for (var old : List.copyOf(outgrown))
            if (old.holders == 0) {
                old.buffer.free();
                outgrown.remove(old);
            }
    }
}
