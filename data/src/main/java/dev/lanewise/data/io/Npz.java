package dev.lanewise.data.io;

import dev.lanewise.compute.internal.Nearest;
import dev.lanewise.data.DataException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A file of numpy's npz format: a zip of npy files, stored or deflated. Its arrays of numbers are read; a member that is
 * something else, text, objects or no npy file at all, is refused when it is asked for.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";

    /** Names that a message lists. */
    private static final int LISTED = 20;

    private final Path file;
    private final Map<String, NpyArray> arrays = new LinkedHashMap<>();
    /** What is wrong with the others, by name. */
    private final Map<String, String> others = new LinkedHashMap<>();
    private final Expansion expansion;

    private Npz(Path file) {
        this.file = file;
        expansion = new Expansion(file.toString(), Expansion.FREE_ARRAYS);
    }

    /**
     * Reads the arrays of numbers of a file.
     *
     * @throws DataException if the file is missing or damaged, two members have one name, or they expand to far more
     *                       than the file
     */
    public static Npz read(Path file) {
        InputFile.requireFile(file);
        return InputFile.guarded(file.toString(), () -> {
            try (var zip = new ZipFile(file.toFile())) {
                var npz = new Npz(file);
                npz.readMembers(zip);
                return npz;
            }
        });
    }

    private void readMembers(ZipFile zip) throws IOException {
        List<? extends ZipEntry> entries = Collections.list(zip.entries());
        var names = new HashSet<String>();
        for (ZipEntry entry : entries) {
            if (!names.add(key(entry))) {
                throw new DataException(file + ": holds two members named " + DataException.quoted(key(entry)));
            }
        }
        // Members may share their bytes; all of them are no more than the file.
        expansion.addPacked(file.toFile().length());
        for (ZipEntry entry : entries) {
            if (!entry.isDirectory()) {
                readMember(zip, entry);
            }
        }
    }

    private static String key(ZipEntry entry) {
        String name = entry.getName();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private void readMember(ZipFile zip, ZipEntry entry) throws IOException {
        String name = file + " member " + DataException.quoted(entry.getName());
        InputFile.guarded(name, () -> {
            var raw = zip.getInputStream(entry);
            if (raw == null) {
                throw new ZipException("the directory names a member that is not there");
            }
            // ZipFile does not compare checksums, and a stored member has no other protection.
            try (var checked = new CheckedInputStream(expansion.unpacked(raw), new CRC32());
                    var in = new BufferedInputStream(checked)) {
                if (!Npy.isNpy(in)) {
                    others.put(key(entry), "is not an npy file: it does not start with \\x93NUMPY");
                    return null;
                }
                NpyHeader header = Npy.header(name, in);
                if (header.type().isEmpty()) {
                    others.put(key(entry), header.notNumbers());
                    return null;
                }
                NpyArray array = Npy.elements(name, header, in);
                InputFile.requireEnd(name, in);
                if (checked.getChecksum().getValue() != entry.getCrc()) {
                    throw new ZipException("checksums disagree");
                }
                arrays.put(key(entry), array);
                return null;
            }
        });
    }

    /** Names of the arrays of numbers, without the {@code .npy}, in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /**
     * The array of that name, without the {@code .npy}.
     *
     * @throws DataException if there is none, or it does not hold numbers
     */
    public NpyArray get(String name) {
        NpyArray array = arrays.get(name);
        if (array != null) {
            return array;
        }
        if (others.containsKey(name)) {
            throw new DataException(file + " member " + DataException.quoted(name) + ": " + others.get(name));
        }
        List<String> shown = arrays.keySet().stream().limit(LISTED).toList();
        throw new DataException(file + ": there is no array " + DataException.quoted(name) + "; the arrays are "
                + String.join(", ", shown) + (shown.size() < arrays.size() ? ", ..." : "")
                + Nearest.hint(name, arrays.keySet()));
    }
}
