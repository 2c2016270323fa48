package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import dev.lanewise.nn.internal.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whatever a file holds, a reader returns or throws a DataException, never anything else. */
class HostileFilesTest {
    private static final int MUTATIONS = 500;

    @TempDir
    private Path folder;

    /** A reader and a small file it reads; text cut short is still text. */
    static final class Form {
        private final String name;
        private final byte[] bytes;
        private final boolean readableWhenCut;
        private final Function<Path, Object> reader;

        Form(String name, byte[] bytes, boolean readableWhenCut, Function<Path, Object> reader) {
            this.name = name;
            this.bytes = bytes;
            this.readableWhenCut = readableWhenCut;
            this.reader = reader;
        }

        @Override
        public String toString() { return name; }
    }

    static Stream<Form> forms() {
        byte[] csv = "\uFEFFa,b,\"c,\"\"d\"\n1,x,\n-2.5e1,\"\u00e9\n\",3\nNaN,y,1e999\n"
                .getBytes(StandardCharsets.UTF_8);
        byte[] gzCsv = TestBytes.gzip("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
        return Stream.of(new Form("idx", TestBytes.twoImages(), false, HostileFilesTest::readIdx),
                new Form("idx.gz", TestBytes.gzip(TestBytes.twoImages()), false, HostileFilesTest::readIdx),
                new Form("npy", TestBytes.resource("version2.npy"), false, Npy::read),
                new Form("npz stored", TestBytes.resource("stored.npz"), false, Npz::read),
                new Form("npz deflated", TestBytes.resource("deflated.npz"), false, Npz::read),
                new Form("csv", csv, true, file -> Csv.read(file, true)),
                new Form("csv.gz", gzCsv, false, file -> Csv.read(file, true)));
    }

    private static Object readIdx(Path images) {
        Path labels = TestBytes.write(images.resolveSibling("labels"), TestBytes.twoLabels());
        return Idx.read(images, labels, List.of());
    }

    private void readHostile(Form form, byte[] bytes, String what) {
        Path file = TestBytes.write(folder.resolve("hostile"), bytes);
        try {
            assertNotNull(form.reader.apply(file));
        } catch (DataException e) {
            assertTrue(e.getMessage().startsWith(folder.toString()), what + ": " + e.getMessage());
            assertTrue(e.getMessage().lines().count() == 1, what + ": " + e.getMessage());
        } catch (RuntimeException e) {
            throw new AssertionError(form + ", " + what, e);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void cutAnywhere(Form form) {
        // The npz files are 5 to 7 KB: their every tenth length, and every one near the end, where the directory is.
        int step = form.bytes.length > 1000 ? 10 : 1;
        for (int length = 0; length < form.bytes.length; length += length < form.bytes.length - 400 ? step : 1) {
            byte[] cut = Arrays.copyOf(form.bytes, length);
            if (form.readableWhenCut) {
                readHostile(form, cut, "cut to " + length);
            } else {
                Path file = TestBytes.write(folder.resolve("hostile"), cut);
                assertThrows(DataException.class, () -> form.reader.apply(file), form + " cut to " + length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void changedAnywhere(Form form) {
        var random = new SplitMix64(form.name.hashCode());
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = form.bytes.clone();
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(changed.length);
                changed[at] = switch (random.nextInt(4)) {
                    case 0 -> (byte) (changed[at] ^ (1 << random.nextInt(8)));
                    case 1 -> (byte) 0xFF;
                    case 2 -> 0;
                    default -> (byte) random.nextInt(256);
                };
            }
            if (random.nextInt(4) == 0) {
                int at = random.nextInt(changed.length);
                int length = random.nextInt(changed.length - at);
                System.arraycopy(form.bytes, random.nextInt(changed.length - length), changed, at, length);
            }
            readHostile(form, changed, "mutation " + i);
        }
    }

    @Test
    void hugeDeclaredSizesAllocateNothingLarge() {
        var idx = ByteBuffer.allocate(16).put(new byte[]{0, 0, 8, 3}).putInt(60_000).putInt(180).putInt(180).array();
        byte[] npy = Arrays.copyOf(TestBytes.resource("version2.npy"), 128);
        String shape = "(2000000000,)";
        int at = new String(npy, StandardCharsets.ISO_8859_1).indexOf("(5,), }");
        byte[] replaced = (shape + "}      ").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(replaced, 0, npy, at, replaced.length);
        String oneByte = new String(npy, StandardCharsets.ISO_8859_1).replace("<i2", "|u1");
        for (byte[] bytes : List.of(idx, TestBytes.gzip(idx), oneByte.getBytes(StandardCharsets.ISO_8859_1))) {
            Path file = TestBytes.write(folder.resolve("huge"), bytes);
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            var fault = assertThrows(DataException.class,
                    () -> Object.class.cast(bytes[0] == 0 || bytes[0] == 0x1f ? readIdx(file) : Npy.read(file)));
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(fault.getMessage().endsWith("ends too early (truncated)"), fault.getMessage());
            assertTrue(allocated < 10 << 20, allocated + " bytes allocated");
        }
    }
}
