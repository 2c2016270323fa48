package dev.lanewise.data.io;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a CSV file is read; {@link #DEFAULT} recognises what can be recognised.
 *
 * @param header    whether the first line names the columns; without one they are named c1, c2, ...
 * @param delimiter what separates cells; {@link #AUTO} recognises comma, semicolon, tab and pipe from the first lines
 * @param decimal   what divides the digits of a number, {@code .} or {@code ,}; {@link #AUTO} takes for each column what
 *                  all its cells agree on
 * @param encoding  of the text; null for UTF-8, or UTF-16 where a byte order mark says so
 * @param skip      lines left out before the first one that is read
 * @param missing   words that stand for a missing value beside {@link #MISSING}, without the blanks around them; plain
 *                  numbers by their value
 */
public record CsvOptions(boolean header, char delimiter, char decimal, Charset encoding, int skip,
        Set<String> missing) {
    /** A delimiter or decimal sign that is to be recognised. */
    public static final char AUTO = 0;

    /** The words that stand for a missing value in every file, an empty cell among them. */
    public static final Set<String> MISSING = Set.of("", "NA", "?", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan",
            "null", "NULL", "None", "\\N", "-", ".");

    /** A header line; everything else recognised. */
    public static final CsvOptions DEFAULT = new CsvOptions(true, AUTO, AUTO, null, 0, Set.of());

    /** @throws IllegalArgumentException if a sign or number is none that can be used */
    public CsvOptions {
        if (decimal != AUTO && decimal != '.' && decimal != ',') {
            throw new IllegalArgumentException("decimal is '" + decimal + "', needs to be . or ,");
        }
        if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == '\uFEFF') {
            throw new IllegalArgumentException("delimiter is a quote or the end of a line, needs another character");
        }
        if (skip < 0) {
            throw new IllegalArgumentException("skip is " + skip + ", needs to be 0 or more");
        }
        missing = missing.stream().map(Cells::strip).collect(Collectors.toUnmodifiableSet());
    }

    public CsvOptions withHeader(boolean present) {
        return new CsvOptions(present, delimiter, decimal, encoding, skip, missing);
    }

    public CsvOptions withDelimiter(char sign) {
        return new CsvOptions(header, sign, decimal, encoding, skip, missing);
    }

    public CsvOptions withDecimal(char sign) {
        return new CsvOptions(header, delimiter, sign, encoding, skip, missing);
    }

    public CsvOptions withEncoding(Charset charset) {
        return new CsvOptions(header, delimiter, decimal, charset, skip, missing);
    }

    public CsvOptions withSkip(int lines) {
        return new CsvOptions(header, delimiter, decimal, encoding, lines, missing);
    }

    /** These words stand for a missing value too. */
    public CsvOptions withMissing(Set<String> words) {
        return new CsvOptions(header, delimiter, decimal, encoding, skip, words);
    }

    /**
     * The encoding of that name, for {@link #withEncoding}.
     *
     * @throws DataException if there is none
     */
    public static Charset encoding(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new DataException("there is no encoding " + DataException.quoted(name)
                    + ", expected UTF-8, UTF-16, ISO-8859-1, windows-1252 or another that Java knows", e);
        }
    }

    /** All words that stand for a missing value, as {@link Column#canonical} calls them. */
    Set<String> allMissing() {
        var all = new HashSet<>(MISSING);
        missing.forEach(word -> all.add(Column.canonical(word)));
        return all;
    }
}
