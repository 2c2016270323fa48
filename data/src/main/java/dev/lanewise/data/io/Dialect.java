package dev.lanewise.data.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a CSV file separates its cells, judged by its first lines.
 *
 * @param delimiter what separates cells
 * @param cells     how many cells most lines have
 * @param lines     how many of the lines that were judged have so many
 * @param titles    how many lines are before the first of them
 * @param untitled  whether there is one such line, which has one cell less: the titles of all columns but one
 */
record Dialect(char delimiter, int cells, int lines, int titles, boolean untitled) {
    /** Taken where they fit as well as commas do, which may also be in numbers and sentences. */
    private static final char[] OTHERS = {'\t', ';', '|'};

    private static final String ALL = "," + new String(OTHERS);

    /** Lines that are judged, and the characters that may be read for them. */
    private static final int LINES = 100;
    static final int SAMPLE = 1 << 16;

    /**
     * The delimiter with which most of the lines have equally many cells, at least two; a comma if none has.
     *
     * @param sample the first characters of the text, with the end of the file or of a line at the end
     * @param asked  the delimiter to take, or {@link CsvOptions#AUTO}
     */
    static Dialect of(String sample, char asked) {
        if (asked != CsvOptions.AUTO) {
            return of(lines(sample, asked), asked);
        }
        Dialect best = of(lines(sample, ','), ',');
        for (char delimiter : OTHERS) {
            Dialect dialect = of(lines(sample, delimiter), delimiter);
            if (dialect.cells >= 2 && (best.cells < 2 || dialect.lines > best.lines
                    || dialect.lines == best.lines && best.delimiter == ',')) {
                best = dialect;
            }
        }
        return best;
    }

    /** Another dialect, whose delimiter divides as many lines evenly, but into other numbers of cells. */
    Optional<Dialect> rival(String sample) {
        return ALL.chars().filter(other -> other != delimiter).mapToObj(other -> of(sample, (char) other))
                .filter(other -> other.cells >= 2 && other.lines == lines && other.cells != cells).findFirst();
    }

    private static Dialect of(List<Line> lines, char delimiter) {
        Map<Integer, Integer> linesOf = new HashMap<>();
        lines.forEach(line -> linesOf.merge(line.cells, 1, Integer::sum));
        int cells = lines.stream().map(Line::cells).filter(count -> count >= 2)
                .max(Comparator.comparing(linesOf::get)).orElse(1);
        // Blank lines alone are no titles.
        int titles = lines.isEmpty() || lines.getFirst().cells == cells
                ? 0
                : lines.stream().filter(line -> line.cells == cells).mapToInt(Line::before).findFirst().orElse(0);
        // Of one column, the title of a report and the names of rows look alike.
        boolean untitled = cells > 2 && titles == 1 && lines.getFirst().cells == cells - 1;
        return new Dialect(delimiter, cells, linesOf.getOrDefault(cells, 0), titles, untitled);
    }

    /** A line that is not blank, and how many lines are before it. */
    private record Line(int cells, int before) {}

    /** Quotes may hold delimiters and ends of lines. */
    private static List<Line> lines(String sample, char delimiter) {
        var lines = new ArrayList<Line>();
        int before = 0;
        int cells = 1;
        int ends = 0;
        boolean quoted = false;
        boolean cellStarts = true;
        boolean blank = true;
        for (int i = 0; i < sample.length() && lines.size() < LINES; i++) {
            char c = sample.charAt(i);
            boolean end = c == '\n' || c == '\r' && !sample.startsWith("\n", i + 1);
            ends += end ? 1 : 0;
            if (!quoted && end) {
                if (!blank) {
                    lines.add(new Line(cells, before));
                }
                cells = 1;
                cellStarts = true;
                blank = true;
                before = ends;
                continue;
            }
            if (c == '"' && quoted && sample.startsWith("\"", i + 1)) {
                i++;
            } else if (c == '"' && (quoted || cellStarts)) {
                quoted = !quoted;
            }
            boolean separates = !quoted && c == delimiter;
            cells += separates ? 1 : 0;
            // A quote opens a cell behind blanks too.
            cellStarts = separates || cellStarts && c == ' ';
            blank &= Cells.isBlank(c);
        }
        if (!blank) {
            lines.add(new Line(cells, before));
        }
        return lines;
    }

    /** The delimiter for people. */
    String delimiterName() {
        return switch (delimiter) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case '|' -> "pipes";
            default -> "'" + delimiter + "'";
        };
    }
}
