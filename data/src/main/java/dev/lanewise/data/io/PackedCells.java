package dev.lanewise.data.io;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/** Cells as they are written, one after another in one text: some bytes each, where a string would take some dozens. */
final class PackedCells extends AbstractList<String> {
    private final StringBuilder text = new StringBuilder();
    private int[] ends = new int[64];
    private int size;

    @Override
    public boolean add(String cell) {
        text.append(cell);
        ends = size < ends.length ? ends : Arrays.copyOf(ends, 2 * size);
        ends[size++] = text.length();
        return true;
    }

    @Override
    public String get(int index) {
        return text.substring(index == 0 ? 0 : ends[index - 1], ends[index]);
    }

    @Override
    public int size() { return size; }

    /** A view of some of the cells. */
    List<String> select(int[] indices) {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return PackedCells.this.get(indices[index]);
            }

            @Override
            public int size() { return indices.length; }
        };
    }
}
