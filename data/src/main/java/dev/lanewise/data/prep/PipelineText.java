package dev.lanewise.data.prep;

import dev.lanewise.data.DataException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text form of a pipeline: lines of tab-separated fields, the first naming what the line holds. Inside a field a
 * tab, a line end and a backslash are escaped with a backslash; numbers are written so that they read back exactly.
 * Version 1 differs in what classes and categories are called: {@link Spelling#BY_VALUE}.
 */
final class PipelineText {
    static final String TABLE = "table";
    static final String PIXELS = "pixels";
    static final String IGNORED = "ignored";
    private static final String VERSION_1 = "lanewise-pipeline 1";
    private static final String VERSION_2 = "lanewise-pipeline 2";
    private static final String NUMERIC = "numeric";
    private static final String CATEGORY = "category";
    private static final String LABEL = "label";
    private static final String CLASSES = "classes";
    private static final String NUMBERS = "numbers";

    private PipelineText() {}

    static String write(FeatureEncoder features, TargetEncoder target, String label, Spelling spelling) {
        var lines = new ArrayList<List<String>>();
        lines.add(List.of(spelling == Spelling.BY_VALUE ? VERSION_1 : VERSION_2));
        lines.addAll(features.lines());
        lines.add(List.of(LABEL, label));
        lines.add(switch (target) {
            case TargetEncoder.Classes classes -> concat(List.of(CLASSES), classes.names());
            case TargetEncoder.Numbers numbers ->
                List.of(NUMBERS, Double.toString(numbers.mean()), Double.toString(numbers.deviation()));
        });
        var text = new StringBuilder();
        for (List<String> line : lines) {
            text.append(String.join("\t", line.stream().map(PipelineText::escaped).toList())).append('\n');
        }
        return text.toString();
    }

    static List<String> line(ColumnEncoder column) {
        return switch (column) {
            case NumericEncoder c -> List.of(NUMERIC, c.name(), Double.toString(c.fill()), Boolean.toString(c.flag()),
                    Double.toString(c.offset()), Double.toString(c.scale()));
            case CategoryEncoder c ->
                concat(List.of(CATEGORY, c.name(), Boolean.toString(c.flag())), c.categories());
        };
    }

    /** @throws DataException if the text is not one that {@link #write} wrote */
    static Pipeline read(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new DataException("the preprocessing kept with the model is damaged: " + e.getMessage(), e);
        }
    }

    private static Pipeline parse(String text) {
        List<List<String>> lines = text.lines().map(PipelineText::fields).toList();
        Spelling spelling = spelling(lines);
        var columns = new ArrayList<ColumnEncoder>();
        var ignored = new ArrayList<String>();
        List<String> form = lines.get(1);
        String label = null;
        TargetEncoder target = null;
        for (List<String> line : lines.subList(2, lines.size())) {
            switch (line.getFirst()) {
                case NUMERIC -> columns.add(new NumericEncoder(line.get(1), finite(line.get(2)), flag(line.get(3)),
                        finite(line.get(4)), divisor(line.get(5))));
                case CATEGORY -> columns.add(CategoryEncoder.of(line.get(1), flag(line.get(2)),
                        line.subList(3, line.size()), spelling));
                case IGNORED -> ignored.add(line.get(1));
                case LABEL -> label = line.get(1);
                case CLASSES -> target = new TargetEncoder.Classes(line.subList(1, line.size()), spelling);
                case NUMBERS -> target = new TargetEncoder.Numbers(finite(line.get(1)), divisor(line.get(2)));
                default -> throw new IllegalArgumentException("there is a line " + line.getFirst());
            }
        }
        if (label == null || target == null) {
            throw new IllegalArgumentException("the label is missing");
        }
        FeatureEncoder features = switch (form.getFirst()) {
            case TABLE -> new TableEncoder(List.copyOf(columns), flag(form.get(1)), List.copyOf(ignored));
            case PIXELS -> pixels(form);
            default -> throw new IllegalArgumentException("the form is " + form.getFirst());
        };
        return new Pipeline(features, target, label, spelling, List.of());
    }

    private static Spelling spelling(List<List<String>> lines) {
        String first = lines.isEmpty() ? "" : String.join("\t", lines.getFirst());
        return switch (first) {
            case VERSION_1 -> Spelling.BY_VALUE;
            case VERSION_2 -> Spelling.AS_WRITTEN;
            default -> throw new IllegalArgumentException("it does not start with " + VERSION_2);
        };
    }

    private static PixelEncoder pixels(List<String> form) {
        int maximum = positive(form.get(1));
        List<Integer> shape = Arrays.stream(form.get(2).split("x")).map(PipelineText::positive).toList();
        // Checked here, before anything is sized by it.
        if (shape.stream().reduce(1, Math::multiplyExact) > PixelEncoder.MOST_PIXELS) {
            throw new IllegalArgumentException("images of " + shape);
        }
        return new PixelEncoder(shape, maximum);
    }

    private static int positive(String field) {
        int value = Integer.parseInt(field);
        if (value <= 0) {
            throw new IllegalArgumentException("a size is " + value);
        }
        return value;
    }

    private static double finite(String field) {
        double value = Double.parseDouble(field);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a number is " + value);
        }
        return value;
    }

    private static double divisor(String field) {
        double value = finite(field);
        if (value == 0) {
            throw new IllegalArgumentException("a divisor is 0");
        }
        return value;
    }

    private static boolean flag(String field) {
        return switch (field) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("a flag is " + field);
        };
    }

    private static List<String> concat(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String escaped(String field) {
        return field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static char meaning(char escaped) {
        return switch (escaped) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> throw new IllegalArgumentException("there is a stray backslash");
        };
    }

    private static List<String> fields(String line) {
        return Arrays.stream(line.split("\t", -1)).map(PipelineText::unescaped).toList();
    }

    private static String unescaped(String field) {
        var text = new StringBuilder();
        boolean escape = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (!escape && c == '\\') {
                escape = true;
                continue;
            }
            text.append(escape ? meaning(c) : c);
            escape = false;
        }
        return text.toString();
    }
}
