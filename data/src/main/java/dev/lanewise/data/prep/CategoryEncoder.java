package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A category becomes one feature per category of the training rows, 1 for its own and 0 for the others. A category
 * that training did not show, and a missing one, are all zeros.
 *
 * @param index number of each category, in order
 */
record CategoryEncoder(String name, boolean flag, Map<String, Integer> index, Spelling spelling)
        implements
            ColumnEncoder {

    /** @throws IllegalArgumentException if two categories are the same */
    static CategoryEncoder of(String name, boolean flag, Collection<String> categories, Spelling spelling) {
        var index = new LinkedHashMap<String, Integer>();
        for (String category : categories) {
            if (index.put(category, index.size()) != null) {
                throw new IllegalArgumentException("there are two categories " + category);
            }
        }
        return new CategoryEncoder(name, flag, index, spelling);
    }

    /** Categories of the cells that are there, in alphabetical order. */
    static CategoryEncoder fit(Column column) {
        var categories = new TreeSet<String>();
        boolean missing = false;
        for (int row = 0; row < column.rows(); row++) {
            String category = Spelling.AS_WRITTEN.of(column, row);
            if (category == null) {
                missing = true;
            } else {
                categories.add(category);
            }
        }
        return of(column.name(), missing, categories, Spelling.AS_WRITTEN);
    }

    /** In order. */
    List<String> categories() {
        return List.copyOf(index.keySet());
    }

    @Override
    public List<String> featureNames() {
        var names = new ArrayList<String>();
        index.keySet().forEach(category -> names.add(name + "=" + category));
        if (flag) {
            names.add(ColumnEncoder.flagName(name));
        }
        return names;
    }

    /** A warning of cells whose category training did not show: all zeros, as if they were of none. */
    Optional<Notice> unseen(Table table, Column column) {
        List<String> cells = IntStream.range(0, column.rows()).mapToObj(row -> spelling.of(column, row))
                .filter(category -> category != null && !index.containsKey(category)).toList();
        long others = cells.stream().distinct().count() - 1;
        return cells.isEmpty()
                ? Optional.empty()
                : Optional.of(Notice.warning(table.name() + ": column " + DataException.quoted(name) + ": "
                        + cells.size() + (cells.size() == 1 ? " cell holds " : " cells hold ")
                        + DataException.quoted(cells.getFirst())
                        + (others == 0 ? "" : " (and " + others + (others == 1 ? " other)" : " others)"))
                        + ", which training did not show"));
    }

    @Override
    public void encode(Table table, Column column, int row, float[] out, int at) {
        String category = spelling.of(column, row);
        if (category == null) {
            if (flag) {
                out[at + index.size()] = 1;
            }
            return;
        }
        Integer found = index.get(category);
        if (found != null) {
            out[at + found] = 1;
        }
    }
}
