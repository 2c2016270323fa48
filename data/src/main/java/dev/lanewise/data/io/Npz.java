package dev.lanewise.data.io;

import dev.lanewise.data.DataException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Files of numpy's npz format: a zip of npy files, stored or deflated. */
public final class Npz {
    private static final String SUFFIX = ".npy";

    private Npz() {}

    /**
     * All arrays of a file by name, without the {@code .npy}, in the order of the file.
     *
     * @throws DataException if the file is missing or damaged, or a member is not an npy file
     */
    public static Map<String, NpyArray> read(Path file) {
        InputFile.requireFile(file);
        return InputFile.guarded(file.toString(), () -> {
            try (var zip = new ZipFile(file.toFile())) {
                var arrays = new LinkedHashMap<String, NpyArray>();
                var entries = zip.entries();
                while (entries.hasMoreElements()) {
                    ZipEntry entry = entries.nextElement();
                    String key = entry.getName().endsWith(SUFFIX)
                            ? entry.getName().substring(0, entry.getName().length() - SUFFIX.length())
                            : entry.getName();
                    if (arrays.put(key, member(file, zip, entry)) != null) {
                        throw new DataException(file + ": holds two arrays named " + DataException.quoted(key));
                    }
                }
                return arrays;
            }
        });
    }

    private static NpyArray member(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        String name = file + " member " + DataException.quoted(entry.getName());
        return InputFile.guarded(name, () -> {
            var raw = zip.getInputStream(entry);
            if (raw == null) {
                throw new ZipException("the directory names a member that is not there");
            }
            // ZipFile does not compare checksums, and a stored member has no other protection.
            try (var checked = new CheckedInputStream(raw, new CRC32()); var in = new BufferedInputStream(checked)) {
                NpyArray array = Npy.parse(name, in);
                InputFile.requireEnd(name, in);
                if (checked.getChecksum().getValue() != entry.getCrc()) {
                    throw new ZipException("checksums disagree");
                }
                return array;
            }
        });
    }
}
