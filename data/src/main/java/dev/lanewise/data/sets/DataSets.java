package dev.lanewise.data.sets;

import dev.lanewise.compute.internal.Nearest;
import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Images;
import dev.lanewise.data.RowSplit;
import dev.lanewise.data.Table;
import dev.lanewise.data.download.Downloader;
import dev.lanewise.data.download.RemoteSet;
import dev.lanewise.data.io.Csv;
import dev.lanewise.data.io.Idx;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.nn.internal.SplitMix64;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The data sets that have a name, each divided into a training and a test part.
 *
 * <ul>
 * <li>{@code digits}: 8x8 handwritten digits; trained on the rows of 30 writers, tested on those of 13 others.
 * <li>{@code iris}, {@code wine}, {@code breast-cancer}, {@code penguins}: every fifth row is for testing, whatever
 * the seed, so that a model is never tested on rows it was trained on and figures compare with published ones.
 * <li>{@code moons}, {@code spirals}, {@code xor}, {@code rings}: 1000 points to train on and 500 to test on, drawn
 * by the seed ({@link Generators}).
 * <li>{@code mnist}, {@code fashion-mnist}: their own division; downloaded to the cache at first use.
 * </ul>
 */
public final class DataSets {
    private static final List<String> NAMES = List.of("digits", "iris", "wine", "breast-cancer", "penguins", "moons",
            "spirals", "xor", "rings", "mnist", "fashion-mnist");

    private static final int TRAINING_POINTS = 1000;
    private static final int TEST_POINTS = 500;

    private DataSets() {}

    /** All names that {@link #named} knows. */
    public static List<String> names() { return NAMES; }

    /**
     * The set of that name.
     *
     * @param seed       decides the points of made-up sets; the others are the same for every seed
     * @param downloader fetches the sets that are not in the jar
     * @throws DataException if there is no such set, or it cannot be fetched
     */
    public static TrainTest named(String name, long seed, Downloader downloader) {
        return switch (name) {
            case "digits" -> digits();
            case "iris" -> table(name, "iris.csv", "species");
            case "wine" -> table(name, "wine.csv", "class");
            case "breast-cancer" -> table(name, "breast_cancer.csv", "diagnosis");
            case "penguins" -> table(name, "penguins.csv", "species");
            case "moons" -> points(seed, (rows, s) -> Generators.moons(rows, 0.2, s));
            case "spirals" -> points(seed, (rows, s) -> Generators.spirals(rows, 0.02, s));
            case "xor" -> points(seed, (rows, s) -> Generators.xor(rows, 0.05, s));
            case "rings" -> points(seed, (rows, s) -> Generators.rings(rows, 0.1, s));
            case "mnist" -> downloaded(RemoteSet.MNIST, downloader);
            case "fashion-mnist" -> downloaded(RemoteSet.FASHION_MNIST, downloader);
            default -> throw new DataException("there is no data set " + DataException.quoted(name)
                    + ", expected one of " + String.join(", ", NAMES) + Nearest.hint(name, NAMES));
        };
    }

    /** The four IDX files of MNIST form in a folder. */
    public static TrainTest ofIdxFolder(Path folder) {
        return ofIdxFolder(folder, List.of());
    }

    private static TrainTest ofIdxFolder(Path folder, List<String> classNames) {
        Idx.Folder images = Idx.readFolder(folder, classNames);
        return TrainTest.of(images.train(), images.test());
    }

    private static TrainTest downloaded(RemoteSet set, Downloader downloader) {
        return ofIdxFolder(downloader.fetch(set), set.classNames());
    }

    private static TrainTest table(String name, String file, String label) {
        Table table = embedded(name, file, true);
        RowSplit split = RowSplit.everyFifth(name, table.rows());
        return new TrainTest(table.select(split.kept()), table.select(split.heldOut()), FitOptions.label(label),
                List.of());
    }

    /** Draws points. */
    @FunctionalInterface
    private interface Points {
        Dataset draw(int rows, long seed);
    }

    private static TrainTest points(long seed, Points points) {
        var seeds = new SplitMix64(seed);
        Table train = Table.of(points.draw(TRAINING_POINTS, seeds.nextLong()), "class");
        Table test = Table.of(points.draw(TEST_POINTS, seeds.nextLong()), "class");
        return new TrainTest(train, test, FitOptions.label("class"), List.of());
    }

    /** The embedded handwritten digits. */
    public static TrainTest digits() {
        return TrainTest.of(digits("optdigits.tra.csv.gz"), digits("optdigits.tes.csv.gz"));
    }

    private static Images digits(String file) {
        Table table = embedded("digits", file, false);
        List<Column> pixelColumns = table.columns().subList(0, 64);
        Column digit = table.columns().get(64);
        byte[] pixels = new byte[table.rows() * 64];
        int[] labels = new int[table.rows()];
        for (int row = 0; row < table.rows(); row++) {
            for (int i = 0; i < 64; i++) {
                pixels[row * 64 + i] = (byte) pixelColumns.get(i).number(row);
            }
            labels[row] = (int) digit.number(row);
        }
        return new Images("digits", new int[]{8, 8}, 16, pixels, labels, List.of());
    }

    private static Table embedded(String name, String file, boolean header) {
        try (InputStream in = DataSets.class.getResourceAsStream(file)) {
            return Csv.read(name, in, header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
