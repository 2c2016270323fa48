package dev.lanewise.data.prep;

import dev.lanewise.data.DataException;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the texts of a column look like.
 *
 * @param description plural, for messages
 * @param isQuantity  whether they have an order and distances, which categories lose
 */
record Appearance(String description, boolean isQuantity) {
    private static final String TIME = "\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?( ?[AaPp][Mm])?";

    /** 2024-01-31, 31.1.2024, 1/31/24, each perhaps with a time. */
    private static final String DATE = "(\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4})([T ].*)?";

    /** 12 kg, -3.5km: what follows the number holds no digit, or it would be the rest of a code or a range. */
    private static final Pattern MEASURE = Pattern.compile("[-+]?[0-9.,]*[0-9]\\s*+(\\D+)");

    static Appearance of(Collection<String> texts) {
        if (texts.stream().allMatch(text -> text.matches(DATE))) {
            return new Appearance("dates", true);
        }
        if (texts.stream().allMatch(text -> text.matches(TIME))) {
            return new Appearance("times", true);
        }
        Set<String> units = texts.stream().map(Appearance::unit).collect(Collectors.toSet());
        String unit = units.size() == 1 && texts.size() > 1 ? units.iterator().next() : "";
        return unit.isEmpty()
                ? new Appearance("texts", false)
                : new Appearance("numbers with " + DataException.quoted(unit) + " behind them", true);
    }

    /** What stands behind the number of a text; "" where it does not begin with one. */
    private static String unit(String text) {
        Matcher measure = MEASURE.matcher(text);
        return measure.matches() ? measure.group(1) : "";
    }
}
