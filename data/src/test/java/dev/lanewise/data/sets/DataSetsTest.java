package dev.lanewise.data.sets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Notice;
import dev.lanewise.data.download.CacheSettings;
import dev.lanewise.data.download.Downloader;
import dev.lanewise.data.io.Csv;
import dev.lanewise.data.io.NpyArray;
import dev.lanewise.data.io.Npz;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.data.prep.SameRows;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class DataSetsTest {
    private static final Downloader OFFLINE = new Downloader(new CacheSettings(Path.of("no-such-cache"), true),
            Duration.ofMinutes(1), (file, bytes) -> {});

    private static Path shared(String file) {
        Path path = Path.of(System.getProperty("lanewise.data", "none"), file);
        Assumptions.assumeTrue(Files.exists(path), "skipped: no " + file + " in the folder lanewise.data");
        return path;
    }

    /** The files in the jar are the published ones, byte for byte. */
    @ParameterizedTest
    @CsvSource({
            "optdigits.tra.csv.gz, 48d4af3fb64f9155169d969319fc15f206004064b7cbccad0cb9d8a16d9b0f25",
            "optdigits.tes.csv.gz, 02633070f0eba52475fb2cfaedcf256826aa2b6c462429e2e6d0826619fc55c9",
            "iris.csv, 9cc1c345c71bcc9b486b74cbf6063fa66f4bb5e0f603a4b3c3471ec2e5e8e355",
            "wine.csv, 0c261a81d5f16dc278d94012e8a23f9ae1cc2e942f2a7997a76e3477d35010c3",
            "breast_cancer.csv, 518936fa92ca3d8a78c420aee22030c4e519ffcba3be15dd23e83f2fc22e20e5",
            "penguins.csv, e07636bd8af74260099ea2f8678e2eabbf35def579940cc76f67061ee16c06c1"})
    void embeddedFilesAreUnchanged(String file, String sha256) throws Exception {
        try (var in = DataSets.class.getResourceAsStream(file)) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertEquals(sha256, HexFormat.of().formatHex(digest));
        }
    }

    @ParameterizedTest
    @CsvSource({"digits, 3823, 1797, 64, 10", "iris, 120, 30, 4, 3", "wine, 143, 35, 13, 3",
            "breast-cancer, 456, 113, 30, 2", "penguins, 276, 68, 14, 3", "moons, 1000, 500, 2, 2",
            "spirals, 1000, 500, 2, 2", "xor, 1000, 500, 2, 2", "rings, 1000, 500, 2, 2"})
    void namedSetsHaveTheirSizes(String name, int train, int test, int features, int classes) {
        TrainTest.Prepared set = DataSets.named(name, 1, OFFLINE).prepare();
        assertEquals(train, set.train().rows());
        assertEquals(test, set.test().rows());
        for (Dataset part : List.of(set.train(), set.test())) {
            assertEquals(name, part.name());
            assertEquals(features, part.columns());
            assertEquals(classes, part.classNames().size());
            assertEquals(classes, Arrays.stream(part.labels()).distinct().count());
            assertTrue(IntStream.range(0, part.features().length).allMatch(i -> Float.isFinite(part.features()[i])));
        }
    }

    @ParameterizedTest
    @CsvSource({"iris", "wine", "breast-cancer"})
    void tablesAreStandardisedByTheirTrainingRows(String name) {
        Dataset train = DataSets.named(name, 1, OFFLINE).prepare().train();
        for (int column = 0; column < train.columns(); column++) {
            double sum = 0;
            double squares = 0;
            for (int row = 0; row < train.rows(); row++) {
                double value = train.features()[row * train.columns() + column];
                sum += value;
                squares += value * value;
            }
            // Features are rounded to 24 bits; their average error is far below that of one.
            assertEquals(0, sum / train.rows(), 1e-6);
            assertEquals(1, squares / train.rows(), 1e-6);
        }
    }

    @Test
    void penguinsFlagTheirMissingCells() {
        Dataset train = DataSets.named("penguins", 1, OFFLINE).prepare().train();
        Dataset test = DataSets.named("penguins", 1, OFFLINE).prepare().test();
        int sexMissing = train.featureNames().indexOf("sex missing");
        int flags = 0;
        for (Dataset part : List.of(train, test)) {
            for (int row = 0; row < part.rows(); row++) {
                flags += (int) part.features()[row * part.columns() + sexMissing];
            }
        }
        assertEquals(11, flags);
    }

    /** Pinned: the same seed must choose the same rows, to the last bit, on every platform and in every version. */
    @Test
    void digitsAreTheSameEverywhere() {
        Digits digits = Digits.load();
        assertEquals(3441, digits.train().rows());
        assertEquals(382, digits.validation().rows());
        assertEquals(1797, digits.test().rows());
        assertEquals("0119e8277eea4f9f063ab38ef7ca7a52f67e584be930fae6f3367949e9b572e0", digits.validation().sha256());
        assertEquals("748171c44e9342e58ab93fb13a38a1fd7cbbd4554b78b488285b60d6af81c258", digits.test().sha256());
        assertNotEquals(digits.validation().sha256(), Digits.load(2).validation().sha256());
        assertEquals(digits.test().sha256(), Digits.load(2).test().sha256());
        assertEquals(1, IntStream.range(0, digits.train().features().length)
                .mapToDouble(i -> digits.train().features()[i]).max().orElseThrow());
        assertEquals(digits.train().features().length, digits.train().rows() * digits.pipeline().featureNames().size());
    }

    @ParameterizedTest
    @CsvSource({"moons, 072a01ef2979c50a94309ebb90e6a913df3d70e3e025be218c40e559298854d4",
            "spirals, cb357f42e76513c12209144cccb41caf056c8ae2d6a221374db4a256556faaba",
            "xor, bb9171d00cfb62a546971f0cfdd6103ec0ea103ae75ceaa3a9352cd6bfbc9cbb",
            "rings, e22322ebf9c6d48fdfd58af55842b4455a11304bdb0c3ae63143ed32f8e5ef85"})
    void madeUpPointsAreTheSameEverywhere(String name, String sha256) {
        TrainTest.Prepared set = DataSets.named(name, 1, OFFLINE).prepare();
        assertEquals(sha256, set.train().sha256());
        assertNotEquals(set.train().sha256(), DataSets.named(name, 2, OFFLINE).prepare().train().sha256());
    }

    @Test
    void pointsWithoutNoiseLieOnTheirCurves() {
        Dataset rings = Generators.rings(100, 0, 1);
        Dataset xor = Generators.xor(100, 0, 1);
        Dataset moons = Generators.moons(100, 0, 1);
        Dataset spirals = Generators.spirals(100, 0, 1);
        for (int row = 0; row < 100; row++) {
            int label = row % 2;
            assertEquals(label, rings.labels()[row]);
            assertEquals(label == 0 ? 0.5 : 1, Math.hypot(x(rings, row), y(rings, row)), 1e-6);
            assertEquals(label == 1, x(xor, row) * y(xor, row) < 0);
            assertEquals(1, Math.hypot(x(moons, row) - label, y(moons, row) - 0.5 * label), 1e-6);
            assertTrue(label == 0 ? y(moons, row) >= 0 : y(moons, row) <= 0.5);
            double radius = Math.hypot(x(spirals, row), y(spirals, row));
            double angle = 3 * Math.PI * radius + Math.PI * label;
            assertEquals(radius * Math.cos(angle), x(spirals, row), 1e-5);
        }
        assertThrows(IllegalArgumentException.class, () -> Generators.moons(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Generators.moons(10, Double.NaN, 1));
    }

    private static double x(Dataset data, int row) { return data.features()[2 * row]; }

    private static double y(Dataset data, int row) { return data.features()[2 * row + 1]; }

    @Test
    void unknownNameAndOffline() {
        assertEquals("there is no data set 'cifar', expected one of " + String.join(", ", DataSets.names()),
                assertThrows(DataException.class, () -> DataSets.named("cifar", 1, OFFLINE)).getMessage());
        assertTrue(assertThrows(DataException.class, () -> DataSets.named("mnist", 1, OFFLINE)).getMessage()
                .contains(Path.of("no-such-cache", "mnist").toString()));
    }

    @Test
    void heldOutRowsDependOnTheSeedAlone() throws IOException {
        Path file = shared("tabular/titanic.csv");
        var options = FitOptions.label("survived");
        TrainTest.Prepared set = TrainTest.holdOut(Csv.read(file, true), options, 0.2, 1).prepare();
        assertEquals(713, set.train().rows());
        assertEquals(178, set.test().rows());
        // 342 of 891 survived.
        assertEquals(68, Arrays.stream(set.test().labels()).sum(), 1);
        assertEquals(List.of("name", "ticket", "cabin"), set.pipeline().ignoredColumns());
        assertEquals(set.test().sha256(), TrainTest.holdOut(Csv.read(file, true), options, 0.2, 1).prepare().test()
                .sha256());
        assertNotEquals(set.test().sha256(), TrainTest.holdOut(Csv.read(file, true), options, 0.2, 2).prepare().test()
                .sha256());
    }

    /** Nothing of the preparation is fitted to rows that the network is judged by. */
    @Test
    void validationRowsAreNotAmongThoseThatThePipelineIsFittedTo() {
        var in = new ByteArrayInputStream(
                ("x,y\n" + IntStream.range(0, 100).mapToObj(i -> i * i + "," + "ab".charAt(i % 2)
                        + "\n").collect(Collectors.joining())).getBytes(StandardCharsets.UTF_8));
        TrainTest data = TrainTest.holdOut(Csv.read("t.csv", in, true), FitOptions.label("y"), 0.2, 1);
        TrainTest.Divided parts = data.divide(0.1, 1);
        assertEquals(List.of(72, 8, 20), List.of(parts.train().rows(), parts.validation().rows(), parts.test().rows()));
        double sum = 0;
        for (float feature : parts.train().features()) {
            sum += feature;
        }
        assertEquals(0, sum / 72, 1e-6);
        // The same rows as of the part that is prepared whole, where their features are other numbers.
        Dataset kept = data.prepare().train().split(0.1, 1).kept();
        assertArrayEquals(kept.labels(), parts.train().labels());
        assertNotEquals(kept.features()[0], parts.train().features()[0]);
    }

    @Test
    void rowsThatAreTrainedOnAndTestedOnAreWarnedOf() {
        TrainTest.Divided iris = DataSets.named("iris", 1, OFFLINE).divide(0.1, 1);
        assertEquals(Optional.empty(), SameRows.warning(iris.train(), iris.validation(), iris.test()));
        Dataset known = iris.train().select(new int[]{5, 100, 7});
        Optional<Notice> notice = SameRows.warning(iris.train(), iris.validation(), known);
        assertEquals(
                "iris: 3 of the 3 test rows are among the training rows too, label and all: the figures of the test "
                        + "say too little about new rows",
                notice.orElseThrow().text());
        assertTrue(SameRows.warning(iris.train(), iris.validation(), iris.validation()).isPresent());
    }

    /** Of 21 numbers 10 stay to train on; they must not be taken for classes although there are fewer than 20. */
    @Test
    void kindOfTargetIsDecidedBeforeRowsAreHeldOut() {
        String rows = IntStream.range(0, 21).mapToObj(i -> i + "," + i + "\n").collect(Collectors.joining());
        var in = new ByteArrayInputStream(("x,y\n" + rows).getBytes(StandardCharsets.UTF_8));
        TrainTest.Prepared set = TrainTest.holdOut(Csv.read("t.csv", in, true), FitOptions.label("y"), 0.5, 1)
                .prepare();
        assertTrue(set.pipeline().regression());
        assertEquals(10, set.train().rows());
    }

    @Test
    void aQuantityIsRegressionAndPackedTablesRead() {
        TrainTest.Prepared diabetes = TrainTest.holdOut(Csv.read(shared("tabular/diabetes.csv"), true),
                FitOptions.label("progression"), 0.2, 1).prepare();
        assertTrue(diabetes.pipeline().regression());
        assertEquals(Dataset.Target.NUMBERS, diabetes.test().target());
        TrainTest.Prepared mammography = TrainTest.holdOut(Csv.read(shared("tabular/mammography.csv.gz"), true),
                FitOptions.label("calcification"), 0.2, 1).prepare();
        assertFalse(mammography.pipeline().regression());
        assertEquals(52, Arrays.stream(mammography.test().labels()).sum());
    }

    @Test
    void catsAndOthers() {
        var arrays = Npz.read(shared("catvnoncat/catvnoncat.npz"));
        NpyArray images = arrays.get("train_x");
        var train = images.images(arrays.get("train_y"), List.of("other", "cat"));
        var test = arrays.get("test_x").images(arrays.get("test_y"), List.of("other", "cat"));
        TrainTest.Prepared set = TrainTest.of(train, test).prepare();
        assertEquals(12_288, set.train().columns());
        assertEquals(72, Arrays.stream(set.train().labels()).sum());
        assertEquals(33, Arrays.stream(set.test().labels()).sum());
    }

    @Test
    void mnistHasItsPublishedMean() {
        Dataset train = DataSets.ofIdxFolder(shared("mnist")).prepare().train();
        double sum = 0;
        for (float pixel : train.features()) {
            sum += pixel;
        }
        assertEquals(0.1307, sum / train.features().length, 5e-5);
    }
}
