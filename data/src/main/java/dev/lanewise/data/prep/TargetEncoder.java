package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;
import dev.lanewise.data.prep.FitOptions.TargetKind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns the label of a row into what a network is trained on. */
sealed interface TargetEncoder {
    /** A column with more distinct integers than this is a quantity, not a class, unless classes are asked for. */
    int MOST_CLASS_NUMBERS = 20;

    /** Classes that a message lists. */
    int LISTED = 5;

    /** A number written so is a code, like a postal code, rather than a quantity. */
    String ZERO_IN_FRONT = "[+-]?0\\d+";

    /** Words that stand for a missing value elsewhere, but are names of classes beside other texts. */
    List<String> CLASSES_BESIDE_TEXT = List.of("-", ".", "None");

    /** Classes, by index; numbers in numeric order, text in alphabetical order. */
    record Classes(List<String> names, Spelling spelling) implements TargetEncoder {
        /** Class of each row of the label column. */
        int[] encode(Table table, Column label) {
            Map<String, Integer> index = index();
            int[] classes = new int[table.rows()];
            for (int row = 0; row < classes.length; row++) {
                Integer found = index.get(name(table, label, row, spelling));
                if (found == null) {
                    throw new DataException(table.place(label, row) + " holds "
                            + DataException.quoted(label.written(row)) + ", expected one of " + names);
                }
                classes[row] = found;
            }
            return classes;
        }

        /** Class of each image. */
        int[] encode(Images images) {
            Map<String, Integer> index = index();
            int[] classes = new int[images.rows()];
            for (int row = 0; row < classes.length; row++) {
                Integer found = index.get(images.className(row));
                if (found == null) {
                    throw new DataException(images.name() + ": image " + (row + 1) + " is of class "
                            + DataException.quoted(images.className(row)) + ", expected one of " + names);
                }
                classes[row] = found;
            }
            return classes;
        }

        private Map<String, Integer> index() {
            var index = new HashMap<String, Integer>();
            names.forEach(name -> index.put(name, index.size()));
            return index;
        }
    }

    /** Numbers, standardised: (y - mean) / deviation; deviation is never 0. */
    record Numbers(double mean, double deviation) implements TargetEncoder {
        float[] encode(Table table, Column label) {
            float[] targets = new float[table.rows()];
            for (int row = 0; row < targets.length; row++) {
                requirePresent(table, label, row);
                targets[row] = (float) ((NumericEncoder.number(table, label, row) - mean) / deviation);
                if (!Float.isFinite(targets[row])) {
                    throw new DataException(table.place(label, row) + " holds " + label.written(row)
                            + ", too large once scaled for a 32-bit float");
                }
            }
            return targets;
        }
    }

    /** What the label column is, when that is left open. */
    static TargetKind kind(Table table, FitOptions options) {
        Column label = table.column(options.label());
        if (options.target() != TargetKind.AUTO) {
            return options.target();
        }
        if (isCategorical(table, label, options)) {
            return TargetKind.CLASSES;
        }
        if (label.doubt() != null) {
            throw new DataException(label.doubt() + "; --classification takes the label for classes");
        }
        if (!label.numeric()) {
            return TargetKind.CLASSES;
        }
        boolean few = wholeNumbers(label) && different(label, MOST_CLASS_NUMBERS + 1) <= MOST_CLASS_NUMBERS;
        return few || codes(label) ? TargetKind.CLASSES : TargetKind.NUMBERS;
    }

    private static boolean isCategorical(Table table, Column label, FitOptions options) {
        return options.categorical().stream().map(table::column).anyMatch(column -> column == label);
    }

    private static boolean wholeNumbers(Column label) {
        return IntStream.range(0, label.rows())
                .allMatch(row -> label.missing(row) || label.number(row) == Math.rint(label.number(row)));
    }

    private static boolean codes(Column label) {
        return IntStream.range(0, label.rows()).anyMatch(row -> label.written(row).matches(ZERO_IN_FRONT));
    }

    private static long different(Column label, int most) {
        return IntStream.range(0, label.rows()).filter(row -> !label.missing(row)).mapToObj(label::written)
                .map(Column::canonical).distinct().limit(most).count();
    }

    /** What was decided where it was left open, or where there is something to say of the classes. */
    static List<Notice> notices(Table table, FitOptions options) {
        Column label = table.column(options.label());
        TargetKind kind = kind(table, options);
        String where = table.name() + ": column " + DataException.quoted(label.name());
        if (kind == TargetKind.NUMBERS) {
            if (options.target() != TargetKind.AUTO) {
                return List.of();
            }
            return List.of(wholeNumbers(label)
                    ? Notice.warning(where + ": " + different(label, Integer.MAX_VALUE) + " different whole numbers, "
                            + "taken for a quantity (regression); --classification takes them for classes")
                    : Notice.fact(where + ": numbers, taken for a quantity (regression)"));
        }
        var notices = new ArrayList<Notice>();
        Map<String, Long> rows = IntStream.range(0, table.rows())
                .mapToObj(row -> name(table, label, row, Spelling.AS_WRITTEN))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        Appearance appearance = Appearance.of(rows.keySet());
        if (options.target() == TargetKind.AUTO && !label.numeric() && !isCategorical(table, label, options)
                && appearance.isQuantity()) {
            notices.add(Notice.warning(where + ": " + rows.size() + " different " + appearance.description() + " like "
                    + DataException.quoted(rows.keySet().iterator().next()) + " are taken for classes, which have "
                    + "neither order nor distance; --classification takes them so without this line"));
        } else if (options.target() == TargetKind.AUTO) {
            notices.add(Notice.fact(where + ": " + rows.size() + " classes" + (label.numeric()
                    ? " of whole numbers; --regression takes them for a quantity"
                    : "")));
        }
        String merged = Spelling.merged(label);
        if (!merged.isEmpty()) {
            notices.add(Notice.warning(where + ": equal numbers are one class: " + merged));
        }
        IntStream.range(0, table.rows()).filter(label::missing).mapToObj(label::written).distinct()
                .forEach(word -> notices.add(Notice.warning(where + ": " + DataException.quoted(word)
                        + " is taken for a class, not for a missing label")));
        singleRows(where, rows).ifPresent(notices::add);
        return notices;
    }

    /** A warning of classes that have one row. */
    static Optional<Notice> singleRows(String where, Map<String, Long> rows) {
        List<String> single = rows.keySet().stream().filter(name -> rows.get(name) == 1).toList();
        String listed = single.stream().limit(LISTED).map(DataException::quoted).collect(Collectors.joining(", "));
        return single.isEmpty()
                ? Optional.empty()
                : Optional.of(Notice.warning(where + ": " + (single.size() == 1
                        ? "class " + listed + " has one row only: it cannot be tested"
                        : single.size() + " classes have one row only and cannot be tested: " + listed
                                + (single.size() > LISTED ? ", ..." : ""))));
    }

    static TargetEncoder fit(Table table, FitOptions options) {
        Column label = table.column(options.label());
        return kind(table, options) == TargetKind.CLASSES ? classes(table, label) : numbers(table, label);
    }

    private static Classes classes(Table table, Column label) {
        Map<String, Double> values = new HashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            values.put(name(table, label, row, Spelling.AS_WRITTEN), label.numeric() ? label.number(row) : 0);
        }
        // Beyond 2^53 different integers may have one value; of one length they are then in the order of their text.
        List<String> names = values.keySet().stream().sorted(Comparator.<String>comparingDouble(values::get)
                .thenComparing(Comparator.naturalOrder())).toList();
        return requireTwo(table.name() + ": column " + DataException.quoted(label.name()), names);
    }

    static Classes fit(Images images) {
        if (!images.classNames().isEmpty()) {
            return requireTwo(images.name(), images.classNames());
        }
        var sorted = new TreeSet<Integer>();
        IntStream.range(0, images.rows()).forEach(row -> sorted.add(images.label(row)));
        return requireTwo(images.name(), sorted.stream().map(String::valueOf).toList());
    }

    private static Classes requireTwo(String where, List<String> names) {
        if (names.size() < 2) {
            throw new DataException(where + " has one class only, " + DataException.quoted(names.getFirst())
                    + "; expected at least two");
        }
        return new Classes(List.copyOf(names), Spelling.AS_WRITTEN);
    }

    private static Numbers numbers(Table table, Column label) {
        IntStream.range(0, table.rows()).forEach(row -> requirePresent(table, label, row));
        double[] values = IntStream.range(0, table.rows())
                .mapToDouble(row -> NumericEncoder.number(table, label, row)).toArray();
        double mean = NumericEncoder.mean(values);
        double deviation = NumericEncoder.standardDeviation(values, mean);
        if (!Double.isFinite(mean) || !Double.isFinite(deviation)) {
            throw new DataException(table.name() + ": the numbers of column " + DataException.quoted(label.name())
                    + " are too large to scale");
        }
        if (deviation == 0) {
            throw new DataException(table.name() + ": column " + DataException.quoted(label.name()) + " holds "
                    + label.written(0) + " in every row: there is nothing to predict");
        }
        return new Numbers(mean, deviation);
    }

    private static String name(Table table, Column label, int row, Spelling spelling) {
        String name = spelling.of(label, row);
        if (name == null && !label.numeric() && CLASSES_BESIDE_TEXT.contains(label.written(row))) {
            return label.written(row);
        }
        if (name == null) {
            requirePresent(table, label, row);
        }
        return name;
    }

    private static void requirePresent(Table table, Column label, int row) {
        if (label.missing(row)) {
            String word = label.written(row);
            throw new DataException(table.place(label, row) + " is missing" + (word.isEmpty() ? "" : " (" + word + ")")
                    + ", expected a label in every row");
        }
    }
}
