package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

class ModelFileTest {
    @TempDir
    Path folder;
    private Compute compute;
    private Path file;

    @BeforeEach
    void open() {
        compute = Compute.named("loops");
        file = folder.resolve("model.safetensors");
    }

    @AfterEach
    void close() { compute.close(); }

    /** A network whose statistics have moved, on any compute. */
    private static Network trained(Compute compute) {
        return trained(Network.input(2).dense(4).batchNorm().relu().dropout(0.25).dense(3, Initializer.random(0.3))
                .build(compute, 7));
    }

    private static Network trained(Network network) {
        Trainer.of(network, Loss.softmaxCrossEntropy(), Optimizers.adam(1e-2)).epochs(2).fit(Toys.rings(90, 3, 1));
        return network;
    }

    private byte[] saved() throws IOException {
        trained(compute).save(file, Map.of("features", "a, b"));
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @CsvSource({"loops,loops", "float64,float64", "loops,float64"})
    void loadsWhatWasSaved(String writer, String reader) throws IOException {
        var metadata = Map.of("features", "a, b", "quoted", "\"lanewise.sha256\":\"\n\u00e9");
        var x = Toys.x(Toys.rings(2000, 3, 5));
        double[] predicted;
        try (var other = Compute.named(writer)) {
            var network = trained(other);
            network.save(file, metadata);
            predicted = network.predict(x);
        }
        try (var other = Compute.named(reader); var network = Network.load(other, file)) {
            assertEquals(metadata, network.metadata());
            assertEquals("input 2, dense 4 he, batchNorm 0.9 1.0E-5, relu, dropout 0.25, dense 3 random(0.3)",
                    network.architecture().toString());
            assertEquals(7, network.seed());
            assertEquals("softmaxCrossEntropy", network.loss().name());
            assertArrayEquals(predicted, network.predict(x), writer.equals(reader) ? 0 : 1e-5);
            var again = folder.resolve("again");
            network.save(again);
            if (writer.equals(reader))
                assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheActivation(Activation f) throws IOException {
        var x = Toys.x(Toys.rings(100, 3, 5));
        double[] predicted;
        try (var network = trained(Network.input(2).dense(4).activation(f).dense(3).build(compute, 7))) {
            network.save(file);
            predicted = network.predict(x);
        }
        try (var network = Network.load(compute, file)) {
            assertArrayEquals(predicted, network.predict(x));
        }
    }

    @Test
    void isASafetensorsFile() throws IOException {
        var bytes = ByteBuffer.wrap(saved()).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(bytes.getLong());
        assertEquals(0, length % 8);
        var header = StandardCharsets.UTF_8.decode(bytes.slice(8, length)).toString();
        assertTrue(header.startsWith("{\"__metadata__\":{\"features\":\"a, b\","), header);
        assertTrue(header.contains("\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[2,4],\"data_offsets\":[0,32]}"),
                header);
        assertFalse(header.contains("dense1.bias"), "batch normalisation takes the bias out: " + header);
        int elements = 2 * 4 + 4 * 4 + 4 * 3 + 3;
        assertEquals(8 + length + 4 * elements, bytes.capacity());
    }

    /** The bytes of every release since the first, of a network whose numbers are the same on every platform. */
    @Test
    void filesKeepTheirBytes() throws Exception {
        try (var network = Network.input(3).dense(4).batchNorm().relu().dense(2).build(compute, 5)) {
            network.setLoss(Loss.softmaxCrossEntropy());
            network.save(file, Map.of("a\"\\/", "\b\f\n\r\t\u0001\u001f\u007f\u00e9\u2028\ud83d\ude00", "", ""));
        }
        assertEquals("309189e50472556769b0d17b403e15998e9dcb2bf54e8d68b1d2f27d673941ec", HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        var bytes = saved();
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertRefused();
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertRefused();
    }

    @Test
    void refusesEveryFlippedBit() throws IOException {
        var bytes = saved();
        var random = new SplitMix64(1, 0);
        for (int i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            assertRefused();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "[]|not a JSON object",
            "{\"a\":1}|is not an object",
            "not json at all|not JSON",
            "{\"__metadata__\":{\"a\":1}}|is not a text",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}|lanewise.version",
            "{\"w\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}|needs F32 or F64",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|pair of whole numbers",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1.5],\"data_offsets\":[0,4]}}|pair of whole numbers",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,NaN],\"data_offsets\":[0,4]}}|not JSON",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1,-1],\"data_offsets\":[0,4]}}|pair of whole numbers",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,99999999999999999999],\"data_offsets\":[0,4]}}|not JSON",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}|impossible shape",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,8]}}|do not fit its shape",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}|does not begin where",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1]}}|lacks its",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4],\"x\":1}}|unknown field",
            "{\"v\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                    + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}|does not begin where",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                    + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}|uplicate",
            "{} {}|something follows",
            "{\"__metadata__\":{\"lanewise.version\":\"2\"}}|has format 2",
            "{\"__metadata__\":{\"lanewise.version\":\"1\"}}|lanewise.architecture",
            "{\"__metadata__\":{\"lanewise.version\":\"1\",\"lanewise.architecture\":"
                    + "\"input 1, dense 2000000000 he\",\"lanewise.sha256\":\""
                    + "0000000000000000000000000000000000000000000000000000000000000000\"}}|needs 2",
    })
    void refusesForeignHeaders(String header, String message) throws IOException {
        var text = header.getBytes(StandardCharsets.UTF_8);
        long dataBytes = header.contains("\"shape\"") ? 4 : 0;
        var bytes = ByteBuffer.allocate(Math.toIntExact(8 + text.length + dataBytes)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(text.length).put(text).array());
        var e = assertRefused();
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    /** Whole, unchanged files whose parts do not fit each other. */
    @Test
    void refusesLossesThatDoNotFitTheOutputs() throws IOException {
        try (var network = Network.input(2).dense(1).build(compute, 1)) {
            network.setLoss(Loss.meanSquaredError());
            network.save(file);
        }
        replaceInHeader("\"meanSquaredError\"", "\"softmaxCrossEntropy\"");
        assertTrue(assertRefused().getMessage().endsWith("the metadata does not describe a network: "
                + "softmaxCrossEntropy: needs at least 2 outputs, one for each class, the network has 1"));
    }

    /** Layers are counted, and what is wrong with them is said in one short line, before they are made. */
    @Test
    void refusesArchitecturesThatAreTooLong() throws IOException {
        saved();
        replaceInHeader(", dropout 0.25", ", dropout 0.25".repeat(1000));
        assertTrue(assertRefused().getMessage().endsWith("network: has 1004 layers, at most 1000 are allowed"));
        saved();
        replaceInHeader(", dropout 0.25", ", relu".repeat(2_000_000));
        assertTrue(assertRefused().getMessage().endsWith("network: has 2000004 layers, at most 1000 are allowed"),
                assertRefused().getMessage());
        saved();
        replaceInHeader("dropout 0.25", "x".repeat(1_000_000));
        assertTrue(assertRefused().getMessage().length() < 500, assertRefused().getMessage());
    }

    private void replaceInHeader(String old, String replacement) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var header = new byte[Math.toIntExact(bytes.getLong())];
        bytes.get(header);
        var text = new String(header, StandardCharsets.UTF_8);
        assertTrue(text.contains(old), text);
        var changed = text.replace(old, replacement).getBytes(StandardCharsets.UTF_8);
        Files.write(file, ByteBuffer.allocate(8 + changed.length + bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length).put(changed).put(bytes).array());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1", "9223372036854775807", "16777217", "1000000"})
    void refusesImpossibleHeaderLengths(long length) throws IOException {
        Files.write(file, ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
        assertTrue(assertRefused().getMessage().contains("header's length"));
    }

    @Test
    void namesMissingFilesAndFolders() {
        assertTrue(assertRefused().getMessage().endsWith("model.safetensors: there is no such file"));
        file = folder;
        assertTrue(assertRefused().getMessage().endsWith("is a directory"));
    }

    /** A disk that is full after any number of bytes: the old file stays, nothing else does. */
    @Test
    void keepsTheOldFileWhenWritingFails() throws IOException {
        var old = saved();
        var header = Arrays.copyOfRange(old, 8,
                8 + (int) ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN).getLong());
        var network = trained(compute);
        for (int room = 0; room < old.length; room += 97) {
            int bytes = room;
            var e = assertThrows(IOException.class, () -> AtomicFile.write(file,
                    out -> ModelFile.write(network, header, new SmallDisk(out, bytes))));
            assertEquals(file + ": cannot be written: No space left on device", e.getMessage());
            assertArrayEquals(old, Files.readAllBytes(file));
            assertOnlyTheFile();
        }
    }

    /** What cannot be written backwards gets the same bytes. */
    @Test
    void goesThroughAPipe() throws Exception {
        var old = saved();
        var pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "mkfifo");
        var read = new FutureTask<>(() -> Files.readAllBytes(pipe));
        Thread.ofPlatform().daemon().start(read);
        trained(compute).save(pipe, Map.of("features", "a, b"));
        assertArrayEquals(old, read.get());
    }

    @Test
    void leavesNoTemporaryFile() throws IOException {
        saved();
        saved();
        assertOnlyTheFile();
    }

    @Test
    void saysWhyAFileCannotBeWritten() {
        var network = trained(compute);
        var missing = folder.resolve("missing").resolve("m");
        var e = assertThrows(IOException.class, () -> network.save(missing));
        assertEquals(missing + ": cannot be written: its folder does not exist", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> network.save(file, Map.of("lanewise.loss", "x")));
    }

    private ModelFileException assertRefused() {
        var e = assertThrows(ModelFileException.class, () -> Network.load(compute, file).close());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e;
    }

    private void assertOnlyTheFile() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    /** Takes some bytes, then fails as a full disk does. */
    private static final class SmallDisk extends FilterOutputStream {
        private int room;

        SmallDisk(OutputStream out, int room) {
            super(out);
            this.room = room;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0)
                throw new IOException("No space left on device");
            out.write(bytes, offset, length);
        }
    }

    @Test
    void headerIsReadWithoutACompute() throws IOException {
        try (var network = trained(compute)) {
            network.save(file, Map.of("note", "of rings"));
            assertEquals(new ModelHeader(network.architecture(), network.loss(), network.seed(),
                    Map.of("note", "of rings")), ModelHeader.read(file));
        }
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        var thrown = assertThrows(ModelFileException.class, () -> ModelHeader.read(file));
        assertTrue(thrown.getMessage().startsWith(file + ": not a model file: "), thrown.getMessage());
    }
}
