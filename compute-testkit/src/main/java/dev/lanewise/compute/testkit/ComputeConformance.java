package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The tests that every backend must pass, by one subclass. Each operation is compared with a reference in double
 * precision, over sizes, layouts and random inputs whose seed ({@code -Dlanewise.seed}) stands in the message of each
 * failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ComputeConformance
        implements
            GemmConformance,
            ElementwiseConformance,
            ReductionConformance,
            TrainingConformance,
            OptimizerConformance,
            TransferConformance,
            SemanticsConformance,
            TrainingSemanticsConformance,
            MagnitudeConformance,
            PlanConformance,
            MisuseConformance,
            OwnershipConformance,
            MemoryConformance,
            BoundsConformance,
            ThreadsConformance,
            DroppedConformance,
            DeterminismConformance {
    private Compute compute;

    /** Opens the backend under test. */
    protected abstract Compute open(ComputeOptions options);

    @BeforeAll
    final void openCompute() { compute = open(ComputeOptions.DEFAULT); }

    @AfterAll
    final void closeCompute() {
        if (compute != null)
            compute.close();
    }

    @Override
    public final Compute compute() { return compute; }

    @Override
    public final Compute another(ComputeOptions options) { return open(options); }
}
