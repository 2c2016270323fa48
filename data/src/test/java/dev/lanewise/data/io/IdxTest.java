package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class IdxTest {
    @TempDir
    private Path folder;

    private Images read(byte[] images, byte[] labels) {
        return Idx.read(TestBytes.write(folder.resolve("images"), images),
                TestBytes.write(folder.resolve("labels"), labels), List.of());
    }

    private String fault(byte[] images, byte[] labels) {
        return assertThrows(DataException.class, () -> read(images, labels)).getMessage()
                .replace(folder.toString(), "");
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    @Test
    void pixelsAreUnsignedAndLabelsTheirNumbers() {
        for (boolean packed : new boolean[]{false, true}) {
            Images images = packed
                    ? read(TestBytes.gzip(TestBytes.twoImages()), TestBytes.gzip(TestBytes.twoLabels()))
                    : read(TestBytes.twoImages(), TestBytes.twoLabels());
            assertArrayEquals(new int[]{2, 3}, images.shape());
            assertEquals(2, images.rows());
            assertEquals(255, images.pixel(0, 5));
            assertEquals(128, images.pixel(0, 3));
            assertEquals(9, images.pixel(1, 0));
            assertEquals(7, images.label(1));
            assertEquals("3", images.className(0));
        }
    }

    @Test
    void damagedFilesAreNamedWithTheirFault() {
        byte[] images = TestBytes.twoImages();
        byte[] labels = TestBytes.twoLabels();
        assertEquals("/images: is not an IDX file: the first bytes are 50 00, expected 00 00",
                fault(with(images, 0, 0x50), labels));
        assertEquals("/images: IDX values of type 0x0d, expected unsigned bytes (0x08)",
                fault(with(images, 2, 0x0d), labels));
        assertEquals("/images: 200 dimensions, expected 1 to 4", fault(with(images, 3, 200), labels));
        assertEquals("/images: there are bytes left after the end of the data",
                fault(Arrays.copyOf(images, images.length + 1), labels));
        assertEquals("/images: ends too early (truncated)",
                fault(Arrays.copyOf(images, images.length - 1), labels));
        assertEquals("/labels: ends too early (truncated)", fault(images, new byte[0]));
        assertEquals("/images: holds 2 images, but /labels holds 3 labels",
                fault(images, TestBytes.idx(new int[]{3}, (byte) 1, (byte) 2, (byte) 3)));
        assertEquals("/images: has the sizes [2], expected images", fault(labels, labels));
        assertEquals("/labels: has the sizes [2, 2, 3], expected one label per image", fault(images, images));
        assertEquals("/images: the data set is empty: no images",
                fault(TestBytes.idx(new int[]{0, 2, 3}), TestBytes.idx(new int[]{0})));
        assertEquals("/images: declares sizes [2, -1, 3], more than the 2 GiB that can be read",
                fault(TestBytes.idx(new int[]{2, -1, 3}), labels));
    }

    @Test
    void aFolderBesideTheFileIsPassedOver() throws IOException {
        for (String part : List.of("train", "t10k")) {
            TestBytes.write(folder.resolve(part + "-images.idx3-ubyte"), TestBytes.twoImages());
            TestBytes.write(folder.resolve(part + "-labels-idx1-ubyte.gz"), TestBytes.gzip(TestBytes.twoLabels()));
            Files.createDirectory(folder.resolve(part + "-images-idx3-ubyte"));
            Files.createDirectory(folder.resolve(part + "-labels-idx1-ubyte"));
        }
        assertEquals(2, Idx.readFolder(folder, List.of()).train().rows());
    }

    @Test
    void labelWithoutANameIsRefused() {
        Path images = TestBytes.write(folder.resolve("images"), TestBytes.twoImages());
        Path labels = TestBytes.write(folder.resolve("labels"), TestBytes.twoLabels());
        var fault = assertThrows(DataException.class, () -> Idx.read(images, labels, List.of("a", "b", "c", "d")));
        assertEquals(images + ": there is a label 7, expected 0 to 3", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-idx", "-idx gz", ".idx", ".idx gz"})
    void folderTakesBothSpellingsPackedOrNot(String form) {
        String separator = form.substring(0, 1);
        boolean packed = form.endsWith("gz");
        for (String part : List.of("train", "t10k")) {
            byte[] images = packed ? TestBytes.gzip(TestBytes.twoImages()) : TestBytes.twoImages();
            byte[] labels = packed ? TestBytes.gzip(TestBytes.twoLabels()) : TestBytes.twoLabels();
            String end = packed ? ".gz" : "";
            TestBytes.write(folder.resolve(part + "-images" + separator + "idx3-ubyte" + end), images);
            TestBytes.write(folder.resolve(part + "-labels" + separator + "idx1-ubyte" + end), labels);
        }
        Idx.Folder both = Idx.readFolder(folder, List.of());
        assertEquals(2, both.train().rows());
        assertEquals(2, both.test().rows());
    }

    @Test
    void folderNamesTheFileThatIsMissing() {
        assertEquals(folder + ": there is no train-images-idx3-ubyte (or train-images.idx3-ubyte, with or without .gz)",
                assertThrows(DataException.class, () -> Idx.readFolder(folder, List.of())).getMessage());
        assertTrue(assertThrows(DataException.class, () -> Idx.readFolder(folder.resolve("no"), List.of()))
                .getMessage().endsWith("there is no such folder"));
        Path file = TestBytes.write(folder.resolve("file"), new byte[1]);
        assertTrue(assertThrows(DataException.class, () -> Idx.readFolder(file, List.of())).getMessage()
                .endsWith("is a file, expected a folder of IDX files"));
    }

    @Test
    void folderRefusesPartsOfDifferentSizes() {
        TestBytes.write(folder.resolve("train-images-idx3-ubyte"), TestBytes.twoImages());
        TestBytes.write(folder.resolve("train-labels-idx1-ubyte"), TestBytes.twoLabels());
        TestBytes.write(folder.resolve("t10k-images-idx3-ubyte"),
                TestBytes.idx(new int[]{1, 1, 1}, (byte) 1));
        TestBytes.write(folder.resolve("t10k-labels-idx1-ubyte"), TestBytes.idx(new int[]{1}, (byte) 1));
        assertEquals(folder + ": training images are [2, 3], test images [1, 1]",
                assertThrows(DataException.class, () -> Idx.readFolder(folder, List.of())).getMessage());
    }
}
