package dev.lanewise.compute.spi;

import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The checks at the border, made once so that all backends fail alike. Each message names the operand, what it got
 * and what it needs.
 */
final class Checks {
    private final ComputeBase compute;

    Checks(ComputeBase compute) { this.compute = compute; }

    /** Anything that may not be left out. */
    void given(String operand, Object x) {
        Objects.requireNonNull(x, operand);
    }

    /** Any view that may be read. */
    void input(String operand, View x) {
        given(operand, x);
        compute.use(operand, x.buffer());
        if (x.buffer().type() != compute.elementType())
            throw new IllegalArgumentException(
                    operand + ": holds " + x.buffer().type() + ", needs " + compute.elementType());
    }

    /** Any view that may be written. */
    void output(String operand, View out) {
        input(operand, out);
        if (out.isBroadcast())
            throw new IllegalArgumentException(
                    operand + ": is a broadcast (repeats an element), needs a writable view");
    }

    void input(String operand, Indices x) {
        given(operand, x);
        compute.use(operand, x.buffer());
    }

    /** A number that is read while {@code out} is written, so it may not stand in it. */
    void scalar(String operand, Scalar x, String outName, View out) {
        given(operand, x);
        if (x.view() != null) {
            input(operand, x.view());
            apart(outName, out, operand, x.view());
        }
    }

    /** A matrix to be read; of any number of rows or columns where -1 is given. */
    void matrix(String operand, View x, long rows, long cols) {
        input(operand, x);
        if (x.rank() != 2 || rows >= 0 && x.rows() != rows || cols >= 0 && x.cols() != cols)
            throw new IllegalArgumentException(operand + ": has shape " + x.shapeText() + ", needs "
                    + (rows < 0 ? "m" : rows) + "x" + (cols < 0 ? "n" : cols));
    }

    /** A matrix to be written. */
    void outMatrix(String operand, View out, long rows, long cols) {
        output(operand, out);
        matrix(operand, out, rows, cols);
    }

    /** A place for one number. */
    void outScalar(String operand, View out) {
        output(operand, out);
        if (out.elements() != 1)
            throw new IllegalArgumentException(operand + ": has shape " + out.shapeText() + ", needs one element");
    }

    void length(String operand, Indices x, long length) {
        input(operand, x);
        if (x.length() != length)
            throw new IllegalArgumentException(operand + ": has length " + x.length() + ", needs " + length);
    }

    /** A dense vector over the flat parameter layout. */
    void flat(String operand, View x, long length) {
        output(operand, x);
        if (!x.isContiguous() || x.elements() != length)
            throw new IllegalArgumentException(
                    operand + ": has shape " + x.shapeText() + ", needs " + length + " contiguous elements");
    }

    void sameShape(String operand, View x, String reference, View out) {
        for (int d = 0; d < View.MAX_RANK; d++)
            if (x.size4(d) != out.size4(d))
                throw new IllegalArgumentException(operand + ": has shape " + x.shapeText() + ", needs "
                        + out.shapeText() + " like " + reference);
    }

    /** The operands of an elementwise operation: one shape, in place or apart. */
    void elementwise(String operand, View x, String outName, View out) {
        input(operand, x);
        sameShape(operand, x, outName, out);
        inPlaceOrApart(outName, out, operand, x);
    }

    void inPlaceOrApart(String outName, View out, String operand, View x) {
        if (!out.sameAs(x))
            apart(outName, out, operand, x);
    }

    void apart(String outName, View out, String operand, View x) {
        if (x != null && out.overlaps(x))
            throw new IllegalArgumentException(outName + ": overlaps " + operand + ", needs memory of its own");
    }

    /** A factor of a product. */
    void factor(String operand, GemmOperand x, PackedMatrix.Role role, long rows, long cols) {
        given(operand, x);
        switch (x) {
            case View view -> matrix(operand, view, rows, cols);
            case PackedMatrix packed -> {
                matrix(operand, packed.source(), rows, cols);
                if (packed.role() != role)
                    throw new IllegalArgumentException(
                            operand + ": is packed for the " + packed.role() + " factor, needs " + role);
            }
        }
    }

    /** Host memory that holds exactly the elements of a view. */
    void hostMemory(String operand, MemorySegment memory, ElementType type, View x) {
        if (type == ElementType.INT32)
            throw new IllegalArgumentException(operand + ": holds INT32, needs FLOAT32 or FLOAT64");
        if (memory.byteSize() % type.bytes() != 0)
            throw new IllegalArgumentException(
                    operand + ": has " + memory.byteSize() + " bytes, needs a whole number of " + type);
        long got = memory.byteSize() / type.bytes();
        if (got != x.elements())
            throw new IllegalArgumentException(operand + ": has " + got + " elements, needs " + x.elements()
                    + " for shape " + x.shapeText());
    }
}
