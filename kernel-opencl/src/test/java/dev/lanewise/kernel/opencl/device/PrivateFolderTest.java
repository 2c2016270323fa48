package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/** Folders that another user could put a file into, or replace, are refused with the reason. */
@DisabledOnOs(OS.WINDOWS)
class PrivateFolderTest {
    /** A number that is nobody's, or another user's. */
    private static final int STRANGER = 54321;

    @TempDir
    private Path temporary;
    private Path place;

    @BeforeEach
    void choosePlace() throws IOException {
        place = temporary.toRealPath().resolve("above").resolve("place");
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private void assertRefused(String reason) {
        var e = assertThrows(IOException.class, () -> PrivateFolder.of(place));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    @Test
    void isMadeForItsOwnerAloneAndTakenAgain() throws IOException {
        assertEquals(place, PrivateFolder.of(place));
        assertEquals("rwx------", modeOf(place));
        assertEquals(place, PrivateFolder.of(place));
        try (var files = Files.list(place)) {
            assertEquals(List.of(), files.toList());
        }
    }

    /** Whatever the mask of the process, which may let its group write. */
    @Test
    void whatIsMissingAboveIsMadeForItsOwnerAlone() throws IOException {
        place = place.resolve("below").resolve("place");
        PrivateFolder.of(place);
        for (var made = place; !made.equals(temporary.toRealPath()); made = made.getParent())
            assertEquals("rwx------", modeOf(made));
    }

    @Test
    void aTemporaryOneIsNewEachTime() throws IOException {
        var one = PrivateFolder.temporary();
        var other = PrivateFolder.temporary();
        try {
            assertFalse(one.equals(other));
            assertEquals("rwx------", modeOf(one));
        } finally {
            Files.delete(one);
            Files.delete(other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwx-w----", "rwx--x--x"})
    void othersMayUseIt(String mode) throws IOException {
        Files.createDirectories(place);
        setMode(place, mode);
        assertRefused(place + ": others may use it (mode 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---"})
    void othersMayReplaceIt(String mode) throws IOException {
        PrivateFolder.of(place);
        setMode(place.getParent(), mode);
        assertRefused(place.getParent() + ": others may write to it, and could replace " + place);
    }

    /** As in /tmp. */
    @Test
    void aStickyFolderAboveIsNoDanger() throws IOException {
        PrivateFolder.of(place);
        Files.setAttribute(place.getParent(), "unix:mode", 01777);
        assertEquals(place, PrivateFolder.of(place));
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Files.createDirectories(place.getParent());
        var elsewhere = PrivateFolder.of(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(place, elsewhere);
        assertRefused(place + ": is a link or a file, expected a folder");
    }

    @Test
    void aLinkAboveIsFollowed() throws IOException {
        var elsewhere = Files.createDirectory(temporary.toRealPath().resolve("elsewhere"));
        Files.createSymbolicLink(place.getParent(), elsewhere);
        assertEquals(elsewhere.resolve("place"), PrivateFolder.of(place));
        setMode(elsewhere, "rwxrwxrwx");
        assertRefused(elsewhere + ": others may write to it");
    }

    @Test
    void aFileIsRefused() throws IOException {
        Files.createDirectories(place.getParent());
        Files.writeString(place, "");
        assertRefused(place + ": is a link or a file");
    }

    @Test
    void aFileAboveIsRefused() throws IOException {
        Files.writeString(place.getParent(), "");
        assertRefused(place + ": is a link or a file");
    }

    @Test
    void aRelativePathIsRefused() {
        // As below the home of a user who has none, which Java calls "?".
        place = Path.of("home-" + UUID.randomUUID(), ".cache");
        assertRefused("is not an absolute path");
        assertFalse(Files.exists(place.getParent()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFolderOfAnotherUserIsRefused(boolean above) throws IOException {
        PrivateFolder.of(place);
        var foreign = above ? place.getParent() : place;
        giveToStranger(foreign);
        assertRefused(foreign + ": belongs to " + STRANGER);
    }

    private static void giveToStranger(Path path) throws IOException {
        boolean given;
        try {
            Files.setAttribute(path, "unix:uid", STRANGER);
            given = true;
        } catch (IOException e) {
            given = false;
        }
        assumeTrue(given, "only root can give a folder to another user");
    }
}
