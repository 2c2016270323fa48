package dev.lanewise.benchmarks.own;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.InFork;
import dev.lanewise.benchmarks.Task;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.spi.Backends;
import dev.lanewise.compute.testkit.Workload;

/** A backend of Lanewise, through its public interface with all its checks. */
public final class Backend implements Implementation {
    private final String name;
    private final String backend;
    private final boolean planned;
    private String version = "";

    /**
     * Makes one way to call a backend.
     *
     * @param name in tables
     * @param backend name of the backend
     * @param planned whether the operation is recorded once and replayed
     */
    public Backend(String name, String backend, boolean planned) {
        this.name = name;
        this.backend = backend;
        this.planned = planned;
    }

    @Override
    public String name() { return name; }

    @Override
    public String version() { return version; }

    @Override
    public boolean supports(Task task, int threads) {
        if (task.isFma() || (planned && !task.isProduct()))
            return false;
        // Plain loops take seconds beyond.
        return hasThreads(backend, threads) && !(backend.equals("loops") && task.flops() > 0x1p31);
    }

    /** Plain loops have one thread. Of OpenCL's devices a CPU can be divided; a GPU takes all it has. */
    static boolean hasThreads(String backend, int threads) {
        return switch (backend) {
            case "loops" -> threads == 1;
            case "opencl" -> threads == Runtime.getRuntime().availableProcessors() || !prefersOpenCl();
            default -> true;
        };
    }

    /** Where there is a GPU, OpenCL is chosen by itself, and only there. */
    private static boolean prefersOpenCl() {
        return Backends.providers().stream().anyMatch(p -> p.name().equals("opencl") && p.priority() >= 0);
    }

    @Override
    public Session open(Task task, int threads) {
        var compute = Compute.named(backend, InFork.options(threads));
        version = compute.describe();
        return new Running(compute, task);
    }

    private final class Running implements Session {
        private final Compute compute;
        private final Workload workload;
        private final Runnable call;

        Running(Compute compute, Task task) {
            this.compute = compute;
            workload = task.problem().on(compute);
            if (planned) {
                Plan plan = compute.record(workload::run);
                call = plan::run;
            } else {
                call = workload::run;
            }
        }

        @Override
        public void run() {
            call.run();
            compute.sync();
        }

        @Override
        public float[] result() { return Task.floats(workload.result()); }

        @Override
        public void close() { compute.close(); }
    }
}
