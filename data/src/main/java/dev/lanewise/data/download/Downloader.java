package dev.lanewise.data.download;

import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.compute.internal.FolderMode;
import dev.lanewise.data.DataException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Fetches files into the cache. A file already there is checked, not fetched. Otherwise mirrors are tried in order:
 * the bytes go to a temporary file in the same folder, and only when size and SHA-256 are right is it forced to disk
 * and renamed, so a file of the final name is always whole, also when several processes fetch at once.
 */
public final class Downloader {
    /** Told of every piece that arrives. */
    @FunctionalInterface
    public interface Progress {
        void received(RemoteFile file, long bytes);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CacheSettings settings;
    private final Duration patience;
    private final Progress progress;

    /**
     * @param settings where to keep files, and whether the network may be used
     * @param patience how long a mirror may be silent, when connecting and at any later moment, before it is given up
     * @param progress told of every piece that arrives
     */
    public Downloader(CacheSettings settings, Duration patience, Progress progress) {
        this.settings = settings;
        this.patience = patience;
        this.progress = progress;
    }

    /** With the settings of this process and a patience of 20 seconds. */
    public static Downloader ofProcess(Progress progress) {
        return new Downloader(CacheSettings.ofProcess(), PATIENCE, progress);
    }

    /**
     * Makes sure that all files of a set are in the cache.
     *
     * @return the folder that holds them
     * @throws DataException if a file is not there and cannot be fetched; it names the folder and every mirror's fault
     */
    public Path fetch(RemoteSet set) { return fetch(set.files()); }

    Path fetch(List<RemoteFile> files) {
        Path folder = settings.folder().resolve(files.getFirst().folder());
        for (RemoteFile file : files) {
            if (!isComplete(folder.resolve(file.name()), file)) {
                fetch(file, folder);
            }
        }
        return folder;
    }

    private void fetch(RemoteFile file, Path folder) {
        if (settings.offline()) {
            throw new DataException(file.name() + " is not in the cache, or is damaged there, and the network is"
                    + " switched off (lanewise.offline): put the file into " + folder + " by hand");
        }
        var faults = new ArrayList<String>();
        try {
            Files.createDirectories(folder, FolderMode.readably());
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be made a folder for downloads: " + FileFault.reason(e)
                    + "; name another with -Dlanewise.cache", e);
        }
        try (var client = HttpClient.newBuilder().connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NORMAL).build()) {
            try {
                for (URI mirror : file.mirrors()) {
                    try {
                        fetch(client, mirror, file, folder);
                        return;
                    } catch (IOException e) {
                        faults.add(mirror + " (" + reason(e) + ")");
                    }
                }
            } finally {
                // Without this, closing would wait for a mirror that has fallen silent.
                client.shutdownNow();
            }
        }
        throw new DataException(file.name() + ": no mirror delivered it: " + String.join(", ", faults)
                + "; it may be put into " + folder + " by hand");
    }

    private void fetch(HttpClient client, URI mirror, RemoteFile file, Path folder) throws IOException {
        try {
            AtomicFile.write(folder.resolve(file.name()), out -> {
                try {
                    transfer(client, mirror, file, out);
                } catch (IOException e) {
                    // The mirror's fault, to be told from one of this machine's disk.
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IOException e) {
            throw new DataException(e.getMessage() + "; name another folder with -Dlanewise.cache", e);
        }
    }

    private void transfer(HttpClient client, URI mirror, RemoteFile file, OutputStream out) throws IOException {
        var digest = newSha256();
        long bytes = Transfer.run(client, mirror, file, new DigestOutputStream(out, digest), patience, progress);
        if (bytes != file.bytes()) {
            throw new IOException(bytes + " bytes, expected " + file.bytes());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw new IOException("wrong SHA-256");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean isComplete(Path path, RemoteFile file) {
        try {
            return Files.isRegularFile(path) && Files.size(path) == file.bytes() && sha256(path).equals(file.sha256());
        } catch (IOException e) {
            throw new DataException(path + ": cannot be read: " + e, e);
        }
    }

    private static String sha256(Path path) throws IOException {
        var digest = newSha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
