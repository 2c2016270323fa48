package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;

import java.util.Optional;

/**
 * LIBXSMM, which generates a function for each shape of small products, by its {@code libxsmm_sgemm}: it finds the
 * function at each call. It knows columns only, so that it multiplies {@code Cᵀ = Bᵀ Aᵀ}, which lies in memory as C does
 * row by row. A batch is a loop over calls.
 */
public class LibxsmmPeer implements Implementation {
    /** Multiplications of its largest product; it hands larger ones, and transposed factors, to another library. */
    private static final double LARGEST = 64 * 64 * 64;

    @Override
    public String name() { return "libxsmm"; }

    @Override
    public Optional<String> missing() { return LibxsmmLinker.missing(); }

    @Override
    public String version() { return Libxsmm.version(); }

    @Override
    public boolean supports(Task task, int threads) {
        boolean product = task.operation().equals(Task.GEMM) || task.batch() > 0;
        return product && threads == 1 && !task.transposeA() && !task.transposeB()
                && (double) task.m() * task.k() * task.n() <= LARGEST;
    }

    @Override
    public Session open(Task task, int threads) {
        return new Libxsmm.Products(task);
    }
}
