package dev.lanewise.compute.spi;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.Objects;

/**
 * The part of every backend that is not arithmetic: who may come in, memory with its limit, scopes, recording, debug
 * mode.
 */
abstract class ComputeBase implements Compute {
    private final String name;
    private final ElementType type;
    private final ComputeOptions options;
    private final Guard guard = new Guard(this);
    private final MemoryScope root = new MemoryScope(this, null);
    private final Resources resources;
    private RecordedPlan recording;
    private long allocatedBytes;

    ComputeBase(String name, ElementType type, ComputeOptions options) {
        this.name = name;
        this.type = type;
        this.options = options;
        resources = new Resources(this);
    }

    /**
     * Allocates zeroed memory.
     *
     * @throws ComputeException if the device has not enough
     */
    protected abstract Buffer doAllocate(ElementType elementType, long elements);

    /** Closes a buffer of this compute and gives its memory back; work already submitted must still find it. */
    protected abstract void doFree(Buffer buffer);

    /** Returns how many bytes the device can hold; the options' limit may be lower. */
    protected abstract long deviceMemory();

    /** Packs a matrix into memory of {@code scope}. */
    protected abstract PackedMatrix doPack(Scope scope, View matrix, PackedMatrix.Role role);

    /** Waits until everything submitted is done. */
    protected abstract void doSync();

    /**
     * Prepares a checked operation for replay. A backend that can resolve more than the checks (launch arguments, say)
     * overrides this.
     */
    protected PlanStep capture(Runnable operation) { return operation::run; }

    /** Returns what is freed when the compute is closed or dropped. */
    protected final Resources resources() {
        return resources;
    }

    @Override
    public final ComputeOptions options() { return options; }

    @Override
    public final String name() { return name; }

    @Override
    public final ElementType elementType() { return type; }

    @Override
    public final View allocate(long... sizes) { return root.allocate(sizes); }

    @Override
    public final Indices allocateIndices(long length) { return root.allocateIndices(length); }

    @Override
    public final PackedMatrix pack(View matrix, PackedMatrix.Role role) { return root.pack(matrix, role); }

    @Override
    public final Scope newScope() { return root.newScope(); }

    @Override
    public final void sync() {
        try (var _ = enter("sync")) {
            requireUnrecorded("sync");
            doSync();
        }
    }

    @Override
    public final Plan record(Runnable body) {
        try (var _ = enter("record")) {
            requireUnrecorded("record");
            var plan = new RecordedPlan(this);
            recording = plan;
            try {
                body.run();
            } catch (RuntimeException | Error e) {
                plan.seal().free();
                throw e;
            } finally {
                recording = null;
            }
            return plan.seal();
        }
    }

    @Override
    public final void close() {
        if (guard.isClosed())
            return;
        try (var _ = enter("close")) {
            guard.shut();
            try {
                root.free();
            } finally {
                resources.close();
            }
        }
    }

    /**
     * Begins a call that no other thread may disturb; to be closed at its end.
     *
     * @throws IllegalStateException if another thread is in a call, or the compute is closed
     */
    final Guard enter(String operation) {
        return guard.enter(operation);
    }

    final boolean isClosed() { return guard.isClosed(); }

    /** Returns whether operations are being recorded rather than run. */
    final boolean isRecording() {
        return recording != null;
    }

    /** Records an operation; {@code check}, if any, is repeated before every run of it. */
    final void addStep(String operation, Runnable check, Runnable body) {
        var step = capture(body);
        recording.add(operation, check == null ? step : new CheckedStep(check, step));
    }

    /** Debug mode: waits, so that a late fault names the operation it belongs to. */
    final void done(String operation) {
        if (!options.debug())
            return;
        try {
            doSync();
        } catch (ComputeException e) {
            throw new ComputeException(operation + ": " + e.getMessage(), e);
        }
    }

    /**
     * Called for every buffer that an operation touches: checks it and, while recording, makes the plan remember it.
     */
    final void use(String operand, Buffer buffer) {
        if (buffer.owner() != this)
            throw new IllegalStateException(operand + ": belongs to another compute (" + buffer.owner().name()
                    + "), this one is " + name);
        if (!buffer.isOpen())
            throw new IllegalStateException(operand + ": its buffer is closed");
        if (recording != null)
            recording.use(buffer);
    }

    final void requireUnrecorded(String operation) {
        if (recording != null)
            throw new IllegalStateException(operation + ": cannot be recorded in a plan");
    }

    final Buffer newBuffer(ElementType elementType, long elements) {
        long limit = options.memoryLimit() > 0 ? Math.min(options.memoryLimit(), deviceMemory()) : deviceMemory();
        long bytes = elementType.bytes(elements);
        if (bytes > limit - allocatedBytes)
            throw new ComputeException(name + ": not enough memory: " + mebibytes(bytes) + " asked for, "
                    + mebibytes(allocatedBytes) + " of " + mebibytes(limit) + " in use");
        var buffer = doAllocate(elementType, elements);
        allocatedBytes += bytes;
        return buffer;
    }

    final void free(Buffer buffer) {
        doFree(buffer);
        allocatedBytes -= buffer.type().bytes(buffer.length());
    }

    final PackedMatrix packInto(MemoryScope scope, View matrix, PackedMatrix.Role role) {
        requireUnrecorded("pack");
        Objects.requireNonNull(matrix, "matrix");
        Objects.requireNonNull(role, "role");
        use("matrix", matrix.buffer());
        if (matrix.rank() != 2)
            throw new IllegalArgumentException("matrix: needs rank 2, got shape " + matrix.shapeText());
        return doPack(scope, matrix, role);
    }

    private record CheckedStep(Runnable check, PlanStep step) implements PlanStep {
        @Override
        public void run() {
            check.run();
            step.run();
        }

        @Override
        public int launches() { return step.launches(); }

        @Override
        public void close() { step.close(); }
    }

    private static String mebibytes(long bytes) { return Math.ceilDiv(bytes, 1L << 20) + " MiB"; }
}
