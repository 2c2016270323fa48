package dev.lanewise.guide;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;
import dev.lanewise.data.io.Csv;
import dev.lanewise.data.io.CsvOptions;
import picocli.CommandLine.Option;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How a CSV file is read: {@link CsvOptions}. */
final class ReadingOptions {
    /** The file name that means standard input. */
    private static final Path DASH = Path.of("-");

    private static final String DECIMAL = "decimal";
    private static final String MISSING_VALUES = "missing_values";

    @Option(names = "--no-header", description = "The first line of the CSV file is a row; columns are c1, c2, ...")
    private boolean noHeader;

    @Option(names = "--delimiter", paramLabel = "SIGN", description = "What separates the cells of the CSV file, or "
            + "tab. Without this, comma, semicolon, tab and pipe are recognised from the first lines.")
    private String delimiter;

    @Option(names = "--decimal", paramLabel = "SIGN",
            description = "What divides the digits of a number, . or a comma. "
                    + "Without this, each column is read as all its cells agree.")
    private String decimal;

    @Option(names = "--encoding", paramLabel = "NAME",
            description = "Encoding of the CSV file (default: UTF-8, or UTF-16 with a byte order mark).")
    private String encoding;

    @Option(names = "--skip", paramLabel = "N", description = "Lines of the CSV file left out before the header.")
    private Integer skip;

    @Option(names = "--missing-values", paramLabel = "WORD,...", description = "Words that stand for a missing value, "
            + "beside an empty cell, NA, N/A, NaN, null, None, ?, - and the like (docs/data.md lists them).")
    private String missingValues;

    /** The decimal sign of the file that was read to train on. */
    private char recognised = CsvOptions.AUTO;

    /** Refuses signs, numbers and names that are none. */
    void check() {
        UsageException.require(delimiter == null || sign() != CsvOptions.AUTO, "--delimiter", delimiter,
                "one character that is not a quote, or tab");
        UsageException.require(decimal == null || decimal.equals(".") || decimal.equals(","), "--decimal", decimal,
                ". or ,");
        UsageException.require(skip == null || skip >= 0, "--skip", skip, "0 or more");
        charset();
    }

    /** An option that was given, or null: none of them means anything without a CSV file. */
    String given() {
        if (noHeader) {
            return "--no-header";
        }
        if (delimiter != null) {
            return "--delimiter";
        }
        if (decimal != null) {
            return "--decimal";
        }
        if (encoding != null) {
            return "--encoding";
        }
        if (skip != null) {
            return "--skip";
        }
        return missingValues == null ? null : "--missing-values";
    }

    private char sign() {
        if (delimiter == null) {
            return CsvOptions.AUTO;
        }
        boolean tab = delimiter.equalsIgnoreCase("tab") || delimiter.equals("\\t");
        char sign = tab ? '\t' : delimiter.length() == 1 ? delimiter.charAt(0) : CsvOptions.AUTO;
        return sign == '"' || sign == '\n' || sign == '\r' ? CsvOptions.AUTO : sign;
    }

    private Charset charset() {
        try {
            return encoding == null ? null : CsvOptions.encoding(encoding);
        } catch (DataException e) {
            throw new UsageException("--encoding: " + e.getMessage());
        }
    }

    private Set<String> missing() {
        return missingValues == null ? Set.of() : new LinkedHashSet<>(Arrays.asList(missingValues.split(",", -1)));
    }

    /** What the options say; what they leave open is as in the file that was read to train on, or recognised. */
    CsvOptions options() {
        return new CsvOptions(!noHeader, sign(), decimal == null ? recognised : decimal.charAt(0), charset(),
                skip == null ? 0 : skip, missing());
    }

    /** The same; decimal sign and missing words as the model was trained with, where the options leave them open. */
    CsvOptions options(Map<String, Object> settings) {
        CsvOptions options = options();
        if (decimal == null && settings.get(DECIMAL) instanceof String sign && sign.length() == 1) {
            options = options.withDecimal(sign.charAt(0));
        }
        if (missingValues == null && settings.get(MISSING_VALUES) instanceof List<?> words) {
            options = options.withMissing(new LinkedHashSet<>(words.stream().map(String::valueOf).toList()));
        }
        return options;
    }

    /** Reads a file to train on, and keeps what was recognised of it for others and the settings. */
    Table read(Path file) {
        Table table = read(file, options());
        recognised = table.decimal();
        return table;
    }

    /** Reads a file, or standard input where it is called {@code -}. */
    static Table read(Path file, CsvOptions options) {
        return isDash(file) ? Csv.read("standard input", System.in, options) : Csv.read(file, options);
    }

    /** Whether a standard stream is meant, where a file may stand. */
    static boolean isDash(Path file) {
        return DASH.equals(file);
    }

    /** Adds the settings by the names of the options. */
    void describe(Map<String, Object> settings) {
        settings.put("header", !noHeader);
        settings.put("delimiter", delimiter == null ? "recognised" : delimiter);
        settings.put(DECIMAL, options().decimal() == CsvOptions.AUTO
                ? "recognised"
                : String.valueOf(options().decimal()));
        settings.put("encoding", encoding == null ? "UTF-8 or by byte order mark" : encoding);
        settings.put("skip", skip == null ? 0 : skip);
        settings.put(MISSING_VALUES, List.copyOf(new TreeSet<>(options().missing())));
    }
}
