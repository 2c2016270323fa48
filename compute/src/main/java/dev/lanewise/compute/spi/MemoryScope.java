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
        requireOpen();
        return View.of(add(compute.elementType(), elements(sizes)), sizes);
    }

    @Override
    public Indices allocateIndices(long length) {
        requireOpen();
        if (length < 0)
            throw new IllegalArgumentException("length: must not be negative, got " + length);
        return new Indices(add(ElementType.INT32, length), 0, length);
    }

    @Override
    public PackedMatrix pack(View matrix, PackedMatrix.Role role) {
        requireOpen();
        return compute.packInto(this, matrix, role);
    }

    @Override
    public Scope newScope() {
        requireOpen();
        var scope = new MemoryScope(compute, this);
        inner.add(scope);
        return scope;
    }

    @Override
    public void close() {
        if (!open)
            return;
        open = false;
        for (var scope : List.copyOf(inner))
            scope.close();
        for (var buffer : buffers) {
            buffer.close();
            compute.freed(buffer);
        }
        buffers.clear();
        if (parent != null)
            parent.inner.remove(this);
    }

    private Buffer add(ElementType type, long elements) {
        var buffer = compute.newBuffer(type, elements);
        buffers.add(buffer);
        return buffer;
    }

    /** Returns the product of the sizes; more than a long holds counts as the largest, which no device has. */
    private static long elements(long[] sizes) {
        if (Arrays.stream(sizes).anyMatch(size -> size < 0))
            throw new IllegalArgumentException("sizes: must not be negative, got " + Arrays.toString(sizes));
        try {
            return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
        } catch (ArithmeticException e) {
            return Arrays.stream(sizes).anyMatch(size -> size == 0) ? 0 : Long.MAX_VALUE;
        }
    }

    private void requireOpen() {
        if (!open)
            throw new IllegalStateException("scope: is closed");
    }
}
