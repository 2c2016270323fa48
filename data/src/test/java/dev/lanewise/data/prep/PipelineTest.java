package dev.lanewise.data.prep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Images;
import dev.lanewise.data.Notice;
import dev.lanewise.data.Table;
import dev.lanewise.data.io.Csv;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class PipelineTest {
    private static final FitOptions UNSCALED = FitOptions.label("label").withScaler(Scaler.NONE);

    private static Table table(String text) {
        return Csv.read("t.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), true);
    }

    /** One column x of the given cells, with labels a and b by turns. */
    private static Table column(String... cells) {
        var text = new StringBuilder("x,label\n");
        for (int i = 0; i < cells.length; i++) {
            text.append(cells[i]).append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        return table(text.toString());
    }

    private static float[] fitted(FitOptions options, Table training, Table rows) {
        return Pipeline.fit(training, options).apply(rows).features();
    }

    private static String fault(Runnable action) { return assertThrows(DataException.class, action::run).getMessage(); }

    @ParameterizedTest
    @CsvSource({"MEAN, 4", "MEDIAN, 2.5", "MODE, 1"})
    void missingNumbersTakeAFigureOfTheTrainingRowsAndAFlag(MissingFill fill, float expected) {
        Table training = column("1", "1", "4", "10", "");
        Pipeline pipeline = Pipeline.fit(training, UNSCALED.withMissing(fill));
        assertEquals(List.of("x", "x missing"), pipeline.featureNames());
        assertArrayEquals(new float[]{1, 0, 1, 0, 4, 0, 10, 0, expected, 1}, pipeline.apply(training).features());
    }

    @Test
    void modeIsTheSmallestOfTheMostFrequent() {
        assertEquals(2, MissingFill.MODE.of(new double[]{3, 2, 3, 2, 9}));
        assertEquals(9, MissingFill.MODE.of(new double[]{9, 2, 9, 2, 9}));
        assertEquals(5, MissingFill.MODE.of(new double[]{5}));
    }

    @Test
    void withoutMissingCellsInTrainingThereIsNoFlagButStillAFill() {
        Table training = column("1", "2", "6");
        assertArrayEquals(new float[]{2, 7}, fitted(UNSCALED, training, column("", "7")));
    }

    @Test
    void categoriesBecomeOneFeatureEach() {
        Table training = table("c,label\nred,a\nblue,b\n,a\nred,b\n");
        Pipeline pipeline = Pipeline.fit(training, UNSCALED);
        assertEquals(List.of("c=blue", "c=red", "c missing"), pipeline.featureNames());
        assertArrayEquals(new float[]{0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0}, pipeline.apply(training).features());
        assertArrayEquals(new float[]{0, 0, 0}, pipeline.applyFeatures(table("c\ngreen\n")).features());
    }

    @Test
    void categoriesThatLookLikeNumbersAreFoundInANumericColumn() {
        Table training = table("c,label\n1,a\nx,b\n02,a\n");
        FitOptions categorical = UNSCALED.withCategorical(List.of("c"));
        assertArrayEquals(new float[]{1, 0, 0, 0, 1, 0},
                Pipeline.fit(training, categorical).applyFeatures(table("c\n02\n1.0\n")).features());
    }

    @Test
    void scalersAreFittedOnTheTrainingRows() {
        Table training = column("1", "2", "3", "6");
        Table rows = column("3", "11");
        assertArrayEquals(new float[]{3, 11}, fitted(UNSCALED, training, rows));
        assertArrayEquals(new float[]{0.4f, 2}, fitted(UNSCALED.withScaler(Scaler.MIN_MAX), training, rows));
        // Mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5.
        assertArrayEquals(new float[]{0, (float) (8 / Math.sqrt(3.5))},
                fitted(UNSCALED.withScaler(Scaler.Z_SCORE), training, rows));
    }

    @Test
    void rowNormCoversTheWholeRow() {
        Table training = table("x,c,label\n2,p,a\n0,q,b\n");
        float[] features = fitted(UNSCALED.withScaler(Scaler.L2), training, table("x,c,label\n3,z,a\n0,z,b\n2,p,a\n"));
        assertArrayEquals(new float[]{1, 0, 0, 0, 0, 0, (float) (2 / Math.sqrt(5)), (float) (1 / Math.sqrt(5)), 0},
                features);
    }

    @ParameterizedTest
    @EnumSource
    void constantColumnsDivideByNothing(Scaler scaler) {
        // 0.1 is not exact: the computed mean of such a column differs from it by a rounding.
        Table training = table("x,y,label\n0.1,1,a\n0.1,2,b\n0.1,3,a\n");
        for (float feature : fitted(UNSCALED.withScaler(scaler), training, training)) {
            assertTrue(Math.abs(feature) <= 3, scaler + " gives " + feature);
        }
    }

    @Test
    void namesAndEmptyColumnsAreIgnoredAndListed() {
        var text = new StringBuilder("name,empty,x,label\n");
        for (int i = 0; i < 101; i++) {
            text.append("n").append(i).append(",,").append(i).append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        Pipeline pipeline = Pipeline.fit(table(text.toString()), UNSCALED);
        assertEquals(List.of("x"), pipeline.featureNames());
        assertEquals(List.of("name", "empty"), pipeline.ignoredColumns());
        assertEquals("t.csv: there is no column to learn from beside the label 'label'; t.csv: column 'e' is left out: "
                + "it holds nothing", fault(() -> Pipeline.fit(table("e,label\n,a\n,b\n"), UNSCALED)));
    }

    /** The way out by an option that a command does not have is not named by it. */
    @Test
    void doubtNamesTheOptionsThatHelpThere() {
        String doubt = "t.csv line 4: column 'c' holds 'much', while 2 of its 3 cells are numbers; --missing-values much "
                + "takes the text for missing values";
        assertEquals(doubt + "; --categorical c takes the column for categories",
                fault(() -> Pipeline.fit(table("c,label\n1,a\n2,b\nmuch,a\n"), UNSCALED)));
        assertTrue(fault(() -> Pipeline.fit(table("'c,d';label\n1;a\n2;b\nmuch;a\n"), UNSCALED))
                .endsWith("; --categorical 1 takes the column for categories"));
        Pipeline numbers = Pipeline.fit(table("c,label\n1,a\n2,b\n"), UNSCALED);
        assertEquals(doubt, fault(() -> numbers.applyFeatures(table("c\n1\n2\nmuch\n"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2024-01-31 | 2024-02-01 12:30 | dates
            31.1.2024  | 1.2.2024         | dates
            9:05       | 12:30            | times
            12 kg      | 7.5 kg           | numbers with 'kg' behind them
            10s        | 20s              | numbers with 's' behind them
            """)
    void quantitiesTakenForCategoriesAreWarnedOf(String one, String other, String what) {
        String text = "c,x,label\n" + one + ",1,a\n" + other + ",2,b\n";
        String holds = what + " like '" + List.of(one, other).stream().sorted().findFirst().orElseThrow() + "'";
        assertEquals(List.of(Notice.warning("t.csv: column 'c' is taken for categories: it holds 2 different " + holds
                + ", which have neither order nor distance then; --leave-out c leaves it out, --categorical c takes it "
                + "so without this line")), Pipeline.fit(table(text), UNSCALED).notices());
        assertEquals(List.of(),
                Pipeline.fit(table(text), UNSCALED.withCategorical(List.of("c"))).notices());
        Table label = table(text.replace("c,x,label", "label,x,y"));
        assertEquals(
                Notice.warning("t.csv: column 'label': 2 different " + holds + " are taken for classes, which have "
                        + "neither order nor distance; --classification takes them so without this line"),
                TargetEncoder.notices(label, UNSCALED).getFirst());
        assertEquals(Notice.fact("t.csv: column 'label': 2 classes"),
                TargetEncoder.notices(label, UNSCALED.withCategorical(List.of("label"))).getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st,2nd", "3-5 years,6-8 years", "q1,q2", "A4,A5", "12 kg,7 km", "12 kg,heavy", "1A,1A"})
    void otherTextsAreCategoriesWithoutAWord(String texts) {
        String text = "c,x,label\n" + texts.replace(",", ",1,a\n") + ",2,b\n";
        assertEquals(List.of(), Pipeline.fit(table(text), UNSCALED).notices());
    }

    @Test
    void integersAreClassesInNumericOrderUpToTwenty() {
        assertEquals(List.of("2", "10"), Pipeline.fit(table("x,label\n1,10\n2,2\n3,10.0\n"), UNSCALED).classNames());
        assertFalse(fitNumberedLabels(20).regression());
        assertTrue(fitNumberedLabels(21).regression());
        assertTrue(Pipeline.fit(table("x,label\n1,0.5\n2,1\n"), UNSCALED).regression());
        assertEquals(21, Pipeline.fit(numberedLabels(21), UNSCALED.withTarget(FitOptions.TargetKind.CLASSES))
                .classNames().size());
    }

    private static Pipeline fitNumberedLabels(int count) { return Pipeline.fit(numberedLabels(count), UNSCALED); }

    private static Table numberedLabels(int count) {
        var text = new StringBuilder("x,label\n");
        for (int i = 0; i < count; i++) {
            text.append(i).append(',').append(i).append('\n');
        }
        return table(text.toString());
    }

    @Test
    void regressionTargetsAreStandardisedAndComeBack() {
        FitOptions regression = UNSCALED.withTarget(FitOptions.TargetKind.NUMBERS);
        Table training = table("x,label\n1,10\n2,20\n3,30\n");
        Pipeline pipeline = Pipeline.fit(training, regression);
        Dataset data = pipeline.apply(training);
        assertEquals(Dataset.Target.NUMBERS, data.target());
        double deviation = Math.sqrt(200 / 3.0);
        assertArrayEquals(new float[]{(float) (-10 / deviation), 0, (float) (10 / deviation)}, data.targets());
        assertEquals(deviation, pipeline.targetDeviation());
        assertEquals(30, pipeline.original(data.targets()[2]), 1e-5);
        assertEquals("t.csv line 3: column 'label' holds 'b', expected a number (--missing-values names words that "
                + "stand for a missing one)",
                fault(() -> Pipeline.fit(table("x,label\n1,1\n2,b\n"), regression)));
        assertEquals("t.csv: column 'label' holds 7 in every row: there is nothing to predict",
                fault(() -> Pipeline.fit(table("x,label\n1,7\n2,7\n"), regression)));
        assertThrows(IllegalStateException.class, () -> Pipeline.fit(column("1", "2"), UNSCALED).original(1));
    }

    @Test
    void predictionWorksWithAndWithoutTheLabel() {
        Pipeline pipeline = Pipeline.fit(table("label,x,y\na,1,2\nb,3,4\n"), UNSCALED);
        float[] with = pipeline.applyFeatures(table("y,x,label,extra\n8,7,nonsense,z\n")).features();
        float[] without = pipeline.applyFeatures(table("x,y\n7,8\n")).features();
        assertArrayEquals(new float[]{7, 8}, with);
        assertArrayEquals(with, without);
        assertEquals(Dataset.Target.NONE, pipeline.applyFeatures(table("x,y\n7,8\n")).target());
        assertArrayEquals(new int[]{1}, pipeline.apply(table("x,y,truth\n7,8,b\n"), "truth").labels());
        assertArrayEquals(new int[]{1}, pipeline.apply(table("x,y,truth\n7,8,b\n"), "3").labels());
    }

    /** As a feature of other rows than training's, and as the label. */
    @Test
    void aColumnInDoubtIsReadByNothing() {
        FitOptions regression = UNSCALED.withTarget(FitOptions.TargetKind.NUMBERS);
        Pipeline pipeline = Pipeline.fit(table("x;y;label\n1;1,5;2\n2;2,5;3\n"), regression);
        Table points = table("x;y;label\n1.234;1,5;2\n");
        String doubt = "t.csv line 2: column 'x' holds '1.234', while column 'y' has decimal commas";
        assertTrue(fault(() -> pipeline.applyFeatures(points)).startsWith(doubt));
        assertTrue(fault(() -> pipeline.apply(points)).startsWith(doubt));
        Table label = table("x;label\n1,5;1.234\n2,5;2.345\n");
        assertTrue(fault(() -> Pipeline.fit(label, regression))
                .startsWith("t.csv line 2: column 'label' holds '1.234', while column 'x' has decimal commas"));
        assertTrue(fault(() -> pipeline.applyFeatures(table("x;y\n1;12%\n2;13%\n3;much\n")))
                .startsWith("t.csv line 4: column 'y' holds 'much', while 2 of its 3 cells are numbers"));
    }

    @Test
    void categoriesThatTrainingDidNotShowAreWarnedOf() {
        Pipeline pipeline = Pipeline.fit(table("sex,x,label\nf,1,a\nm,2,b\n"), UNSCALED);
        assertEquals(List.of(), pipeline.unseen(table("sex,x\nf,1\n,2\n")));
        List<Notice> notices = pipeline.unseen(table("sex,x\nM,1\nf,2\nw,3\nM,4\n"));
        assertEquals(
                List.of(Notice.warning("t.csv: column 'sex': 3 cells hold 'M' (and 1 other), which training did not "
                        + "show")),
                notices);
        assertEquals("t.csv: column 'sex': 1 cell holds 'M', which training did not show",
                pipeline.unseen(table("sex,x\nM,1\n")).getFirst().text());
    }

    @Test
    void faultsAtFitAndAtPrediction() {
        Table training = column("1", "2", "3");
        Pipeline pipeline = Pipeline.fit(training, UNSCALED);
        assertEquals("t.csv line 3: column 'x' holds 'much', expected a number (--missing-values names words that "
                + "stand for a missing one)",
                fault(() -> pipeline.applyFeatures(table("x\n1\nmuch\n"))));
        assertEquals("t.csv: there is no column 'x'; the columns are z, label",
                fault(() -> pipeline.apply(table("z,label\n1,a\n"))));
        assertEquals("t.csv: there is no column 'label'; the columns are x",
                fault(() -> pipeline.apply(table("x\n1\n"))));
        assertEquals("t.csv line 2: column 'label' holds 'q', expected one of [a, b]",
                fault(() -> pipeline.apply(table("x,label\n1,q\n"))));
        assertEquals("t.csv line 3: column 'label' is missing, expected a label in every row",
                fault(() -> pipeline.apply(table("x,label\n1,a\n1,\n"))));
        assertEquals("t.csv line 3: column 'label' is missing, expected a label in every row",
                fault(() -> Pipeline.fit(table("x,label\n1,a\n1,\n"), UNSCALED)));
        assertEquals("t.csv: column 'label' has one class only, 'a'; expected at least two",
                fault(() -> Pipeline.fit(table("x,label\n1,a\n2,a\n"), UNSCALED)));
        assertEquals("t.csv: there is no column 'species'; the columns are x, label",
                fault(() -> Pipeline.fit(training, FitOptions.label("species"))));
        assertEquals("t.csv line 2: column 'x' holds 1e300, too large once scaled for a 32-bit float",
                fault(() -> pipeline.applyFeatures(table("x\n1e300\n"))));
        assertEquals("t.csv: the numbers of column 'x' are too large to scale",
                fault(() -> Pipeline.fit(column("1e308", "-1e308", "1e308"), FitOptions.label("label"))));
        assertEquals("two.idx: holds images, expected a table with the columns [x]",
                fault(() -> pipeline.applyFeatures(images(255))));
    }

    @Test
    void splitHoldsOutEachClassByItsShare() {
        var text = new StringBuilder("x,label\n");
        for (int i = 0; i < 50; i++) {
            text.append(i).append(i < 10 ? ",rare\n" : ",common\n");
        }
        int[] heldOut = Pipeline.split(table(text.toString()), UNSCALED, 0.2, 3).heldOut();
        assertEquals(10, heldOut.length);
        assertEquals(2, Arrays.stream(heldOut).filter(row -> row < 10).count());
        assertEquals(6, Pipeline.split(numberedLabels(30), UNSCALED, 0.2, 3).heldOut().length);
    }

    private static Images images(int maximum) {
        return new Images("two.idx", new int[]{1, 2}, maximum, new byte[]{0, 1, 2, 3}, new int[]{4, 8}, List.of());
    }

    @Test
    void pixelsAreDividedByTheirMaximumAndMayComeAsATable() {
        Pipeline pipeline = Pipeline.fit(images(16), FitOptions.label("label"));
        Dataset data = pipeline.apply(images(16));
        assertArrayEquals(new float[]{0, 1 / 16f, 2 / 16f, 3 / 16f}, data.features());
        assertArrayEquals(new int[]{0, 1}, data.labels());
        assertEquals(List.of("4", "8"), pipeline.classNames());
        assertArrayEquals(new float[]{1, 0.5f}, pipeline.applyFeatures(table("a,b\n16,8\n")).features());
        assertArrayEquals(new int[]{1}, pipeline.apply(table("label,a,b\n8,16,8\n")).labels());
        assertArrayEquals(new int[]{1}, pipeline.apply(table("a,b,digit\n16,8,8\n"), "3").labels());
        assertEquals("t.csv line 2: column 'b' holds 17, expected a pixel of 0 to 16",
                fault(() -> pipeline.applyFeatures(table("a,b\n16,17\n"))));
        assertEquals("t.csv line 2: column 'b' is missing, expected a pixel",
                fault(() -> pipeline.applyFeatures(table("a,b\n16,\n"))));
        assertEquals("t.csv: 3 columns beside the label, expected 2 pixels",
                fault(() -> pipeline.applyFeatures(table("a,b,c\n1,2,3\n"))));
        assertEquals("two.idx: pixels of 0 to 255, expected 0 to 16", fault(() -> pipeline.apply(images(255))));
        assertEquals("three.idx: images of [3], expected [1, 2]", fault(() -> pipeline.apply(
                new Images("three.idx", new int[]{3}, 16, new byte[3], new int[]{4}, List.of()))));
        assertEquals("other.idx: image 1 is of class '5', expected one of [4, 8]", fault(() -> pipeline.apply(
                new Images("other.idx", new int[]{1, 2}, 16, new byte[2], new int[]{5}, List.of()))));
    }

    @Test
    void imagesOfMoreThanAMillionPixelsAreRefused() {
        int pixels = (1 << 20) + 1;
        var huge = new Images("huge.npz", new int[]{pixels}, 255, new byte[2 * pixels], new int[]{0, 1}, List.of());
        assertEquals("huge.npz: images of 1048577 values, expected at most 1048576",
                fault(() -> Pipeline.fit(huge, UNSCALED)));
        String text = Pipeline.fit(images(255), UNSCALED).toText().replace("1x2", "1048577x1");
        assertEquals("the preprocessing kept with the model is damaged: images of [1048577, 1]",
                fault(() -> Pipeline.fromText(text)));
    }

    @Test
    void imagesOfOneClassAreRefused() {
        var same = new Images("same.idx", new int[]{2}, 255, new byte[4], new int[]{5, 5}, List.of());
        assertEquals("same.idx has one class only, '5'; expected at least two",
                fault(() -> Pipeline.fit(same, UNSCALED)));
    }

    @ParameterizedTest
    @EnumSource
    void textFormComesBackToTheLastBit(Scaler scaler) {
        Table training = table("\"x\ty\",\"c\\n\n\",label\n0.1,\"p\\\tq\",a b\n1e-7,,\n".replace("1e-7,,\n", "")
                + "0.7,r,\"b\nc\"\n,,a b\n");
        for (FitOptions options : List.of(UNSCALED.withScaler(scaler), FitOptions.label("x\ty").withScaler(scaler)
                .withTarget(FitOptions.TargetKind.NUMBERS))) {
            Table rows = options.label().equals("label") ? training : training.select(new int[]{0, 1});
            Pipeline pipeline = Pipeline.fit(rows, options);
            Pipeline back = Pipeline.fromText(pipeline.toText());
            assertEquals(pipeline.toText(), back.toText());
            assertEquals(pipeline.apply(rows).sha256(), back.apply(rows).sha256());
            assertEquals(pipeline.label(), back.label());
            assertEquals(pipeline.ignoredColumns(), back.ignoredColumns());
        }
        Pipeline pixels = Pipeline.fit(images(255), UNSCALED);
        assertEquals(pixels.apply(images(255)).sha256(),
                Pipeline.fromText(pixels.toText()).apply(images(255)).sha256());
    }

    @Test
    void damagedTextIsADataExceptionAndNothingElse() {
        String text = Pipeline.fit(table("x,c,label\n1,p,a\n,q,b\n"), FitOptions.label("label")).toText();
        String pixels = Pipeline.fit(images(255), UNSCALED).toText();
        for (String good : List.of(text, pixels)) {
            for (int length = 0; length < good.length(); length++) {
                readHostile(good.substring(0, length));
            }
            var random = new SplitMix64(5);
            for (int i = 0; i < 3000; i++) {
                char[] changed = good.toCharArray();
                for (int c = 0; c <= random.nextInt(3); c++) {
                    changed[random.nextInt(changed.length)] = "\t\n\\0-9xe.a".charAt(random.nextInt(10));
                }
                readHostile(new String(changed));
            }
        }
        assertTrue(fault(() -> Pipeline.fromText("")).startsWith("the preprocessing kept with the model is damaged"));
    }

    private static void readHostile(String text) {
        try {
            assertTrue(Pipeline.fromText(text).featureNames().size() < 1_000_000);
        } catch (DataException e) {
            assertTrue(e.getMessage().startsWith("the preprocessing kept with the model is damaged"), e.getMessage());
        }
    }
}
