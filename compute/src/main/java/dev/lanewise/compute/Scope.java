package dev.lanewise.compute;

/**
 * Owns device memory: what is allocated through a scope lives until the scope is closed. A {@link Compute} is itself
 * the outermost scope. Closing while submitted work still uses the memory is allowed; the memory goes when the work
 * is done.
 *
 * <p>Every method but {@link #close} throws {@link IllegalStateException} after closing and {@link ComputeException}
 * when the memory limit or the device's memory is exceeded. What is refused takes no memory. Threads are as for {@link
 * Compute}.
 */
public interface Scope extends AutoCloseable {
    /**
     * Allocates a dense row-major view full of zeros.
     *
     * @param sizes one to four sizes
     * @throws IllegalArgumentException if there are none or more than four sizes, or one is negative
     */
    View allocate(long... sizes);

    /**
     * Allocates integers, all zero.
     *
     * @throws IllegalArgumentException if the length is negative
     */
    Indices allocateIndices(long length);

    /**
     * Copies a matrix into the order that the backend's product reads fastest.
     *
     * @param matrix rank 2; transposed views are allowed
     * @param role the factor that the copy will be
     * @see GemmOperations#repack
     */
    PackedMatrix pack(View matrix, PackedMatrix.Role role);

    /** Opens a scope inside this one; it is closed with this one at the latest. */
    Scope newScope();

    /** Frees everything that was allocated here and in scopes opened here. The second call does nothing. */
    @Override
    void close();
}
