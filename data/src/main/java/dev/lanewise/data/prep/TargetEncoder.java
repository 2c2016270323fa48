package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Turns the label of a row into what a network is trained on. */
sealed interface TargetEncoder {
    /** A column with more distinct integers than this is a quantity, not a class, unless classes are asked for. */
    int MOST_CLASS_NUMBERS = 20;

    /** Classes, by index; integers in numeric order, text in alphabetical order. */
    record Classes(List<String> names) implements TargetEncoder {
        /** Class of each row of the label column. */
        int[] encode(Table table, Column label) {
            Map<String, Integer> index = index();
            int[] classes = new int[table.rows()];
            for (int row = 0; row < classes.length; row++) {
                Integer found = index.get(requirePresent(table, label, row));
                if (found == null) {
                    throw new DataException(table.place(label, row) + " holds "
                            + DataException.quoted(label.text(row)) + ", expected one of " + names);
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
                    throw new DataException(table.place(label, row) + " holds " + label.text(row)
                            + ", too large once scaled for a 32-bit float");
                }
            }
            return targets;
        }
    }

    /** What the label column is, when that is left open. */
    static FitOptions.TargetKind kind(Column label, FitOptions.TargetKind asked) {
        if (asked != FitOptions.TargetKind.AUTO) {
            return asked;
        }
        if (!label.numeric()) {
            return FitOptions.TargetKind.CLASSES;
        }
        var distinct = new TreeSet<Double>();
        for (int row = 0; row < label.rows() && distinct.size() <= MOST_CLASS_NUMBERS; row++) {
            double number = label.number(row);
            if (!label.missing(row) && number != Math.rint(number)) {
                return FitOptions.TargetKind.NUMBERS;
            }
            distinct.add(number);
        }
        return distinct.size() <= MOST_CLASS_NUMBERS
                ? FitOptions.TargetKind.CLASSES
                : FitOptions.TargetKind.NUMBERS;
    }

    static TargetEncoder fit(Table table, Column label, FitOptions.TargetKind asked) {
        IntStream.range(0, table.rows()).forEach(row -> requirePresent(table, label, row));
        return kind(label, asked) == FitOptions.TargetKind.CLASSES
                ? classes(table, label)
                : numbers(table, label);
    }

    private static Classes classes(Table table, Column label) {
        var names = new ArrayList<String>();
        if (label.numeric()) {
            var sorted = new TreeMap<Double, String>();
            IntStream.range(0, table.rows()).forEach(row -> sorted.put(label.number(row), label.text(row)));
            names.addAll(sorted.values());
        } else {
            var sorted = new TreeSet<String>();
            IntStream.range(0, table.rows()).forEach(row -> sorted.add(label.text(row)));
            names.addAll(sorted);
        }
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
        return new Classes(List.copyOf(names));
    }

    private static Numbers numbers(Table table, Column label) {
        double[] values = IntStream.range(0, table.rows())
                .mapToDouble(row -> NumericEncoder.number(table, label, row)).toArray();
        double mean = NumericEncoder.mean(values);
        double deviation = NumericEncoder.standardDeviation(values, mean);
        if (!Double.isFinite(mean) || !Double.isFinite(deviation)) {
            throw new DataException(table.name() + ": the numbers of column " + DataException.quoted(label.name())
                    + " are too large to scale");
        }
        return new Numbers(mean, deviation == 0 ? 1 : deviation);
    }

    private static String requirePresent(Table table, Column label, int row) {
        if (label.missing(row)) {
            throw new DataException(table.place(label, row) + " is missing, expected a label in every row");
        }
        return label.text(row);
    }
}
