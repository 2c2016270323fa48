package dev.lanewise.compute;

/**
 * A copy of a matrix in the order that its backend's product reads fastest. It is made once by {@link Scope#pack},
 * used by any number of products and refreshed by {@link GemmOperations#repack} after its source has changed. Between a
 * change of the source and the refresh a product may see either state.
 */
public abstract non-sealed class PackedMatrix implements GemmOperand {
    /** Which factor of the product the matrix will be. */
    public enum Role {
        /** The factor A of {@code A * B}. */
        LEFT,
        /** The factor B of {@code A * B}. */
        RIGHT
    }

    private final View source;
    private final Role role;
    private final Buffer buffer;

    /**
     * For backends: a matrix that stands for itself.
     *
     * @param source the matrix that was packed
     * @param role the factor it stands for
     */
    protected PackedMatrix(View source, Role role) { this(source, role, source.buffer()); }

    /**
     * For backends.
     *
     * @param source the matrix that was packed
     * @param role the factor it stands for
     * @param buffer memory of the copy
     */
    protected PackedMatrix(View source, Role role, Buffer buffer) {
        this.source = source;
        this.role = role;
        this.buffer = buffer;
    }

    /** Returns the matrix this is a copy of. */
    @Override
    public final View source() { return source; }

    /** Returns the memory of the copy; that of the source where the backend makes none. */
    public final Buffer buffer() {
        return buffer;
    }

    /** Returns the factor this matrix may stand for. */
    public final Role role() { return role; }

    @Override
    public final long rows() { return source.rows(); }

    @Override
    public final long cols() { return source.cols(); }
}
