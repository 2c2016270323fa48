package dev.lanewise.compute.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something could not be done with a file, in words. */
public final class FileFault {
    private FileFault() {}

    /** Returns the reason; the messages of some exceptions are nothing but a path, or nothing at all. */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException missing -> missing.getFile() + ": there is no such file";
            // Where a folder was to be made, or listed.
            case FileAlreadyExistsException other -> other.getFile() + " is a file, expected a folder";
            case NotDirectoryException other -> other.getFile() + " is a file, expected a folder";
            case DirectoryNotEmptyException other -> other.getFile() + " is a folder that holds files";
            case CharacterCodingException _ -> "is not UTF-8 text";
            case ClosedByInterruptException _ -> "the thread was interrupted";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
