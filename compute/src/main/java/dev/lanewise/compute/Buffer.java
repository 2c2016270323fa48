package dev.lanewise.compute;

/**
 * Memory of one {@link Compute}: allocated by it, closed by the {@link Scope} that asked for it. A buffer holds no
 * shape; that is what {@link View} and {@link Indices} add.
 */
public abstract class Buffer {
    private final Compute owner;
    private final ElementType type;
    private final long length;
    private boolean open = true;

    /**
     * For backends.
     *
     * @param owner the compute that allocates
     * @param type what one element is
     * @param length number of elements
     */
    protected Buffer(Compute owner, ElementType type, long length) {
        this.owner = owner;
        this.type = type;
        this.length = length;
    }

    /** Returns the compute that allocated this buffer; only its operations accept it. */
    public final Compute owner() {
        return owner;
    }

    /** Returns what one element is. */
    public final ElementType type() { return type; }

    /** Returns the number of elements. */
    public final long length() { return length; }

    /** Returns whether the memory is still there. Its scope closes it; every view of it is dead afterwards. */
    public final boolean isOpen() {
        return open;
    }

    /** For backends: the memory is given back. */
    protected final void setClosed() { open = false; }
}
