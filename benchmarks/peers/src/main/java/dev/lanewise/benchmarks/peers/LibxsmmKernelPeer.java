package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Task;

/** The function that LIBXSMM generates for a shape, called directly: what its search at each call costs is left out. */
public final class LibxsmmKernelPeer extends LibxsmmPeer {
    @Override
    public String name() { return "libxsmm-kernel"; }

    /** Rows without gaps, whose distance it need not be told. */
    @Override
    public boolean supports(Task task, int threads) {
        return super.supports(task, threads) && task.stride() == 0;
    }

    @Override
    public Session open(Task task, int threads) {
        return new Libxsmm.Kernel(task);
    }
}
