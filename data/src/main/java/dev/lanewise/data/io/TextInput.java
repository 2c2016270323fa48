package dev.lanewise.data.io;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Notice;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The text of a file whatever it is packed and encoded in; what is no text is refused by the name of what it is. */
final class TextInput {
    private final String name;
    private final Charset charset;
    private final BufferedReader reader;
    private final ZipInputStream zip;
    private final List<Notice> notices = new ArrayList<>();

    /**
     * @param in       supports mark
     * @param encoding the encoding that is asked for, or null
     * @throws DataException if it is no text, or a zip of anything but one file of text
     */
    TextInput(String name, InputStream in, Charset encoding) throws IOException {
        this.name = name;
        byte[] head = head(in);
        InputStream text = in;
        if (FileKind.isZip(head)) {
            var expansion = new Expansion(name, Expansion.FREE_TEXT);
            zip = new ZipInputStream(expansion.packed(in));
            text = new BufferedInputStream(expansion.unpacked(zip), FileKind.HEAD);
            notices.add(Notice.fact(name + ": is a zip; " + DataException.quoted(onlyMember()) + " in it is read"));
            head = head(text);
        } else {
            zip = null;
        }
        FileKind.binary(head).ifPresent(what -> {
            throw new DataException(name + ": is " + what);
        });
        charset = charset(head, encoding);
        // Reports malformed input, where the charset constructor would replace it in silence.
        reader = new BufferedReader(new InputStreamReader(text, charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    private static byte[] head(InputStream in) throws IOException {
        in.mark(FileKind.HEAD);
        byte[] head = in.readNBytes(FileKind.HEAD);
        in.reset();
        return head;
    }

    private Charset charset(byte[] head, Charset asked) {
        Charset marked = FileKind.marked(head).orElse(null);
        if (asked != null && marked != null && !marked.name().startsWith(asked.name())) {
            throw new DataException(name + ": is " + marked + " text, as its byte order mark says; --encoding says "
                    + asked);
        }
        if (asked != null) {
            return asked;
        }
        if (marked == null) {
            FileKind.zeros(head).ifPresent(what -> {
                throw new DataException(name + ": is " + what);
            });
            return StandardCharsets.UTF_8;
        }
        if (!marked.equals(StandardCharsets.UTF_8)) {
            notices.add(Notice.fact(name + ": is " + marked + " text, as its byte order mark says"));
        }
        return marked;
    }

    /** The text, without a byte order mark at its start; to be called once. */
    BufferedReader open() throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    /** What was recognised. */
    List<Notice> notices() { return notices; }

    /** What is wrong with bytes that are not of the encoding. */
    String malformed() {
        return name + ": is not " + charset + " text" + (charset.equals(StandardCharsets.UTF_8)
                ? "; --encoding windows-1252 or another reads it"
                : ", the encoding that was asked for");
    }

    /** Goes to the first file of the zip. */
    private String onlyMember() throws IOException {
        ZipEntry entry = nextFile();
        if (entry == null) {
            throw new DataException(name + ": is a zip without a file in it");
        }
        String first = entry.getName();
        if (first.equals("[Content_Types].xml") || first.matches("(xl|word|ppt|docProps|_rels|META-INF)/.*")
                || first.equals("mimetype")) {
            throw new DataException(name + ": is a workbook or another office document, expected CSV; a spreadsheet "
                    + "program saves a sheet as CSV");
        }
        if (first.endsWith(".npy")) {
            throw new DataException(name + ": is an npz file of numpy, expected CSV");
        }
        return first;
    }

    private ZipEntry nextFile() throws IOException {
        try {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && (entry.isDirectory() || entry.getName().startsWith("__MACOSX/"))) {
                entry = zip.getNextEntry();
            }
            return entry;
        } catch (IllegalArgumentException e) {
            throw new IOException("the name of a file in the zip is damaged", e);
        }
    }

    /**
     * To be called when the text has been read.
     *
     * @throws DataException if it is not all that a zip holds
     */
    void requireEnd() throws IOException {
        ZipEntry other = zip == null ? null : nextFile();
        if (other != null) {
            throw new DataException(name + ": is a zip of several files, " + DataException.quoted(other.getName())
                    + " is another, expected one; unpack it first");
        }
    }
}
