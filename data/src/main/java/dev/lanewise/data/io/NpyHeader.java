package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dictionary at the start of an npy file. Python's literals are matched by pattern: only three keys can occur. */
record NpyHeader(NpyArray.Type type, boolean bigEndian, boolean fortranOrder, List<Integer> shape) {
    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([<>|])([a-zA-Z]\\d+)['\"]");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d\\s,L]*)\\)");

    /** Ten digits hold every int; anything longer is too large in any case. */
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})L?");

    static NpyHeader parse(String name, String text) {
        Matcher descr = find(name, DESCR, text, "a plain number type ('descr')");
        String order = find(name, ORDER, text, "'fortran_order'").group(1);
        String sizes = find(name, SHAPE, text, "'shape'").group(1).strip();
        return new NpyHeader(type(name, descr.group(2)), descr.group(1).equals(">"), order.equals("True"),
                shape(name, sizes));
    }

    private static Matcher find(String name, Pattern pattern, String text, String what) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new DataException(name + ": the npy header has no usable " + what + ": "
                    + DataException.quoted(text.strip()));
        }
        return matcher;
    }

    private static NpyArray.Type type(String name, String spelling) {
        for (NpyArray.Type type : NpyArray.Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(spelling)) {
                return type;
            }
        }
        throw new DataException(name + ": npy elements of type " + DataException.quoted(spelling)
                + ", expected b1, u1 to u8, i1 to i8 or f2 to f8");
    }

    private static List<Integer> shape(String name, String sizes) {
        if (sizes.isEmpty()) {
            return List.of();
        }
        // A trailing comma is how Python writes a tuple of one.
        String tuple = sizes.endsWith(",") ? sizes.substring(0, sizes.length() - 1) : sizes;
        var shape = new ArrayList<Integer>();
        for (String part : tuple.split(",", -1)) {
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
