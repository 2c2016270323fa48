package dev.lanewise.data.io;

import dev.lanewise.data.Column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the numbers of a column are written: which sign divides their digits, which groups them by thousands, and a percent
 * or currency sign that each of them has and that is taken off: 12% is 12.
 *
 * @param sign the percent or currency sign, or empty
 */
record Notation(Form form, String sign) {
    private static final String POINTS = "\\.";
    private static final String COMMAS = ",";
    /** Also no-break, narrow no-break, thin and figure spaces, which spreadsheets of various languages put in. */
    private static final String SPACES = "[ \u00A0\u202F\u2009\u2007]";
    private static final String APOSTROPHES = "['\u2019]";

    /** Signs of numbers. In a group, three digits follow; the first group does not start with 0. */
    enum Form {
        /** What {@link Column#isNumber} takes: {@code -12.5e3}. */
        PLAIN(POINTS, null, ""), POINT_AND_COMMAS(POINTS, COMMAS, "thousands separated by commas"),
        COMMA_AND_POINTS(COMMAS, POINTS, "thousands separated by points"),
        POINT_AND_SPACES(POINTS, SPACES, "thousands separated by spaces"),
        COMMA_AND_SPACES(COMMAS, SPACES, "thousands separated by spaces"),
        POINT_AND_APOSTROPHES(POINTS, APOSTROPHES, "thousands separated by apostrophes"),
        COMMA_AND_APOSTROPHES(COMMAS, APOSTROPHES, "thousands separated by apostrophes");

        private final String decimal;
        private final String group;
        private final Pattern ungrouped;
        private final Pattern grouped;
        private final String grouping;

        Form(String decimal, String group, String grouping) {
            this.decimal = decimal;
            this.group = group;
            this.grouping = grouping;
            ungrouped = Pattern.compile("[+-]?(\\d+(" + decimal + "\\d*)?|" + decimal + "\\d+)([eE][+-]?\\d+)?");
            grouped = Pattern.compile("[+-]?[1-9]\\d{0,2}(" + group + "\\d{3})+(" + decimal + "\\d+)?");
        }

        private boolean allowed(char sign) {
            return sign == CsvOptions.AUTO || (sign == ',') == decimal.equals(COMMAS);
        }

        private double parse(String number) {
            if (ungrouped.matcher(number).matches()) {
                return Double.parseDouble(number.replaceFirst(decimal, "."));
            }
            return group != null && grouped.matcher(number).matches()
                    ? Double.parseDouble(number.replaceAll(group, "").replaceFirst(decimal, "."))
                    : Double.NaN;
        }
    }

    /** Plain digits. */
    static final Notation PLAIN = new Notation(Form.PLAIN, "");

    /**
     * What the cells of a column agree on.
     *
     * @param notation in which each of them is a number; null where there is none
     * @param other    another one, in which some are other numbers; null where there is none
     */
    record Agreement(Notation notation, Notation other) {}

    /**
     * The notation in which every cell is a number.
     *
     * @param decimal '.' or ',', or {@link CsvOptions#AUTO} for either
     */
    static Agreement of(Collection<String> cells, char decimal) {
        if (decimal != ',' && cells.stream().allMatch(Column::isNumber)) {
            return new Agreement(PLAIN, null);
        }
        List<String> signs = cells.stream().map(cell -> signOf(bare(cell))).distinct().limit(2).toList();
        Notation found = null;
        for (Form form : Form.values()) {
            var candidate = new Notation(form, signs.isEmpty() ? "" : signs.getFirst());
            if (signs.size() > 1 || !form.allowed(decimal) || !candidate.readsAll(cells)) {
                continue;
            }
            if (found == null) {
                found = candidate;
            } else if (!found.givesTheSame(candidate, cells)) {
                return new Agreement(found, candidate);
            }
        }
        return new Agreement(found, null);
    }

    /** Whether a cell is a number in some notation, whatever the other cells are. */
    static boolean isNumberSomehow(String cell) {
        return cell.chars().anyMatch(c -> c >= '0' && c <= '9') && of(List.of(cell), CsvOptions.AUTO).notation != null;
    }

    private boolean readsAll(Collection<String> cells) {
        return cells.stream().noneMatch(cell -> Double.isNaN(parse(cell)));
    }

    private boolean givesTheSame(Notation other, Collection<String> cells) {
        return cells.stream().allMatch(cell -> parse(cell) == other.parse(cell));
    }

    boolean isPlain() { return form == Form.PLAIN && sign.isEmpty(); }

    /** The value of a cell; NaN where it is no number in this notation; infinite where it is too large. */
    double parse(String cell) {
        if (isPlain()) {
            return Column.parse(cell);
        }
        String number = bare(cell);
        double value = signOf(number).equals(sign) ? form.parse(withoutSign(number)) : Double.NaN;
        return inParentheses(cell) ? -value : value;
    }

    /** Negative, as bookkeepers write it. */
    private static boolean inParentheses(String cell) {
        return cell.startsWith("(") && cell.endsWith(")");
    }

    private static String bare(String cell) {
        return inParentheses(cell) ? cell.substring(1, cell.length() - 1) : cell;
    }

    /** The percent or currency sign at the end or the start of a cell, also behind a plus or minus; or "". */
    private static String signOf(String cell) {
        int first = cell.length() > 1 && "+-".indexOf(cell.charAt(0)) >= 0 ? 1 : 0;
        for (int at : new int[]{cell.length() - 1, first}) {
            char c = cell.isEmpty() ? ' ' : cell.charAt(at);
            if (c == '%' || Character.getType(c) == Character.CURRENCY_SYMBOL) {
                return String.valueOf(c);
            }
        }
        return "";
    }

    private String withoutSign(String cell) {
        int at = cell.indexOf(sign);
        return sign.isEmpty() ? cell : Cells.strip(cell.substring(0, at) + Cells.strip(cell.substring(at + 1)));
    }

    /** What divides the digits, a point or a comma, where one of the cells has it; otherwise {@link CsvOptions#AUTO}. */
    char decimal(Collection<String> cells) {
        char sign = form.decimal.equals(COMMAS) ? ',' : '.';
        return cells.stream().anyMatch(cell -> cell.indexOf(sign) >= 0) ? sign : CsvOptions.AUTO;
    }

    /** Whether a plain number would be another one if points grouped thousands: {@code 1.234}; or is whole. */
    static boolean isWholeOrGrouped(String number) {
        return number.indexOf('.') < 0 || Form.COMMA_AND_POINTS.grouped.matcher(number).matches();
    }

    /** What is special about the numbers, for people: {@code decimal commas and percent signs, taken off}. */
    String description(Collection<String> cells) {
        if (isPlain()) {
            return "";
        }
        var parts = new ArrayList<String>();
        if (decimal(cells) == ',') {
            parts.add("decimal commas");
        }
        if (form.group != null
                && cells.stream().anyMatch(cell -> form.grouped.matcher(withoutSign(bare(cell))).matches())) {
            parts.add(form.grouping);
        }
        if (!sign.isEmpty()) {
            parts.add((sign.equals("%") ? "percent signs" : "signs " + sign) + ", which are taken off");
        }
        if (cells.stream().anyMatch(Notation::inParentheses)) {
            parts.add("negative numbers in parentheses");
        }
        return String.join(" and ", parts);
    }
}
