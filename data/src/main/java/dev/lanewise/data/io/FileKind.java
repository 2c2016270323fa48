package dev.lanewise.data.io;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the first bytes of a file say it is, where that is not the text of a table. */
final class FileKind {
    /** Bytes that are looked at. */
    static final int HEAD = 4096;

    /**
     * A form of files, with more of its first bytes than a text is likely to begin with.
     *
     * @param hex  pattern of the bytes it begins with
     * @param what what to call it and do about it
     */
    private record Magic(String hex, String what) {
        private static final int LENGTH = 16;

        boolean begins(byte[] head) {
            return HexFormat.of().formatHex(head, 0, Math.min(head.length, LENGTH)).matches(hex + ".*");
        }
    }

    private static final List<Magic> FORMS = List.of(
            new Magic("d0cf11e0a1b11ae1",
                    "a workbook (.xls), expected CSV; a spreadsheet program saves a sheet as CSV"),
            new Magic("5041523115", "a Parquet file, expected CSV"),
            new Magic("4152524f57310000", "an Arrow file, expected CSV"),
            new Magic("894844460d0a1a0a", "an HDF5 file, expected CSV"),
            new Magic("53514c69746520666f726d6174203300", "an SQLite database, expected CSV"),
            new Magic("255044462d", "a PDF document, expected CSV"),
            new Magic("934e554d5059", "an npy file of numpy, expected CSV"),
            new Magic("425a683[1-9](314159265359|177245385090)",
                    "packed by bzip2, expected CSV as it is, or packed by gzip or zip"),
            new Magic("fd377a585a00", "packed by xz, expected CSV as it is, or packed by gzip or zip"),
            new Magic("28b52ffd", "packed by zstd, expected CSV as it is, or packed by gzip or zip"),
            new Magic("377abcaf271c", "a 7-Zip archive, expected CSV as it is, or packed by gzip or zip"),
            new Magic("526172211a07", "a RAR archive, expected CSV as it is, or packed by gzip or zip"),
            new Magic("89504e470d0a1a0a", "a PNG image, expected CSV"),
            new Magic("ffd8ff", "a JPEG image, expected CSV"));

    /** A share of 0 bytes at even or odd places that only UTF-16 has. */
    private static final double ZEROS_OF_UTF_16 = 0.4;

    private FileKind() {}

    static boolean isZip(byte[] head) {
        return startsWith(head, "504b0304") || startsWith(head, "504b0506");
    }

    /** What the file is, where it is certainly no text: {@code a PDF document, expected CSV}. */
    static Optional<String> binary(byte[] head) {
        Optional<String> form = FORMS.stream().filter(magic -> magic.begins(head)).map(Magic::what)
                .findFirst();
        return form.isPresent() ? form : webPage(head);
    }

    private static Optional<String> webPage(byte[] head) {
        String start = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.startsWith("<html")
                ? Optional.of("a web page, expected CSV; was the file downloaded from the right address?")
                : Optional.empty();
    }

    /** The encoding that a byte order mark at the start says. */
    static Optional<Charset> marked(byte[] head) {
        if (startsWith(head, "fffe0000") || startsWith(head, "0000feff")) {
            return Optional.of(Charset.forName("UTF-32"));
        }
        if (startsWith(head, "fffe")) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        if (startsWith(head, "feff")) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return startsWith(head, "efbbbf") ? Optional.of(StandardCharsets.UTF_8) : Optional.empty();
    }

    /** What a file with 0 bytes is. */
    static Optional<String> zeros(byte[] head) {
        double[] zeros = new double[2];
        for (int i = 0; i < head.length; i++) {
            zeros[i % 2] += head[i] == 0 ? 2.0 / head.length : 0;
        }
        if (zeros[0] + zeros[1] == 0) {
            return Optional.empty();
        }
        String encoding = zeros[1] > ZEROS_OF_UTF_16 ? "UTF-16LE" : "UTF-16BE";
        return Optional.of(Math.max(zeros[0], zeros[1]) > ZEROS_OF_UTF_16 && Math.min(zeros[0], zeros[1]) == 0
                ? "UTF-16 text without a byte order mark; --encoding " + encoding + " reads it"
                : "no text: it holds bytes that are 0");
    }

    private static boolean startsWith(byte[] head, String hex) {
        byte[] magic = HexFormat.of().parseHex(hex);
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }
}
