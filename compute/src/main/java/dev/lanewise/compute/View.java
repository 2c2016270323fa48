package dev.lanewise.compute;

import java.util.Arrays;

/**
 * A strided window on a {@link Buffer} of real numbers, rank 1 to 4. Element {@code (i0, .., i3)} is at index
 * {@code offset + i0*stride(0) + .. + i3*stride(3)} of the buffer; sizes and strides count elements.
 *
 * <p>Views are immutable and cost no copy. A stride of 0 repeats one element along its dimension (a broadcast); such a
 * view may be read, never written. Operations on matrices require rank 2; rows come first.
 */
public final class View implements GemmOperand {
    /** The largest rank. */
    public static final int MAX_RANK = 4;

    private final Buffer buffer;
    private final long offset;
    private final long[] sizes;
    private final long[] strides;

    /** What every operation asks of its operands, so that a product of small matrices does not work it out again. */
    private final long elements;
    private final long lastIndex;
    private final boolean contiguous;
    private final boolean broadcast;

    /** Arithmetic that would leave 64 bits throws, so no view can wrap around to memory that is not its own. */
    private View(Buffer buffer, long offset, long[] sizes, long[] strides) {
        this.buffer = buffer;
        this.offset = offset;
        this.sizes = sizes;
        this.strides = strides;
        elements = product(sizes);
        // Of no elements none is anywhere, and strides may be anything.
        lastIndex = elements == 0 ? offset : lastIndex(offset, sizes, strides);
        contiguous = elements == 0 || isDense(sizes, strides);
        broadcast = elements > 0 && repeats(sizes, strides);
    }

    /**
     * Returns the dense row-major view of a buffer, from its first element on.
     *
     * @param buffer what to look at
     * @param sizes one to four sizes whose product is at most the buffer's length
     * @throws IllegalArgumentException if the sizes do not fit
     */
    public static View of(Buffer buffer, long... sizes) {
        var view = new View(buffer, 0, checkedSizes(sizes), rowMajorStrides(sizes));
        if (view.elements() > buffer.length())
            throw new IllegalArgumentException(
                    "view: shape " + view.shapeText() + " needs " + view.elements() + " elements, the buffer has "
                            + buffer.length());
        return view;
    }

    /** Returns this view. */
    @Override
    public View source() { return this; }

    /** Returns the memory that this view looks at. */
    public Buffer buffer() { return buffer; }

    /** Returns the buffer index of the first element. */
    public long offset() { return offset; }

    /** Returns the number of dimensions, 1 to 4. */
    public int rank() { return sizes.length; }

    /** Returns the number of elements along dimension {@code dim}, counted from 0. */
    public long size(int dim) {
        return sizes[dim];
    }

    /** Returns the distance in elements between neighbours along dimension {@code dim}. */
    public long stride(int dim) {
        return strides[dim];
    }

    /** Returns the size of dimension {@code dim} of 4, after dimensions of size 1 were put in front up to rank 4. */
    public long size4(int dim) {
        int d = dim - (MAX_RANK - sizes.length);
        return d < 0 ? 1 : sizes[d];
    }

    /** Returns the stride that belongs to {@link #size4}; 0 for a dimension that was put in front. */
    public long stride4(int dim) {
        int d = dim - (MAX_RANK - sizes.length);
        return d < 0 ? 0 : strides[d];
    }

    /** Returns the size of the last dimension but one, 1 for a vector. */
    @Override
    public long rows() { return size4(2); }

    /** Returns the size of the last dimension. */
    @Override
    public long cols() { return size4(3); }

    /** Returns the distance in elements between neighbouring rows. */
    public long rowStride() { return stride4(2); }

    /** Returns the distance in elements between neighbouring columns. */
    public long colStride() { return stride4(3); }

    /** Returns the number of elements, repeated ones included. */
    public long elements() { return elements; }

    /** Returns the buffer index of element {@code (i, j)} of a matrix. */
    public long at(long i, long j) {
        return offset + i * rowStride() + j * colStride();
    }

    /**
     * Returns the buffer index of the first element of row {@code (i0, i1, i2)}, counted in the dimensions of {@link
     * #size4}.
     */
    public long rowAt(long i0, long i1, long i2) {
        return offset + i0 * stride4(0) + i1 * stride4(1) + i2 * stride4(2);
    }

    /**
     * Returns whether the elements lie one after another in row-major order, without gaps or repeats; so do no
     * elements at all.
     */
    public boolean isContiguous() { return contiguous; }

    /**
     * Returns whether some element stands at several places of the view; such a view cannot be written. Exact for
     * whatever slices, transposes and broadcasts make; for other layouts the answer may be a cautious yes.
     */
    public boolean isBroadcast() { return broadcast; }

    /** Returns the matrix with rows and columns exchanged (the last two dimensions at rank 3 and 4). */
    public View transposed() {
        if (sizes.length < 2)
            throw new IllegalArgumentException("view: transposed() needs rank 2 or more, got shape " + shapeText());
        var newSizes = sizes.clone();
        var newStrides = strides.clone();
        int last = sizes.length - 1;
        newSizes[last] = sizes[last - 1];
        newSizes[last - 1] = sizes[last];
        newStrides[last] = strides[last - 1];
        newStrides[last - 1] = strides[last];
        return new View(buffer, offset, newSizes, newStrides);
    }

    /**
     * Returns the part {@code from .. from+count-1} of dimension {@code dim}.
     *
     * @throws IllegalArgumentException if the part is not inside the view
     */
    public View slice(int dim, long from, long count) {
        if (dim < 0 || dim >= sizes.length || from < 0 || count < 0 || from > sizes[dim] - count)
            throw new IllegalArgumentException("view: slice of dimension " + dim + " from " + from + ", " + count
                    + " long, is outside shape " + shapeText());
        var newSizes = sizes.clone();
        newSizes[dim] = count;
        // What has no elements begins where this view does: its own place may be behind the buffer.
        boolean empty = elements == 0 || count == 0;
        return new View(buffer, empty ? offset : offset + from * strides[dim], newSizes, strides);
    }

    /** Returns {@code count} rows from row {@code from} on. */
    public View rows(long from, long count) {
        return slice(sizes.length - 2, from, count);
    }

    /** Returns {@code count} columns from column {@code from} on. */
    public View cols(long from, long count) {
        return slice(sizes.length - 1, from, count);
    }

    /**
     * Returns this view repeated to a larger shape: dimensions are aligned at the right, a dimension of size 1 and a
     * missing one are repeated (NumPy's rule).
     *
     * @throws IllegalArgumentException if a dimension is neither equal nor 1
     */
    public View broadcast(long... shape) {
        var newSizes = checkedSizes(shape);
        var newStrides = new long[shape.length];
        int lead = shape.length - sizes.length;
        if (lead < 0)
            throw new IllegalArgumentException("view: shape " + shapeText() + " cannot be repeated to lower rank "
                    + Arrays.toString(shape));
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] == shape[lead + d])
                newStrides[lead + d] = strides[d];
            else if (sizes[d] != 1)
                throw new IllegalArgumentException("view: shape " + shapeText() + " cannot be repeated to "
                        + Arrays.toString(shape) + ": dimension " + d + " is neither equal nor 1");
        }
        return new View(buffer, offset, newSizes, newStrides);
    }

    /**
     * Returns the same elements under another shape.
     *
     * @throws IllegalArgumentException if the view is not contiguous or the number of elements differs
     */
    public View reshape(long... shape) {
        var result = new View(buffer, offset, checkedSizes(shape), rowMajorStrides(shape));
        if (!isContiguous() || result.elements() != elements())
            throw new IllegalArgumentException("view: shape " + shapeText()
                    + (isContiguous() ? "" : " with gaps") + " cannot be reshaped to " + Arrays.toString(shape));
        return result;
    }

    /**
     * Returns a view with these strides on the same buffer, for layouts that slices and transposes cannot reach.
     *
     * @throws IllegalArgumentException if the lengths differ, a stride is negative or an element is outside the buffer
     */
    public View withLayout(long newOffset, long[] newSizes, long[] newStrides) {
        var sizesThen = checkedSizes(newSizes);
        if (!fits(newOffset, sizesThen, newStrides))
            throw new IllegalArgumentException("view: offset " + newOffset + ", shape " + Arrays.toString(newSizes)
                    + ", strides " + Arrays.toString(newStrides) + " do not fit a buffer of " + buffer.length());
        return new View(buffer, newOffset, sizesThen, newStrides.clone());
    }

    private boolean fits(long newOffset, long[] newSizes, long[] newStrides) {
        if (newSizes.length != newStrides.length || newOffset < 0 || newOffset > buffer.length()
                || Arrays.stream(newStrides).anyMatch(stride -> stride < 0))
            return false;
        try {
            return product(newSizes) == 0 || lastIndex(newOffset, newSizes, newStrides) < buffer.length();
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** Returns whether both views look at exactly the same elements in the same order. */
    public boolean sameAs(View other) {
        if (buffer != other.buffer || offset != other.offset)
            return false;
        for (int d = 0; d < MAX_RANK; d++)
            if (size4(d) != other.size4(d) || size4(d) > 1 && stride4(d) != other.stride4(d))
                return false;
        return true;
    }

    /**
     * Returns whether the views share memory. Exact for blocks of rows and columns of one matrix; for other pairs of
     * strided views the answer may be a cautious yes.
     */
    public boolean overlaps(View other) {
        if (buffer != other.buffer || elements == 0 || other.elements == 0)
            return false;
        if (lastIndex < other.offset || other.lastIndex < offset)
            return false;
        long pitch = rowStride();
        if (rank() != 2 || other.rank() != 2 || other.rowStride() != pitch || colStride() != 1
                || other.colStride() != 1 || pitch < cols() || pitch < other.cols())
            return true;
        // Both are column ranges of rows of one pitch: compare the ranges, which may wrap round the row's end.
        long distance = Math.floorMod(other.offset - offset, pitch);
        return distance < cols() || distance + other.cols() > pitch;
    }

    /** Returns the sizes as text, such as {@code 128x64}. */
    public String shapeText() {
        var text = new StringBuilder();
        for (long size : sizes)
            text.append(text.isEmpty() ? "" : "x").append(size);
        return text.toString();
    }

    @Override
    public String toString() {
        return "View[" + shapeText() + ", offset " + offset + ", strides " + Arrays.toString(strides) + "]";
    }

    private static long product(long[] sizes) {
        long n = 1;
        for (long size : sizes)
            n = Math.multiplyExact(n, size);
        return n;
    }

    private static long lastIndex(long offset, long[] sizes, long[] strides) {
        long last = offset;
        for (int d = 0; d < sizes.length; d++)
            last = Math.addExact(last, Math.multiplyExact(sizes[d] - 1, strides[d]));
        return last;
    }

    private static boolean isDense(long[] sizes, long[] strides) {
        long expected = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (sizes[d] != 1 && strides[d] != expected)
                return false;
            expected *= sizes[d];
        }
        return true;
    }

    private static boolean repeats(long[] sizes, long[] strides) {
        for (int d = 0; d < sizes.length; d++) {
            // How far the dimensions with smaller steps reach: a step that is no longer lands among their elements.
            long reach = 0;
            for (int e = 0; e < sizes.length; e++)
                if (sizes[e] > 1 && (strides[e] < strides[d] || strides[e] == strides[d] && e > d))
                    reach += (sizes[e] - 1) * strides[e];
            if (sizes[d] > 1 && strides[d] <= reach)
                return true;
        }
        return false;
    }

    private static long[] checkedSizes(long[] sizes) {
        if (sizes.length < 1 || sizes.length > MAX_RANK)
            throw new IllegalArgumentException("view: rank must be 1 to 4, got " + Arrays.toString(sizes));
        long elements = 1;
        for (long size : sizes) {
            if (size < 0)
                throw new IllegalArgumentException("view: sizes must not be negative, got " + Arrays.toString(sizes));
            try {
                elements = Math.multiplyExact(elements, Math.max(size, 1));
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("view: too many elements: " + Arrays.toString(sizes), e);
            }
        }
        return sizes.clone();
    }

    private static long[] rowMajorStrides(long[] sizes) {
        var strides = new long[sizes.length];
        long stride = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(sizes[d], 1);
        }
        return strides;
    }
}
