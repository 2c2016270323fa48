package dev.lanewise.compute.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reasons are words, where the exception's message is a path, a name of a class, or nothing. */
class FileFaultTest {
    @TempDir
    private Path folder;

    @Test
    void whatTheSystemSaysOfFiles() throws IOException {
        Path missing = folder.resolve("missing");
        assertEquals(missing + ": there is no such file",
                FileFault.reason(assertThrows(IOException.class, () -> Files.newInputStream(missing))));
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(file + " is a file, expected a folder",
                FileFault.reason(assertThrows(IOException.class, () -> Files.createDirectories(file))));
        assertEquals(file + " is a file, expected a folder",
                FileFault.reason(assertThrows(IOException.class, () -> Files.list(file).close())));
        assertEquals(folder + " is a folder that holds files",
                FileFault.reason(assertThrows(IOException.class, () -> Files.delete(folder))));
    }

    @Test
    void whatCannotBeMadeHere() {
        assertEquals("permission denied", FileFault.reason(new AccessDeniedException("file")));
        assertEquals("Read-only file system",
                FileFault.reason(new FileSystemException("file", null, "Read-only file system")));
        assertEquals("No space left on device", FileFault.reason(new IOException("No space left on device")));
        assertEquals("is not UTF-8 text", FileFault.reason(new MalformedInputException(1)));
        assertEquals("java.io.IOException", FileFault.reason(new IOException()));
    }
}
