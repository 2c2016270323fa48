package dev.lanewise.kernel.simd.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Working memory of one thread. It grows to what was ever asked for and stays, so that repeated calls allocate nothing.
 * Here is what all kinds of operations use; what one kind needs beside that it keeps in a {@link Slot}.
 */
public final class Scratch {
    /** Floats in a staging block: four of them and their sources stay in a 48 KiB first-level cache. */
    public static final int BLOCK = 1024;
    public static final int BLOCK_BYTES = BLOCK * Float.BYTES;

    /** Byte positions of the staging blocks. */
    public static final long X = 0;
    public static final long Y = BLOCK_BYTES;
    public static final long OUT = 2 * Y;
    public static final long WORK = 3 * Y;
    private static final int ALIGNMENT = 64;

    /** The staging blocks. */
    public final MemorySegment blocks = allocate(4 * BLOCK);

    /** One vector: accumulators go through it to be added up. */
    public final MemorySegment lanes = allocate(Lanes.COUNT);

    /** Between the two halves of {@link Transpose}. */
    final MemorySegment block = allocate(Lanes.COUNT * Lanes.COUNT);

    private MemorySegment panel = allocate(BLOCK);
    private Object[] kept = {};

    /**
     * Something that every scratch has one of, made when a thread first asks for it. A slot is a constant, and its number
     * an index: finding what it holds costs a load and a comparison.
     */
    public static final class Slot<T> {
        private static final AtomicInteger SLOTS = new AtomicInteger();

        private final int index = SLOTS.getAndIncrement();
        private final Function<Scratch, T> maker;

        /** @param maker is given the scratch that keeps what it makes */
        public Slot(Function<Scratch, T> maker) {
            this.maker = maker;
        }
    }

    /** What this scratch keeps in a slot. */
    @SuppressWarnings("unchecked") // Nothing but what the slot's own maker made is stored at its index.
    public <T> T get(Slot<T> slot) {
        int index = slot.index;
        Object value = index < kept.length ? kept[index] : null;
        return value != null ? (T) value : make(slot);
    }

    private <T> T make(Slot<T> slot) {
        T value = slot.maker.apply(this);
        if (slot.index >= kept.length)
            kept = Arrays.copyOf(kept, slot.index + 1);
        kept[slot.index] = value;
        return value;
    }

    /** Memory of at least {@code floats} floats, of any content. */
    public MemorySegment panel(long floats) {
        panel = grown(panel, floats);
        return panel;
    }

    /** Returns {@code old} if it has room for {@code floats}, else new memory with a quarter to spare. */
    public static MemorySegment grown(MemorySegment old, long floats) {
        return old.byteSize() >= floats * Float.BYTES ? old : allocate(floats + floats / 4);
    }

    /** Zeroed memory that lives as long as it is reachable: no owner has to close it. */
    public static MemorySegment allocate(long floats) {
        return Arena.ofAuto().allocate(floats * Float.BYTES, ALIGNMENT);
    }
}
