package dev.lanewise.compute.spi;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scope of every backend: a list of buffers and inner scopes. */
final class MemoryScope implements Scope {
    private final ComputeBase compute;
    private final MemoryScope parent;
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<MemoryScope> inner = new ArrayList<>();
    private boolean open = true;

    MemoryScope(ComputeBase compute, MemoryScope parent) {
        this.compute = compute;
        this.parent = parent;
    }

    @Override
    public View allocate(long... sizes) {
        try (var _ = enter("allocate")) {
            return View.of(add(compute.elementType(), elements(sizes)), sizes);
        }
    }

    @Override
    public Indices allocateIndices(long length) {
        try (var _ = enter("allocateIndices")) {
            if (length < 0)
                throw new IllegalArgumentException("length: must not be negative, got " + length);
            return new Indices(add(ElementType.INT32, length), 0, length);
        }
    }

    @Override
    public PackedMatrix pack(View matrix, PackedMatrix.Role role) {
        try (var _ = enter("pack")) {
            return compute.packInto(this, matrix, role);
        }
    }

    @Override
    public Scope newScope() {
        try (var _ = enter("newScope")) {
            var scope = new MemoryScope(compute, this);
            inner.add(scope);
            return scope;
        }
    }

    @Override
    public void close() {
        if (open && !compute.isClosed())
            try (var _ = compute.enter("close")) {
                free();
            }
    }

    /** Frees what was allocated here and in inner scopes. The second call does nothing. */
    void free() {
        if (!open)
            return;
        open = false;
        List.copyOf(inner).forEach(MemoryScope::free);
        buffers.forEach(compute::free);
        buffers.clear();
        if (parent != null)
            parent.inner.remove(this);
    }

    private Buffer add(ElementType type, long elements) {
        var buffer = compute.newBuffer(type, elements);
        buffers.add(buffer);
        return buffer;
    }

    /**
     * Returns the product of the sizes, which a view takes without fail; more than a long holds counts as the largest,
     * which no device has.
     */
    private static long elements(long[] sizes) {
        if (sizes.length < 1 || sizes.length > View.MAX_RANK)
            throw new IllegalArgumentException(
                    "sizes: needs one to " + View.MAX_RANK + ", got " + Arrays.toString(sizes));
        if (Arrays.stream(sizes).anyMatch(size -> size < 0))
            throw new IllegalArgumentException("sizes: must not be negative, got " + Arrays.toString(sizes));
        boolean empty = Arrays.stream(sizes).anyMatch(size -> size == 0);
        try {
            // As views count: a size of 0 does not make the others harmless.
            long elements = Arrays.stream(sizes).map(size -> Math.max(size, 1)).reduce(1, Math::multiplyExact);
            return empty ? 0 : elements;
        } catch (ArithmeticException e) {
            if (empty)
                throw new IllegalArgumentException("sizes: are too many elements, got " + Arrays.toString(sizes), e);
            return Long.MAX_VALUE;
        }
    }

    private Guard enter(String operation) {
        var inside = compute.enter(operation);
        if (open)
            return inside;
        inside.close();
        throw new IllegalStateException("scope: is closed");
    }
}
