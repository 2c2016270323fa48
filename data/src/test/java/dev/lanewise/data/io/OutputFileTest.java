package dev.lanewise.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class OutputFileTest {
    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void oldFileStaysWhenTheDiskIsFull() throws IOException {
        Path file = folder.resolve("a.txt");
        OutputFile.write(file, out -> out.write('1'));
        var fault = assertThrows(DataException.class, () -> OutputFile.write(file, out -> {
            out.write(new byte[1 << 20]);
            throw new IOException("No space left on device");
        }));
        assertEquals(file + ": cannot be written: No space left on device", fault.getMessage());
        assertEquals("1", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void newContentReplacesOld() throws IOException {
        Path file = folder.resolve("a.txt");
        OutputFile.write(file, out -> out.write('1'));
        OutputFile.write(file, out -> out.write('2'));
        assertEquals("2", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void folderAndMissingFolderAreRefused() throws IOException {
        assertThrows(DataException.class, () -> OutputFile.write(folder, out -> out.write('1')));
        var fault = assertThrows(DataException.class,
                () -> OutputFile.write(folder.resolve("none").resolve("a.txt"), out -> out.write('1')));
        assertTrue(fault.getMessage().contains("cannot be written"), fault.getMessage());
        assertEquals(List.of(), names());
    }
}
