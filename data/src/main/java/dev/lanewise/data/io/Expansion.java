package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Watches how far packed data expands, so that a small file made to fill the memory (a decompression bomb) ends in one
 * line before it does. Deflate packs at most 1032 times; tables and images of real data stay below a tenth of that.
 */
final class Expansion {
    /** Times the packed size that data may expand to. */
    private static final int MOST_TIMES = 200;

    /** Bytes of a table that may be of any ratio: each of them may take six bytes of memory. */
    static final long FREE_TEXT = 16L << 20;

    /** Bytes of arrays that may be of any ratio: what they take is declared, and masks and one-hot rows pack well. */
    static final long FREE_ARRAYS = 256L << 20;

    private final String name;
    private final long free;
    private long packed;
    private long unpacked;

    /**
     * @param name the file, as messages name it
     * @param free bytes that may come out in any case, but no more than an eighth of the memory
     */
    Expansion(String name, long free) {
        this.name = name;
        this.free = Math.min(free, Runtime.getRuntime().maxMemory() / 8);
    }

    /** The stream that packed bytes are read from. */
    InputStream packed(InputStream in) {
        return new Counted(in) {
            @Override
            void count(long bytes) {
                packed += bytes;
            }
        };
    }

    /** Says that so many packed bytes are going to be unpacked. */
    void addPacked(long bytes) { packed += bytes; }

    /** The stream of what comes out; it throws {@link DataException} where that is too much. */
    InputStream unpacked(InputStream in) {
        return new Counted(in) {
            @Override
            void count(long bytes) {
                unpacked += bytes;
                if (unpacked > free && unpacked / MOST_TIMES > packed) {
                    throw new DataException(name + ": expands to more than " + MOST_TIMES
                            + " times its size; if that is right, unpack it and read the unpacked file");
                }
            }
        };
    }

    private abstract static class Counted extends FilterInputStream {
        Counted(InputStream in) { super(in); }

        abstract void count(long bytes);

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public boolean markSupported() { return false; }
    }
}
