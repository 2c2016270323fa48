package dev.lanewise.compute;

import dev.lanewise.compute.spi.Backends;

/**
 * A backend: memory, transfers and every operation that training a network needs, in one element type.
 *
 * <ul>
 * <li><b>Results</b> go into an argument called {@code out} or named for what it is; no operation allocates.
 * <li><b>Order</b>: operations run in the order of their calls and may return before they are done. Only downloads and
 * {@link #sync} wait.
 * <li><b>Errors</b>: an argument that does not fit throws {@link IllegalArgumentException} before anything runs,
 * naming the operand, what it got and what it needs. A closed buffer, or one of another compute, throws {@link
 * IllegalStateException}. A fault of the device throws {@link ComputeException}, at the latest at the next wait;
 * {@linkplain ComputeOptions#debug() debug mode} waits after each operation.
 * <li><b>Threads</b>: one compute is used by one thread at a time; a call that comes while another thread's call runs,
 * on the compute, its scopes or its plans, throws {@link IllegalStateException} naming both threads, and disturbs
 * nothing. Threads may take turns: what one has called is done, as far as the next can see. It is parallel inside;
 * results do not depend on the number of threads. Several computes may work at once.
 * <li><b>Closing</b>: a compute is itself the outermost {@link Scope}; closing it closes its scopes, buffers and plans,
 * and every later call throws {@link IllegalStateException}, but another {@code close} does nothing. While another
 * thread's call runs, or from within a recording or host access, closing throws {@link IllegalStateException}, and the
 * compute stays open.
 * <li><b>Dropping</b>: a compute that can no longer be reached, with its views, scopes and plans, is freed after a
 * collection, with a warning (logger {@code dev.lanewise.compute}) that says where it was opened. When that happens
 * nobody knows: memory outside the Java heap brings no collection about. So close it.
 * </ul>
 */
public interface Compute
        extends
            Scope,
            TransferOperations,
            ElementwiseOperations,
            ReductionOperations,
            GemmOperations,
            TrainingOperations,
            OptimizerOperations {
    /** Returns the element type of all views: FLOAT32 or FLOAT64. */
    ElementType elementType();

    /**
     * Returns the backend's name as used by {@link #named}: {@code loops}, {@code simd}, {@code opencl}, {@code
     * float64}.
     */
    String name();

    /** Returns one line that says what runs here: device, vector width, threads. */
    String describe();

    /** Returns how this compute was opened: another one of its kind is {@code named(name(), options())}. */
    ComputeOptions options();

    /** Waits until everything submitted is done. Not recordable. */
    void sync();

    /**
     * Records the operations that {@code body} calls on this compute, without running them. Allocating inside is
     * allowed; transfers to and from the host are not. Other threads are kept out until {@code body} returns.
     *
     * @throws IllegalStateException if a recording is under way already, or at an operation that is not recordable
     */
    Plan record(Runnable body);

    /** Opens the best usable backend with default options; see {@link #best(ComputeOptions)}. */
    static Compute best() {
        return best(ComputeOptions.DEFAULT);
    }

    /**
     * Opens the backend that {@code -Dlanewise.backend=NAME} or the environment's {@code LANEWISE_BACKEND} forces,
     * otherwise the usable one of highest priority; not a GPU where little work is announced
     * ({@link ComputeOptions#work}) and no device is named. Then one line is logged: which one, and why not each of the
     * others that would come before it or is missing on the path. It is a warning where only plain loops are left.
     *
     * @throws ComputeException if the forced backend is unusable or does not exist, with the reason and the remedy
     */
    static Compute best(ComputeOptions options) { return Backends.best(options); }

    /** Opens a backend by name with default options. */
    static Compute named(String name) {
        return named(name, ComputeOptions.DEFAULT);
    }

    /**
     * Opens a backend by name.
     *
     * @throws IllegalArgumentException if there is no backend of that name, listing those there are
     * @throws ComputeException if it is unusable or its artifact is missing, with the reason and the remedy
     */
    static Compute named(String name, ComputeOptions options) { return Backends.named(name, options); }
}
