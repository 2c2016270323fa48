package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.compute.Compute;
import dev.lanewise.nn.Classification;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.Optimizers;
import dev.lanewise.nn.Regression;
import dev.lanewise.nn.Trainer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class DatasetTest {
    private static final List<String> XY = List.of("x", "y");

    private static Dataset threeRows() {
        return Dataset.classification("three", XY, new float[]{1, 2, 3, 4, 5, 6}, new int[]{0, 1, 1},
                List.of("no", "yes"));
    }

    @Test
    void selectTakesRowsInTheOrderGiven() {
        Dataset chosen = threeRows().select(new int[]{2, 0});
        assertArrayEquals(new float[]{5, 6, 1, 2}, chosen.features());
        assertArrayEquals(new int[]{1, 0}, chosen.labels());
        assertEquals(List.of("no", "yes"), chosen.classNames());
        Dataset numbers = Dataset.regression("n", XY, new float[]{1, 2, 3, 4}, new float[]{10, 20});
        assertArrayEquals(new float[]{20}, numbers.select(new int[]{1}).targets());
    }

    /** A data set goes into training as it is. */
    @Test
    void isWhatNetworksLearnFrom() {
        Dataset classes = threeRows();
        Dataset numbers = Dataset.regression("n", XY, new float[]{1, 2, 3, 4}, new float[]{10, 20});
        Dataset unlabelled = Dataset.unlabelled("u", XY, 2, new float[4]);
        try (var compute = Compute.named("loops");
                var network = Network.input(2).dense(2).build(compute, 1);
                var line = Network.input(2).dense(1).build(compute, 1)) {
            var trainer = Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(0.1));
            assertEquals(10, trainer.fit(classes, classes.select(new int[]{0, 2})).last().number());
            assertEquals(3, ((Classification) network.evaluate(classes)).count());
            Trainer.of(line, Loss.meanSquaredError(), Optimizers.adam(0.1)).fit(numbers);
            assertEquals(2, ((Regression) line.evaluate(numbers)).count());
            var refused = assertThrows(IllegalArgumentException.class, () -> trainer.fit(unlabelled));
            assertEquals("train: is unlabelled, needs classes or numbers", refused.getMessage());
            float[] x = new float[4];
            classes.read(1, 2, x);
            assertArrayEquals(new float[]{3, 4, 5, 6}, x);
        }
    }

    @Test
    void hashCoversEveryPartOfTheContentsAndNothingElse() {
        Dataset data = threeRows();
        Set<String> hashes = new HashSet<>();
        hashes.add(data.sha256());
        hashes.add(Dataset.classification("three", XY, new float[]{1, 2, 3, 4, 5, 6.0000005f}, data.labels(),
                data.classNames()).sha256());
        hashes.add(Dataset.classification("three", XY, data.features(), new int[]{0, 1, 0}, data.classNames())
                .sha256());
        hashes.add(Dataset.classification("three", XY, data.features(), data.labels(), List.of("no", "ja")).sha256());
        hashes.add(Dataset.classification("three", List.of("x", "z"), data.features(), data.labels(),
                data.classNames()).sha256());
        hashes.add(Dataset.classification("three", List.of("xy", ""), data.features(), data.labels(),
                data.classNames()).sha256());
        hashes.add(Dataset.unlabelled("three", XY, 3, data.features()).sha256());
        hashes.add(Dataset.regression("three", XY, data.features(), new float[]{0, 1, 1}).sha256());
        hashes.add(Dataset.regression("three", XY, data.features(), new float[]{0, 1, 2}).sha256());
        assertEquals(9, hashes.size());
        assertEquals(data.sha256(), Dataset.classification("other name", XY, data.features(), data.labels(),
                data.classNames()).sha256());
    }

    @Test
    void hashOfManyRowsPassesTheBuffer() {
        float[] features = new float[100_001];
        String zeros = Dataset.unlabelled("many", List.of("x"), features.length, features).sha256();
        features[100_000] = 1;
        String lastChanged = Dataset.unlabelled("many", List.of("x"), features.length, features).sha256();
        features[100_000] = 0;
        features[50_000] = 1;
        String middleChanged = Dataset.unlabelled("many", List.of("x"), features.length, features).sha256();
        assertEquals(3, Set.of(zeros, lastChanged, middleChanged).size());
    }

    @Test
    void splitIsStratifiedForClassesAndRandomForNumbers() {
        int[] labels = new int[100];
        for (int i = 0; i < 10; i++) {
            labels[i] = 1;
        }
        Dataset.Split split = Dataset.classification("c", List.of("x"), new float[100], labels, List.of("a", "b"))
                .split(0.2, 1);
        assertEquals(20, split.heldOut().rows());
        assertEquals(2, Arrays.stream(split.heldOut().labels()).sum());
        Dataset.Split numbers = Dataset.regression("r", List.of("x"), new float[50], new float[50]).split(0.1, 1);
        assertEquals(45, numbers.kept().rows());
        assertEquals(5, numbers.heldOut().rows());
    }

    @Test
    void wrongArgumentsAreNamed() {
        var sizes = assertThrows(IllegalArgumentException.class,
                () -> Dataset.unlabelled("bad", XY, 2, new float[3]));
        assertEquals("features has 3 values, needs 2 rows of 2", sizes.getMessage());
        var labels = assertThrows(IllegalArgumentException.class,
                () -> Dataset.classification("bad", XY, new float[2], new int[]{2}, List.of("a", "b")));
        assertEquals("labels holds 2, needs 0 to 1", labels.getMessage());
    }

    @Test
    void messagesAreOneLine() {
        assertEquals("a.csv: holds 'x\\ny'", new DataException("a.csv: holds " + DataException.quoted("x\ny"))
                .getMessage());
        assertEquals("\\u001b[2J\\u202e.csv: is empty", new DataException("\u001b[2J\u202e.csv: is empty", null)
                .getMessage());
        assertEquals("a.csv: x\\ny is a guess", Notice.warning("a.csv: x\ny is a guess").text());
        assertEquals("'" + "z".repeat(37) + "...'", DataException.quoted("z".repeat(1000)));
        assertEquals("'" + "\\u0000".repeat(6) + "...'", DataException.quoted("\0".repeat(1000)));
    }
}
