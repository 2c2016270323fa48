package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dictionary at the start of an npy file. Python's literals are matched by pattern: only three keys can occur.
 *
 * @param elements the type of the elements as the file writes it: {@code <f4}
 */
record NpyHeader(String elements, boolean fortranOrder, List<Integer> shape) {
    private static final Pattern DESCR = Pattern
            .compile("['\"]descr['\"]\\s*:\\s*(?:'([^']*)'|\"([^\"]*)\"|(\\[.*?\\]))");
    private static final Pattern NUMBERS = Pattern.compile("([<>|])([a-zA-Z]\\d+)");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d\\s,L]*)\\)");

    /** Ten digits hold every int; anything longer is too large in any case. */
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})L?");

    /** What numpy itself takes at most. */
    private static final int MOST_DIMENSIONS = 64;

    static NpyHeader parse(String name, String text) {
        Matcher descr = find(name, DESCR, text, "'descr'");
        String elements = descr.group(1) != null
                ? descr.group(1)
                : descr.group(2) != null
                        ? descr.group(2)
                        : descr.group(3);
        String order = find(name, ORDER, text, "'fortran_order'").group(1);
        String sizes = find(name, SHAPE, text, "'shape'").group(1).strip();
        return new NpyHeader(elements, order.equals("True"), shape(name, sizes));
    }

    private static Matcher find(String name, Pattern pattern, String text, String what) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new DataException(name + ": the npy header has no usable " + what + ": "
                    + DataException.quoted(text.strip()));
        }
        return matcher;
    }

    /** The type of the elements; empty when they are no plain numbers: text, objects, structures, complex numbers. */
    Optional<NpyArray.Type> type() {
        Matcher numbers = NUMBERS.matcher(elements);
        if (numbers.matches()) {
            for (NpyArray.Type type : NpyArray.Type.values()) {
                if (type.name().toLowerCase(Locale.ROOT).equals(numbers.group(2))) {
                    return Optional.of(type);
                }
            }
        }
        return Optional.empty();
    }

    /** What is wrong with elements that are no plain numbers. */
    String notNumbers() {
        return "npy elements of type " + DataException.quoted(elements)
                + ", expected b1, u1 to u8, i1 to i8 or f2 to f8";
    }

    boolean bigEndian() {
        Matcher numbers = NUMBERS.matcher(elements);
        return numbers.matches() && numbers.group(1).equals(">");
    }

    private static List<Integer> shape(String name, String sizes) {
        if (sizes.isEmpty()) {
            return List.of();
        }
        // A trailing comma is how Python writes a tuple of one.
        String tuple = sizes.endsWith(",") ? sizes.substring(0, sizes.length() - 1) : sizes;
        String[] parts = tuple.split(",", -1);
        if (parts.length > MOST_DIMENSIONS) {
            throw new DataException(name + ": the npy header has " + parts.length + " dimensions, expected at most "
                    + MOST_DIMENSIONS);
        }
        var shape = new ArrayList<Integer>();
        for (String part : parts) {
            Matcher size = SIZE.matcher(part.strip());
            if (!size.matches() || Long.parseLong(size.group(1)) > Integer.MAX_VALUE) {
                throw new DataException(name + ": the npy header has the size " + DataException.quoted(part)
                        + " in its shape, expected an integer below 2^31");
            }
            shape.add(Integer.parseInt(size.group(1)));
        }
        return shape;
    }
}
