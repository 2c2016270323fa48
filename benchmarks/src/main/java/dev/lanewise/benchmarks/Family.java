package dev.lanewise.benchmarks;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.testkit.Workload;
import dev.lanewise.compute.testkit.Workloads;

import org.openjdk.jmh.infra.BenchmarkParams;

/** The families of benchmarks, by the names of the command line. */
public enum Family {
    /** Products of matrices. */
    MATMUL("matmul", MatmulBenchmark.class),
    /** Activation functions. */
    ACTIVATIONS("activations", ActivationBenchmark.class),
    /** Batch normalisation. */
    BATCHNORM("batchnorm", BatchNormBenchmark.class),
    /** Whole training steps. */
    TRAIN("train", TrainingBenchmark.class);

    private final String label;
    private final Class<?> benchmark;

    Family(String label, Class<?> benchmark) {
        this.label = label;
        this.benchmark = benchmark;
    }

    /** Returns the name on the command line. */
    public String label() { return label; }

    /** Returns what JMH's include pattern must match. */
    String pattern() {
        return benchmark.getName().replace(".", "\\.") + "\\.";
    }

    /** Returns the figures of a run, with the work that the operation's declaration counts. */
    Measurement measurement(BenchmarkParams run, double median, double low, double high) {
        String backend = run.getParam("backend");
        if (this == TRAIN)
            return new Measurement("trainingStep", "784-512-256-10, batch " + TrainingBenchmark.BATCH, backend, median,
                    low, high, TrainingBenchmark.flops(), TrainingBenchmark.bytes());
        try (var compute = Compute.named("loops"); var workload = workload(run, compute)) {
            return new Measurement(workload.operation(), workload.size(), backend, median, low, high, workload.flops(),
                    workload.bytes());
        }
    }

    private Workload workload(BenchmarkParams run, Compute compute) {
        return switch (this) {
            case MATMUL -> {
                int size = Integer.parseInt(run.getParam("size"));
                yield Workloads.gemm(compute, size, size, size, OperationState.SEED);
            }
            case ACTIVATIONS -> Workloads.of(run.getParam("operation"), compute, 512, 512, OperationState.SEED);
            case BATCHNORM -> Workloads.of(run.getParam("operation"), compute, 128, 512, OperationState.SEED);
            case TRAIN -> throw new IllegalStateException("a training step is no single operation");
        };
    }
}
