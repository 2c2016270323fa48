package dev.lanewise.compute.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

@Timeout(300)
class AtomicFileTest {
    @TempDir
    Path folder;

    private static void write(Path target, String text) throws IOException {
        AtomicFile.write(target, out -> out.write(text.getBytes()));
    }

    private static String refused(Path target) {
        var e = assertThrows(IOException.class, () -> write(target, "new"));
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e.getMessage();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void makesAndReplaces() throws IOException {
        var file = folder.resolve("a");
        write(file, "old and longer");
        write(file, "new");
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void takesNamesAsLongAsFileSystemsDo() throws IOException {
        var file = folder.resolve("n".repeat(255));
        write(file, "new");
        assertEquals("new", Files.readString(file));
    }

    /** Whatever ends the content, the old file stays and nothing else does. */
    @Test
    void leavesTheOldFileWhenContentFails() throws IOException {
        var file = folder.resolve("a");
        write(file, "old");
        var full = new IOException("No space left on device");
        var ends = new IllegalStateException("ends");
        var e = assertThrows(IOException.class, () -> AtomicFile.write(file, out -> {
            out.write(new byte[1 << 20]);
            throw full;
        }));
        assertEquals(file + ": cannot be written: No space left on device", e.getMessage());
        assertSame(full, e.getCause());
        assertSame(ends, assertThrows(IllegalStateException.class, () -> AtomicFile.write(file, out -> {
            throw ends;
        })));
        assertThrows(StackOverflowError.class, () -> AtomicFile.write(file, out -> {
            throw new StackOverflowError();
        }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void saysThatItWasInterrupted() throws IOException {
        var file = folder.resolve("a");
        write(file, "old");
        Thread.currentThread().interrupt();
        try {
            assertEquals(file + ": cannot be written: the thread was interrupted", refused(file));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void namesTargetAndReason() throws IOException {
        assertEquals(folder + ": cannot be written: is a directory", refused(folder));
        var orphan = folder.resolve("none").resolve("a");
        assertEquals(orphan + ": cannot be written: its folder does not exist", refused(orphan));
        var link = Files.createSymbolicLink(folder.resolve("l"), Path.of("l"));
        assertEquals(link + ": cannot be written: its symbolic links form a loop", refused(link));
        assertEquals(List.of("l"), names());
    }

    /** Not even root may make a file there. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesMissingPermission() {
        String message = refused(Path.of("/sys/lanewise"));
        // In a container it is as a rule mounted for reading only.
        assertTrue(message.equals("/sys/lanewise: cannot be written: permission denied")
                || message.equals("/sys/lanewise: cannot be written: Read-only file system"), message);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void keepsPermissions() throws IOException {
        var file = folder.resolve("a");
        write(file, "old");
        var secret = PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(file, secret);
        AtomicFile.write(file, out -> {
            try (var files = Files.list(folder)) {
                for (var each : files.toList())
                    assertEquals(secret, Files.getPosixFilePermissions(each), each.toString());
            }
        });
        assertEquals(secret, Files.getPosixFilePermissions(file));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFileThatMayNotBeWrittenIsNotReplaced() throws IOException {
        var file = folder.resolve("a");
        write(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeTrue(!Files.isWritable(file), "root may write to every file");
        assertEquals(file + ": cannot be written: permission denied", refused(file));
        assertEquals("old", Files.readString(file));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void replacesWhatIsBehindALink() throws IOException {
        var far = Files.createDirectory(folder.resolve("far"));
        var file = far.resolve("file");
        var link = Files.createSymbolicLink(far.resolve("second"), Path.of("file"));
        var first = Files.createSymbolicLink(folder.resolve("first"), Path.of("far", "second"));
        write(first, "new");
        write(first, "newer");
        assertTrue(Files.isSymbolicLink(first) && Files.isSymbolicLink(link));
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        assertEquals("newer", Files.readString(file));
        assertEquals(List.of("far", "first"), names());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void writesToDevices() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
        write(link, "gone");
        assertTrue(Files.readAttributes(Path.of("/dev/null"), "isOther").containsValue(true));
        assertEquals("/dev/full: cannot be written: No space left on device", refused(Path.of("/dev/full")));
        assertEquals(List.of("null"), names());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void writesToPipes() throws Exception {
        var pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var read = new FutureTask<>(() -> Files.readString(pipe));
        Thread.ofPlatform().daemon().start(read);
        write(pipe, "through");
        assertEquals("through", read.get());
        assertTrue(Files.readAttributes(pipe, "isOther").containsValue(true));
        assertEquals(List.of("pipe"), names());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesSockets() throws IOException {
        var socket = folder.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertTrue(refused(socket).startsWith(socket + ": cannot be written: "));
            assertEquals(List.of("s"), names());
        }
    }

    /** What {@code /dev/stdout} stands for in a process whose output goes to a file: appended to, not replaced. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void appendsToOpenFiles() throws Exception {
        var output = folder.resolve("output");
        Files.writeString(output, "before\n");
        var process = child("/dev/stdout", "x").redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        process.getOutputStream().close();
        assertEquals(0, process.waitFor());
        assertEquals("before\nwriting\nxxx", Files.readString(output));
    }

    /** Threads that save to one path at once: each reader finds all of what one of them wrote. */
    @Test
    void readersFindWholeFiles() throws Exception {
        var file = folder.resolve("a");
        int size = 1 << 18;
        try (var threads = Executors.newCachedThreadPool()) {
            var jobs = new ArrayList<Callable<Void>>();
            write(file, "");
            for (int i = 1; i <= 4; i++) {
                byte value = (byte) i;
                jobs.add(() -> {
                    for (int round = 0; round < 20; round++)
                        AtomicFile.write(file, out -> {
                            for (int part = 0; part < size; part += size / 4) {
                                var bytes = new byte[size / 4];
                                Arrays.fill(bytes, value);
                                out.write(bytes);
                            }
                        });
                    return null;
                });
            }
            jobs.add(() -> {
                for (int round = 0; round < 200; round++) {
                    var bytes = Files.readAllBytes(file);
                    if (bytes.length > 0) {
                        var whole = new byte[size];
                        Arrays.fill(whole, bytes[0]);
                        assertArrayEquals(whole, bytes);
                    }
                }
                return null;
            });
            for (var job : threads.invokeAll(jobs))
                job.get();
        }
        assertEquals(List.of("a"), names());
    }

    /** A save during another of the same process, which must not lose its lock by that. */
    @Test
    void sparesTheFilesOfItsOwnProcess() throws Exception {
        var file = folder.resolve("a");
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = new FutureTask<Void>(() -> {
            AtomicFile.write(file, out -> {
                inside.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write("slow".getBytes());
            });
            return null;
        });
        Thread.ofPlatform().daemon().start(slow);
        inside.await();
        write(file, "fast");
        var process = child(file.toString(), "c").start();
        process.getOutputStream().close();
        assertEquals(0, process.waitFor());
        assertEquals("ccc", Files.readString(file));
        goOn.countDown();
        slow.get();
        assertEquals("slow", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    /** The temporary file of another process stays while that lives and goes when it is dead. */
    @Test
    void removesWhatDeadProcessesLeft() throws Exception {
        var file = folder.resolve("a");
        var living = child(file.toString(), "l").start();
        var dying = child(file.toString(), "d").start();
        assertEquals("writing", living.inputReader().readLine());
        assertEquals("writing", dying.inputReader().readLine());
        write(file, "first");
        assertEquals(3, names().size());
        dying.destroyForcibly().waitFor();
        assertEquals(3, names().size());
        write(file, "second");
        assertEquals(2, names().size());
        assertEquals("second", Files.readString(file));
        living.getOutputStream().close();
        assertEquals(0, living.waitFor());
        assertEquals("lll", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    /** What others could put there must not be opened: a pipe would block, a link lead elsewhere. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void removesFilesOnly() throws Exception {
        var victim = folder.resolve("victim");
        Files.writeString(victim, "there");
        Files.createSymbolicLink(folder.resolve(".lanewise-1.part"), victim);
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve(".lanewise-2.part").toString()).start().waitFor());
        Files.createDirectory(folder.resolve(".lanewise-3.part"));
        Files.writeString(folder.resolve(".lanewise-4.part"), "abandoned");
        write(folder.resolve("a"), "new");
        assertEquals(List.of(".lanewise-1.part", ".lanewise-2.part", ".lanewise-3.part", "a", "victim"), names());
        assertEquals("there", Files.readString(victim));
    }

    private static ProcessBuilder child(String target, String text) {
        String classes = String.join(File.pathSeparator, place(AtomicFile.class), place(AtomicFileTest.class));
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classes,
                Writer.class.getName(), target, text).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** Another process: writes a part, says so, and waits for the end of its input before it goes on. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            AtomicFile.write(Path.of(args[0]), out -> {
                out.write(args[1].getBytes());
                System.out.println("writing");
                System.in.readAllBytes();
                out.write(args[1].repeat(2).getBytes());
            });
        }
    }
}
