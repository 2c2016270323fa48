package dev.lanewise.compute.spi;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.Plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The plan of every backend: checked operations as steps, and the buffers that must still be open. */
final class RecordedPlan implements Plan {
    private final ComputeBase compute;
    private final Set<Buffer> used = new LinkedHashSet<>();
    private final List<String> names = new ArrayList<>();
    private final List<PlanStep> recorded = new ArrayList<>();
    private PlanStep[] steps = {};
    private Buffer[] buffers = {};
    private boolean open = true;

    RecordedPlan(ComputeBase compute) { this.compute = compute; }

    void use(Buffer buffer) { used.add(buffer); }

    void add(String operation, PlanStep step) {
        names.add(operation);
        recorded.add(step);
    }

    /** Ends the recording: arrays, so that a run walks them without an iterator. */
    RecordedPlan seal() {
        steps = recorded.toArray(PlanStep[]::new);
        buffers = used.toArray(Buffer[]::new);
        return this;
    }

    @Override
    public void run() {
        try (var _ = compute.enter("plan")) {
            if (!open)
                throw new IllegalStateException("plan: is closed");
            compute.requireUnrecorded("plan");
            for (var buffer : buffers)
                if (!buffer.isOpen())
                    throw new IllegalStateException("plan: a buffer that it uses is closed");
            for (int i = 0; i < steps.length; i++) {
                steps[i].run();
                compute.done(names.get(i));
            }
        }
    }

    @Override
    public int operations() { return recorded.size(); }

    @Override
    public int launches() { return recorded.stream().mapToInt(PlanStep::launches).sum(); }

    @Override
    public void close() {
        if (open && !compute.isClosed())
            try (var _ = compute.enter("plan")) {
                free();
            }
    }

    /** Frees what was prepared for the steps. The second call does nothing. */
    void free() {
        if (open) {
            open = false;
            recorded.forEach(PlanStep::close);
        }
    }
}
