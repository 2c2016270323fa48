package dev.lanewise.data.download;

import java.net.URI;
import java.util.List;

/**
 * A file that can be fetched, and how to know that it is the right one.
 *
 * @param folder  folder in the cache, one per data set
 * @param name    file name there
 * @param bytes   size
 * @param sha256  checksum in lower-case hex
 * @param mirrors addresses, tried in order
 */
public record RemoteFile(String folder, String name, long bytes, String sha256, List<URI> mirrors) {
    public RemoteFile { mirrors = List.copyOf(mirrors); }
}
