package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every wrong argument and every bad file: one line that names it, the right exit status, nothing written. */
class BadInputTest {
    @TempDir
    private Path folder;
    private Path table;

    @BeforeEach
    void writeTable() throws IOException {
        table = Cli.table(folder);
    }

    private void refused(int status, String named, Object... args) throws IOException {
        List<Path> before = files();
        Cli.Result result = Cli.run(args);
        assertEquals(status, result.status(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("lanewise: "), result.err());
        assertTrue(result.err().contains(named), result.err());
        assertEquals("", result.out());
        assertEquals(before, files());
    }

    private List<Path> files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    /** Trains on the given source into a new folder. */
    private void trainingRefused(int status, String named, Object... args) throws IOException {
        var all = new ArrayList<Object>(List.of("train"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--out", folder.resolve("run"), "-q"));
        refused(status, named, all.toArray());
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("bad.csv"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --lr -0.1               | --lr: got -0.1
            --lr 0                  | --lr
            --lr NaN                | --lr
            --lr fast               | '--lr': 'fast'
            --batch 0               | --batch: got 0
            --batch 1               | --batch: got 1
            --epochs 0              | --epochs
            --epochs 1.5            | --epochs
            --hidden 0              | --hidden
            --hidden 12,            | --hidden
            --hidden many           | --hidden
            --dropout 1             | --dropout
            --dropout -0.1          | --dropout
            --l2 -1                 | --l2
            --early-stopping 0      | --early-stopping
            --threads -1            | --threads
            --seed one              | --seed
            --backend abacus        | abacus
            --optimizer sgdx        | --optimizer
            --schedule never        | --schedule
            --activation swish      | --activation
            --init ones             | --init
            --scale big             | --scale
            --missing guess         | --missing
            --unknown               | --unknown
            --label kind            | --label
            --no-header             | --no-header: belongs to --csv
            --delimiter ;           | --delimiter: belongs to --csv
            --decimal ,             | --decimal: belongs to --csv
            --encoding UTF-16       | --encoding: belongs to --csv
            --skip 1                | --skip: belongs to --csv
            --missing-values none   | --missing-values: belongs to --csv
            --categorical x         | images
            --test-csv x.csv        | --test-csv
            --scale l2              | images
            --regression            | images
            imagenet                | imagenet
            digits iris             | iris
            """)
    void wrongUsageIsStatus2(String args, String named) throws IOException {
        trainingRefused(2, named, (Object[]) args.split(" "));
    }

    @Test
    void contradictingSourcesAreStatus2() throws IOException {
        trainingRefused(2, "--csv", "iris", "--csv", table, "--label", "kind");
        trainingRefused(2, "--idx", "--idx", folder, "--csv", table, "--label", "kind");
        trainingRefused(2, "--label", "--csv", table);
    }

    @Test
    void unknownCommandAndMissingOptionsAreStatus2() throws IOException {
        refused(2, "fly", "fly");
        refused(2, "subcommand");
        refused(2, "--model", "evaluate", "iris");
        refused(2, "--out", "predict", "--model", table, "--csv", table);
        refused(2, "DATASET", "evaluate", "--model", table);
        refused(2, "CASE", "gradcheck", "everything");
        refused(2, "juggling", "exercise", "check", "juggling");
        refused(2, "N: got 99", "exercise", "hint", "matmul", "99");
    }

    @Test
    void filesThatAreNotThereOrFoldersAreStatus1() throws IOException {
        Path none = folder.resolve("none.csv");
        trainingRefused(1, "none.csv", "--csv", none, "--label", "kind");
        trainingRefused(1, "folder", "--csv", folder, "--label", "kind");
        trainingRefused(1, "none.csv", "--csv", table, "--label", "kind", "--test-csv", none);
        trainingRefused(1, "none.csv", "--idx", none);
        trainingRefused(1, "expected a folder", "--idx", table);
        refused(1, "none.csv", "evaluate", "--model", none, "iris");
        refused(1, "folder", "predict", "--model", folder, "--csv", table, "--out", folder.resolve("p.csv"));
    }

    /** The output is there already: comparing it with an input that is not must not be what fails. */
    @Test
    void aMissingInputBesideAnOldOutputIsOneLine() throws IOException {
        Path none = folder.resolve("none.csv");
        Path old = Files.writeString(folder.resolve("old.csv"), "old");
        Path run = folder.resolve("model");
        assertEquals(0,
                Cli.run("train", "--csv", table, "--label", "kind", "--hidden", "none", "--epochs", "1", "--out",
                        run, "-q", "--backend", "loops").status());
        refused(1, "none.csv: there is no such file", "predict", "--model", run.resolve("model.safetensors"), "--csv",
                none, "--out", old, "-q", "--backend", "loops");
        assertEquals("old", Files.readString(old));
    }

    @Test
    void badTablesAreStatus1() throws IOException {
        trainingRefused(1, "colour", "--csv", table, "--label", "colour");
        trainingRefused(1, "line 3", "--csv", csv("a,b,kind\n1,2,x\n1,2\n3,4,y\n"), "--label", "kind");
        trainingRefused(1, "one class", "--csv", csv("a,kind\n1,x\n2,x\n3,x\n4,x\n"), "--label", "kind");
        trainingRefused(1, "line 4", "--csv", csv("a,kind\n1,x\n2,y\ninf,x\n4,y\n"), "--label", "kind");
        trainingRefused(1, "empty", "--csv", csv("a,kind\n"), "--label", "kind");
        trainingRefused(1, "bad.csv", "--csv", csv(""), "--label", "kind");
        trainingRefused(1, "UTF-8", "--csv", Files.write(folder.resolve("bad.csv"), new byte[]{(byte) 0xC3, 40, 10}),
                "--label", "kind");
        trainingRefused(1, "kind", "--csv", table, "--label", "kind", "--regression");
        trainingRefused(1, "too few rows", "--csv", csv("a,kind\n1,x\n2,y\n"), "--label", "kind");
    }

    @Test
    void badIdxFilesAreStatus1() throws IOException {
        Path idx = Files.createDirectory(folder.resolve("idx"));
        trainingRefused(1, "train-images", "--idx", idx);
        for (String part : List.of("train", "t10k")) {
            Files.write(idx.resolve(part + "-images-idx3-ubyte"), idx(new int[]{4, 2, 2}, 16));
            Files.write(idx.resolve(part + "-labels-idx1-ubyte"), idx(new int[]{4}, 4));
        }
        Path images = idx.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length - 1));
        trainingRefused(1, "truncated", "--idx", idx);
        byte[] magic = whole.clone();
        magic[0] = 'P';
        Files.write(images, magic);
        trainingRefused(1, "not an IDX file", "--idx", idx);
        Files.write(images, idx(new int[]{3, 2, 2}, 12));
        trainingRefused(1, "holds 3 images", "--idx", idx);
    }

    private static byte[] idx(int[] shape, int values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + values);
        bytes.putInt(0x0800 | shape.length);
        for (int size : shape) {
            bytes.putInt(size);
        }
        for (int i = 0; i < values; i++) {
            bytes.put((byte) (i % 2));
        }
        return bytes.array();
    }

    @Test
    void aNetworkTooLargeForMemoryIsStatus1() throws IOException {
        trainingRefused(1, "too large", "--hidden", "999999999");
        trainingRefused(1, "too large", "--hidden", "200000,200000");
    }

    @Test
    void anOutputFolderThatCannotBeUsedIsStatus1() throws IOException {
        refused(1, "--out", "train", "iris", "--out", table.resolve("run"), "-q", "--backend", "loops");
        refused(1, "--out", "train", "iris", "--out", table, "-q", "--backend", "loops");
        refused(1, "holds files already", "train", "iris", "--out", folder, "-q", "--backend", "loops");
    }

    @Test
    void aModelOfOtherColumnsIsOneClearLine() throws IOException {
        Path run = folder.resolve("model");
        assertEquals(0,
                Cli.run("train", "--csv", table, "--label", "kind", "--hidden", "none", "--epochs", "2", "--out",
                        run, "-q", "--backend", "loops").status());
        Path model = run.resolve("model.safetensors");
        Path out = folder.resolve("p.csv");
        refused(1, "'b'", "predict", "--model", model, "--csv", csv("a,c\n1,2\n"), "--out", out, "-q", "--backend",
                "loops");
        refused(1, "line 3", "predict", "--model", model, "--csv", csv("a,b\n1,2\n1,two\n"), "--out", out, "-q",
                "--backend", "loops");
        refused(1, "line 3: column 'b' holds 1e300", "predict", "--model", model, "--csv", csv("a,b\n1,2\n1,1e300\n"),
                "--out", out, "-q", "--backend", "loops");
        refused(1, "images", "evaluate", "--model", model, "digits", "-q", "--backend", "loops");
        refused(1, "'medium'", "evaluate", "--model", model, "--csv", csv("a,b,kind\n1,2,medium\n"), "-q", "--backend",
                "loops");
        refused(2, "--out", "predict", "--model", model, "--csv", table, "--out", table, "-q");
        refused(1, "not a model file", "evaluate", "--model", table, "iris", "-q", "--backend", "loops");
        refused(1, "p.csv", "predict", "--model", model, "--csv", table, "--out", folder.resolve("no/p.csv"), "-q",
                "--backend", "loops");
    }
}
