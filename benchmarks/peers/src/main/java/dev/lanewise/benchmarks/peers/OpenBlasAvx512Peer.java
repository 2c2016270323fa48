package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.ProcessEnvironment;
import dev.lanewise.benchmarks.Task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * OpenBLAS with the kernels for AVX-512 by {@code OPENBLAS_CORETYPE}, its documented override: on processors that its
 * tables do not know, some virtual machines among them, it falls back to AVX2 and to half of the speed.
 */
public final class OpenBlasAvx512Peer extends OpenBlasPeer {
    /** Where Linux says what the processor has. */
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    @Override
    public String name() { return "openblas-avx512"; }

    @Override
    public boolean supports(Task task, int threads) {
        return super.supports(task, threads) && hasAvx512();
    }

    @Override
    public Session open(Task task, int threads) {
        ProcessEnvironment.set("OPENBLAS_CORETYPE", "SkylakeX");
        var session = super.open(task, threads);
        if (!version().contains("core SkylakeX")) {
            session.close();
            throw new IllegalStateException(name() + ": answers as " + version() + ", it needs a process of its own");
        }
        return session;
    }

    private static boolean hasAvx512() {
        try {
            return Files.isReadable(PROCESSOR) && Files.readString(PROCESSOR).contains("avx512dq");
        } catch (IOException e) {
            throw new UncheckedIOException(PROCESSOR + ": cannot be read", e);
        }
    }
}
