package dev.lanewise.data.prep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;
import dev.lanewise.data.io.Csv;
import dev.lanewise.data.prep.FitOptions.TargetKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What labels and categories are called, what a label column is taken for, and what is said of it. */
class LabelsTest {
    private static final FitOptions OPTIONS = FitOptions.label("y");

    private static Table table(String text) {
        return Csv.read("t.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), true);
    }

    /** A column x of row numbers and y of the cells. */
    private static Table labels(String... cells) {
        return labels(cells.length, row -> cells[row]);
    }

    private static Table labels(int rows, IntFunction<String> cell) {
        return table("x,y\n" + IntStream.range(0, rows).mapToObj(row -> row + ".5," + cell.apply(row) + "\n")
                .collect(Collectors.joining()));
    }

    private static List<String> notices(Table table, FitOptions options) {
        return TableChecks.of(table, options).stream().map(notice -> (notice.isWarning() ? "! " : "") + notice.text())
                .toList();
    }

    @Test
    void labelsThatAreWrittenDifferentlyAreDifferentClasses() {
        assertEquals(List.of("01", "1", "0012", "12", "1577134800018226901", "1577134800018226902"),
                Pipeline.fit(labels(
                        "0012", "01", "1", "12", "1577134800018226902", "1577134800018226901"), OPTIONS).classNames());
        Table exponents = labels("5E3", "5000", "5E3", "12e1");
        Pipeline pipeline = Pipeline.fit(exponents, OPTIONS);
        assertEquals(List.of("12e1", "5000", "5E3"), pipeline.classNames());
        assertArrayEquals(new int[]{2, 1, 2, 0}, pipeline.apply(exponents).labels());
        assertArrayEquals(new int[]{2, 1, 2, 0}, Pipeline.fromText(pipeline.toText()).apply(exponents).labels());
    }

    @Test
    void plainNumbersThatAreEqualAreOneClassAndThatIsSaid() {
        Table zeros = labels("-1.0", "-0.0", "1.0", "0.0", "-1", "1.00");
        Pipeline pipeline = Pipeline.fit(zeros, OPTIONS);
        assertEquals(List.of("-1", "0", "1"), pipeline.classNames());
        assertArrayEquals(new int[]{0, 1, 2, 1, 0, 2}, pipeline.apply(zeros).labels());
        assertEquals(
                "! t.csv: column 'y': equal numbers are one class: '-1', '-1.0' are -1; '-0.0', '0.0' are 0; '1.0', "
                        + "'1.00' are 1",
                notices(zeros, OPTIONS).get(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    20 | 3   | CLASSES |   t.csv: column 'y': 20 classes of whole numbers; --regression takes them for a quantity
                    21 | 3   | NUMBERS | ! t.csv: column 'y': 21 different whole numbers, taken for a quantity (regression); \
                    --classification takes them for classes
                    """)
    void theKindOfTargetIsSaid(int different, int times, TargetKind kind, String said) {
        Table table = labels(different * times, row -> "" + row % different);
        assertEquals(kind, OPTIONS.decided(table).target());
        assertEquals(List.of(said.strip()), notices(table, OPTIONS));
        assertEquals(List.of(), notices(table, OPTIONS.withTarget(kind)));
    }

    @Test
    void numbersWithAZeroInFrontAreCodes() {
        Table codes = labels(120, row -> String.format("%05d", row % 60 * 7));
        assertEquals(TargetKind.CLASSES, OPTIONS.decided(codes).target());
        assertEquals(60, Pipeline.fit(codes, OPTIONS).classNames().size());
        Table many = labels(9_000, row -> String.format("%05d", row % 4500 * 7));
        assertEquals(TargetKind.CLASSES, OPTIONS.decided(many).target());
        assertEquals(4500, Pipeline.fit(many, OPTIONS).classNames().size());
    }

    @Test
    void aLabelThatIsMostlyNumbersIsAskedAbout() {
        Table typed = labels(50, row -> row == 7 ? "unknown" : row * 0.25 + "");
        String fault = assertThrows(DataException.class, () -> OPTIONS.decided(typed)).getMessage();
        assertTrue(fault.startsWith("t.csv line 9: column 'y' holds 'unknown', while 49 of its 50 cells are numbers"),
                fault);
        assertTrue(fault.endsWith("; --classification takes the label for classes"), fault);
        assertEquals(TargetKind.CLASSES, OPTIONS.withCategorical(List.of("y")).decided(typed).target());
    }

    @Test
    void wordsForMissingAreClassesBesideTextAndMissingBesideNumbers() {
        Table signs = labels(20, row -> row % 2 == 0 ? "+" : "-");
        assertEquals(List.of("+", "-"), Pipeline.fit(signs, OPTIONS).classNames());
        assertTrue(notices(signs, OPTIONS).contains("! t.csv: column 'y': '-' is taken for a class, not for a missing "
                + "label"));
        assertEquals("t.csv line 3: column 'y' is missing (-), expected a label in every row",
                assertThrows(DataException.class, () -> Pipeline.fit(labels("1", "-", "2"), OPTIONS)).getMessage());
        assertEquals("t.csv line 3: column 'y' is missing (N/A), expected a label in every row",
                assertThrows(DataException.class, () -> Pipeline.fit(labels("a", "N/A", "b"), OPTIONS)).getMessage());
    }

    @Test
    void classesOfOneRowAndColumnsThatAreTheLabelAreWarnedOf() {
        Table single = labels(20, row -> row == 3 ? "odd" : row % 2 == 0 ? "a" : "b");
        assertTrue(notices(single, OPTIONS).contains("! t.csv: column 'y': class 'odd' has one row only: it cannot be "
                + "tested"));
        Table copy = table("code,x,y\n" + "7,1,a\n9,2,b\n7,3,a\n".repeat(10));
        assertEquals("! t.csv: column 'code' is the label in other words: each of its values goes with one class; "
                + "--leave-out code keeps it from being learned from", notices(copy, OPTIONS).get(1));
        assertTrue(notices(table("x;a, b;y\n" + "1;7;a\n2;9;b\n3;7;a\n".repeat(10)), OPTIONS).get(1)
                .contains("--leave-out 2 keeps it"));
        assertEquals(1, notices(copy, OPTIONS.withLeftOut(List.of("code"))).size());
        assertEquals(List.of("x"), Pipeline.fit(copy, OPTIONS.withLeftOut(List.of("1"))).featureNames());
        assertTrue(notices(table("a,y\n1.5,1.50\n2.5,2.5\n"), OPTIONS).get(1)
                .contains("column 'a' holds the label itself"));
    }

    @Test
    void leftOutColumnsAreWarnedOfAndKeptWhenAskedFor() {
        Table names = table("name,day,x,y\n" + IntStream.range(0, 150).mapToObj(i -> String.format(
                "n%d,2024-%02d-%02d 10:00,%d,%s%n", i, 1 + i / 28, 1 + i % 28, i, i % 2 == 0 ? "a" : "b"))
                .collect(Collectors.joining()));
        Pipeline pipeline = Pipeline.fit(names, OPTIONS);
        assertEquals(List.of(
                "t.csv: column 'name' is left out: it holds 150 different texts like 'n0'; --categorical name"
                        + " keeps it, as one feature for each",
                "t.csv: column 'day' is left out: it holds 150 different dates like '2024-01-01 10:00'; --categorical day"
                        + " keeps it, as one feature for each"),
                pipeline.notices().stream().map(Notice::text).toList());
        assertTrue(pipeline.notices().stream().allMatch(Notice::isWarning));
        assertEquals(151, Pipeline.fit(names, OPTIONS.withCategorical(List.of("name"))).featureNames().size());
    }

    /** What versions before kept with their models goes on meaning what it meant: numbers by their value. */
    @Test
    void pipelinesOfVersion1PrepareAsTheyDid() {
        String text = """
                lanewise-pipeline 1
                table\tfalse
                category\tc\tfalse\t1\t1.0E-5\tN/A\tx
                numeric\tn\t2.0\tfalse\t0.0\t1.0
                label\ty
                classes\t1\tNone\tb
                """;
        Pipeline pipeline = Pipeline.fromText(text);
        assertEquals(text, pipeline.toText());
        Table rows = table("c,n,y\n01,1,1.0\n0.00001,,None\nN/A,3,b\nx,4,01\n?,5,b\n");
        assertArrayEquals(new float[]{1, 0, 0, 0, 1, 0, 1, 0, 0, 2, 0, 0, 1, 0, 3, 0, 0, 0, 1, 4, 0, 0, 0, 0, 5},
                pipeline.apply(rows).features());
        assertArrayEquals(new int[]{0, 1, 2, 0, 2}, pipeline.apply(rows).labels());
        assertFalse(Pipeline.fit(labels("a", "b"), OPTIONS).toText().startsWith("lanewise-pipeline 1"));
    }
}
