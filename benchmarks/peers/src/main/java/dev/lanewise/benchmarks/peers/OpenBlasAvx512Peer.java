package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Task;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;

/**
 * OpenBLAS with the kernels for AVX-512 by {@code OPENBLAS_CORETYPE}, its documented override: on processors that its
 * tables do not know, some virtual machines among them, it falls back to AVX2 and to half of the speed.
 */
public final class OpenBlasAvx512Peer extends OpenBlasPeer {
    @Override
    public String name() { return "openblas-avx512"; }

    @Override
    public boolean supports(Task task, int threads) {
        return super.supports(task, threads) && FloatVector.SPECIES_PREFERRED.vectorShape() == VectorShape.S_512_BIT;
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
}
