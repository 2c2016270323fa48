package dev.lanewise.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every peer works on as many threads as it was told, whatever it says; each in a fresh process. */
class ThreadsTest {
    static Stream<Arguments> peers() {
        return ServiceLoader.load(Implementation.class).stream().map(ServiceLoader.Provider::get)
                .filter(peer -> peer.missing().isEmpty())
                .flatMap(peer -> IntStream.rangeClosed(1, 2)
                        .filter(threads -> peer.supports(Task.gemm(640, 640, 640), threads))
                        .mapToObj(threads -> Arguments.of(peer.name(), threads)));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void worksOnTheThreadsThatItWasGiven(String peer, int threads) throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(WorkingThreads.THREADS), "processor time of threads: only Linux tells");
        assumeTrue(Runtime.getRuntime().availableProcessors() >= threads, "this machine has one processor");
        var process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "--add-modules",
                "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("java.class.path"), WorkingThreads.class.getName(), peer,
                Integer.toString(threads)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), peer + " says: " + said);
        assertEquals(Integer.toString(threads), said.lines().reduce("", (first, last) -> last).strip(), peer);
    }
}
