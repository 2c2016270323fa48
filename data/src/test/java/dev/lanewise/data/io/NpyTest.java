package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The npz and npy files among the test resources were written by numpy 2.4. */
class NpyTest {
    @TempDir
    private Path folder;

    private Path resource(String name) { return TestBytes.write(folder.resolve(name), TestBytes.resource(name)); }

    private String fault(byte[] bytes) {
        Path file = TestBytes.write(folder.resolve("a.npy"), bytes);
        return assertThrows(DataException.class, () -> Npy.read(file)).getMessage().replace(file.toString(), "a.npy");
    }

    private static byte[] npy(String header, int dataBytes) {
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(),
                (byte) (header.length() >> 8)};
        byte[] bytes = Arrays.copyOf(start, start.length + header.length() + dataBytes);
        System.arraycopy(header.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, start.length, header.length());
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "deflated.npz"})
    void everyTypeOrderAndShapeThatNumpyWrites(String name) {
        Npz arrays = Npz.read(resource(name));
        for (NpyArray.Type type : NpyArray.Type.values()) {
            if (type == NpyArray.Type.B1) {
                continue;
            }
            String spelling = type.name().toLowerCase(Locale.ROOT);
            double high = type.bytes() == 1 || type == NpyArray.Type.F2 ? 100 : 1000;
            double last = spelling.startsWith("u") ? high : -high;
            for (String order : new String[]{"_little", "_big"}) {
                NpyArray array = arrays.get(spelling + order);
                assertEquals(type, array.type());
                assertArrayEquals(new int[]{2, 3}, array.shape());
                assertArrayEquals(new double[]{0, 1, 2, 3, high, last}, array.doubles(), spelling + order);
            }
        }
        assertArrayEquals(new int[]{1, 0, 1}, arrays.get("boolean").ints());
        assertArrayEquals(IntStream.range(0, 24).toArray(), arrays.get("fortran").ints());
        assertArrayEquals(new int[]{2, 3, 4}, arrays.get("fortran").shape());
        assertArrayEquals(new float[]{7.5f}, arrays.get("scalar").floats());
        assertArrayEquals(new int[0], arrays.get("scalar").shape());
        assertEquals(0, arrays.get("empty").size());
        assertArrayEquals(new int[]{0, 3}, arrays.get("empty").shape());
    }

    @ParameterizedTest
    @ValueSource(strings = {"version2.npy", "version3.npy"})
    void laterVersions(String name) { assertArrayEquals(new int[]{0, 1, 2, 3, 4}, Npy.read(resource(name)).ints()); }

    @Test
    void whatIsWrittenReadsBackAndIsWhatNumpyWrites() {
        Path file = folder.resolve("out.npy");
        Npy.write(file, NpyArray.of(new float[]{1, -0.0f, Float.NaN, Float.MIN_VALUE}, 2, 2));
        assertArrayEquals(new float[]{1, -0.0f, Float.NaN, Float.MIN_VALUE}, Npy.read(file).floats());
        assertArrayEquals(new int[]{2, 2}, Npy.read(file).shape());
        Npy.write(file, NpyArray.of(new double[]{Math.PI}, 1));
        assertArrayEquals(new double[]{Math.PI}, Npy.read(file).doubles());
        Npy.write(file, NpyArray.of(new int[]{Integer.MIN_VALUE, Integer.MAX_VALUE}, 1, 2, 1));
        assertArrayEquals(new int[]{Integer.MIN_VALUE, Integer.MAX_VALUE}, Npy.read(file).ints());
        Npy.write(file, NpyArray.of(new byte[]{-1}));
        assertArrayEquals(new byte[]{-1}, Npy.read(file).unsignedBytes());
        assertThrows(IllegalArgumentException.class, () -> NpyArray.of(new float[3], 2, 2));
    }

    @Test
    void headerIsPaddedAsTheFormatAsks() throws Exception {
        Path file = folder.resolve("out.npy");
        Npy.write(file, NpyArray.of(new float[6], 2, 3));
        String start = new String(Files.readAllBytes(file), 0, 128, StandardCharsets.ISO_8859_1);
        assertEquals("\u0093NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }", start.strip());
        assertEquals('\n', start.charAt(127));
    }

    @Test
    void largeUnsignedNumbersAreNotNegative() {
        byte[] header = npy("{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }\n", 8);
        Arrays.fill(header, header.length - 8, header.length, (byte) 0xFF);
        Path file = TestBytes.write(folder.resolve("u8.npy"), header);
        assertEquals(0x1p64, Npy.read(file).get(0));
        assertThrows(DataException.class, () -> Npy.read(file).ints());
    }

    @Test
    void damagedFilesAreNamedWithTheirFault() {
        assertEquals("a.npy: is not an npy file: it does not start with \\x93NUMPY", fault("not numpy".getBytes(
                StandardCharsets.UTF_8)));
        byte[] good = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", 8);
        byte[] version = good.clone();
        version[6] = 9;
        assertEquals("a.npy: npy version 9, expected 1 to 3", fault(version));
        byte[] longHeader = good.clone();
        longHeader[9] = (byte) 0xFF;
        assertTrue(fault(longHeader).contains("expected at most 10000"));
        assertEquals("a.npy: there are bytes left after the end of the data",
                fault(Arrays.copyOf(good, good.length + 1)));
        assertEquals("a.npy: ends too early (truncated)", fault(Arrays.copyOf(good, good.length - 1)));
        assertTrue(fault(npy("{'descr': '<f4', 'shape': (2,), }", 8)).contains("no usable 'fortran_order'"));
        assertTrue(fault(npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", 8)).contains(
                "npy elements of type '<c8', expected b1"));
        assertTrue(fault(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,)}", 8)).contains(
                "expected an integer below 2^31"));
        assertTrue(fault(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,,3)}", 8)).contains("the size ''"));
        assertEquals(64, Npy.read(TestBytes.write(folder.resolve("deep.npy"), npy(ones(64), 1))).shape().length);
        assertEquals("a.npy: the npy header has 65 dimensions, expected at most 64", fault(npy(ones(65), 1)));
        assertTrue(fault(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999)}", 8)).contains(
                "more than the 2 GiB"));
    }

    private static String ones(int dimensions) {
        return "{'descr': '|u1', 'fortran_order': False, 'shape': (" + "1,".repeat(dimensions) + "), }\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"strings.npy", "structured.npy"})
    void otherTypesAreRefused(String name) {
        Path file = resource(name);
        assertThrows(DataException.class, () -> Npy.read(file));
    }

    @Test
    void zipsThatAreDamagedOrHoldSomethingElse() throws Exception {
        Path notZip = TestBytes.write(folder.resolve("x.npz"), new byte[]{'P', 'K', 3, 4, 5});
        assertTrue(assertThrows(DataException.class, () -> Npz.read(notZip)).getMessage()
                .startsWith(notZip + ": the packed data is damaged"));
        Path other = folder.resolve("other.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(other))) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write(new byte[100]);
        }
        assertEquals(other + " member 'readme.txt': is not an npy file: it does not start with \\x93NUMPY",
                assertThrows(DataException.class, () -> Npz.read(other).get("readme.txt")).getMessage());
        assertEquals(folder + ": is a folder, expected a file",
                assertThrows(DataException.class, () -> Npz.read(folder)).getMessage());
    }

    private Path zip(String name, Map<String, byte[]> members) throws IOException {
        Path file = folder.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        return file;
    }

    @Test
    void membersThatAreNoNumbersAreRefusedWhenTheyAreAskedFor() throws Exception {
        var members = new LinkedHashMap<String, byte[]>();
        members.put("folder/", new byte[0]);
        members.put("x.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", 8));
        members.put("names.npy", TestBytes.resource("strings.npy"));
        members.put("object.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", 50));
        members.put("struct.npy", TestBytes.resource("structured.npy"));
        members.put("README.txt", "read me".getBytes(StandardCharsets.UTF_8));
        Npz npz = Npz.read(zip("mixed.npz", members));
        assertEquals(Set.of("x"), npz.names());
        assertEquals(2, npz.get("x").size());
        for (String name : List.of("names", "object", "struct", "README.txt")) {
            String fault = assertThrows(DataException.class, () -> npz.get(name)).getMessage();
            assertTrue(fault.contains("mixed.npz member '" + name + "': "), fault);
        }
        assertTrue(assertThrows(DataException.class, () -> npz.get("y")).getMessage()
                .endsWith("there is no array 'y'; the arrays are x"));
    }

    @Test
    void nineteenThousandMembers() throws Exception {
        var members = new LinkedHashMap<String, byte[]>();
        byte[] member = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }\n", 1);
        for (int i = 0; i < 19_000; i++) {
            members.put("arr_" + i + ".npy", member);
        }
        assertEquals(19_000, Npz.read(zip("many.npz", members)).names().size());
    }

    @Test
    void membersOfOneNameAndBombsAreRefused() throws Exception {
        byte[] member = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }\n", 1);
        Path file = zip("twice.npz", Map.of("a1.npy", member, "a2.npy", member));
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).replace("a2.npy", "a1.npy");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(file + ": holds two members named 'a1'",
                assertThrows(DataException.class, () -> Npz.read(file)).getMessage());
        int megabytes = 300;
        Path packed = folder.resolve("bomb.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(packed))) {
            zip.putNextEntry(new ZipEntry("a.npy"));
            zip.write(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (" + (megabytes << 20) + ",), }\n", 0));
            for (int i = 0; i < megabytes; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        assertTrue(Files.size(packed) < 400_000);
        assertTrue(assertThrows(DataException.class, () -> Npz.read(packed)).getMessage()
                .contains("expands to more than 200 times its size"));
    }

    @Test
    void aFlippedBitInAStoredMemberIsFound() {
        byte[] bytes = TestBytes.resource("stored.npz");
        byte[] eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(7.5).array();
        int at = IntStream.range(0, bytes.length - 8)
                .filter(i -> Arrays.equals(bytes, i, i + 8, eight, 0, 8)).findFirst().orElseThrow();
        bytes[at] ^= 1;
        Path file = TestBytes.write(folder.resolve("flipped.npz"), bytes);
        assertEquals(file + " member 'scalar.npy': the packed data is damaged: checksums disagree",
                assertThrows(DataException.class, () -> Npz.read(file)).getMessage());
    }

    @Test
    void imagesAndLabelsOfOneFile() {
        NpyArray images = NpyArray.of(new byte[]{0, 1, 2, 3, -1, 5, 6, 7}, 2, 2, 2, 1);
        var both = images.images(NpyArray.of(new int[]{1, 0}, 2), List.of("other", "cat"));
        assertEquals("cat", both.className(0));
        assertEquals(255, both.pixel(1, 0));
        var wrongType = assertThrows(DataException.class, () -> NpyArray.of(new float[4], 2, 2)
                .images(NpyArray.of(new int[2], 2), List.of()));
        assertEquals("array: elements are f4, expected unsigned bytes (u1)", wrongType.getMessage());
    }
}
