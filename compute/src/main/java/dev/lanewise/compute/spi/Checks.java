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
        shape(operand, x, rows, cols);
    }

    /** A matrix to be written. */
    void outMatrix(String operand, View out, long rows, long cols) {
        output(operand, out);
        shape(operand, out, rows, cols);
    }

    private static void shape(String operand, View x, long rows, long cols) {
        if (x.rank() != 2 || rows >= 0 && x.rows() != rows || cols >= 0 && x.cols() != cols)
            throw misshapen(operand, x, (rows < 0 ? "m" : rows) + "x" + (cols < 0 ? "n" : cols));
    }

    /** A place for one number. */
    void outScalar(String operand, View out) {
        output(operand, out);
        if (out.elements() != 1)
            throw misshapen(operand, out, "one element");
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
            throw misshapen(operand, x, length + " contiguous elements");
    }

    private static boolean haveSameShape(View x, View y) {
        for (int d = 0; d < View.MAX_RANK; d++)
            if (x.size4(d) != y.size4(d))
                return false;
        return true;
    }

    private static IllegalArgumentException misshapen(String operand, View x, String needs) {
        return new IllegalArgumentException(operand + ": has shape " + x.shapeText() + ", needs " + needs);
    }

    /** Three operands of one shape: blamed is the one that differs from the other two, else the first that differs. */
    void alike(String aName, View a, String bName, View b, String referenceName, View reference) {
        boolean aFits = haveSameShape(a, reference);
        if (aFits && haveSameShape(b, reference))
            return;
        if (haveSameShape(a, b))
            throw misshapen(referenceName, reference, a.shapeText() + " like " + aName + " and " + bName);
        throw misshapen(aFits ? bName : aName, aFits ? b : a, reference.shapeText() + " like " + referenceName);
    }

    /** Two operands and the result of an elementwise operation: one shape, each in place or apart. */
    void elementwise(String aName, View a, String bName, View b, String outName, View out) {
        input(aName, a);
        input(bName, b);
        alike(aName, a, bName, b, outName, out);
        inPlaceOrApart(outName, out, aName, a);
        inPlaceOrApart(outName, out, bName, b);
    }

    /** An operand and the result of an elementwise operation: one shape, in place or apart. */
    void elementwise(String operand, View x, String outName, View out) {
        input(operand, x);
        if (!haveSameShape(x, out))
            throw misshapen(operand, x, out.shapeText() + " like " + outName);
        inPlaceOrApart(outName, out, operand, x);
    }

    void inPlaceOrApart(String outName, View out, String operand, View x) {
        if (!out.sameAs(x))
            apart(outName, out, operand, x);
    }

    /** Views that share no memory; either may be left out. */
    void apart(String outName, View out, String operand, View x) {
        if (out != null && x != null && out.overlaps(x))
            throw new IllegalArgumentException(outName + ": overlaps " + operand + ", needs memory of its own");
    }

    /** A factor of a product. */
    void factor(String operand, GemmOperand x, PackedMatrix.Role role) {
        given(operand, x);
        matrix(operand, x.source(), -1, -1);
        if (!(x instanceof PackedMatrix packed))
            return;
        compute.use(operand, packed.buffer());
        if (packed.role() != role)
            throw new IllegalArgumentException(
                    operand + ": is packed for the " + packed.role() + " factor, needs " + role);
    }

    /** A packed copy to be refreshed. */
    void packed(String operand, PackedMatrix x) {
        given(operand, x);
        input(operand, x.source());
        compute.use(operand, x.buffer());
    }

    /**
     * The shapes of {@code C = A B}. Blamed is what fits neither of the others; of two that do not fit each other C,
     * which follows from the factors, or B.
     */
    void product(View a, View b, View c) {
        boolean rowsFit = a.rows() == c.rows();
        boolean colsFit = b.cols() == c.cols();
        if (a.cols() == b.rows()) {
            if (!rowsFit || !colsFit)
                throw misshapen("c", c, a.rows() + "x" + b.cols() + factors("a", a, "b", b));
        } else if (colsFit && !rowsFit)
            throw misshapen("a", a, c.rows() + "x" + b.rows() + factors("b", b, "c", c));
        else
            throw misshapen("b", b, a.cols() + "x" + (rowsFit ? c.cols() : "n") + factors("a", a, "c", c));
    }

    private static String factors(String xName, View x, String yName, View y) {
        return "; " + xName + " is " + x.shapeText() + ", " + yName + " is " + y.shapeText();
    }

    /** The ranks and batch sizes of a product of batches. */
    void batch(View a, View b, View c) {
        if (a.rank() != c.rank() || b.rank() != c.rank())
            unequal(a.rank(), b.rank(), c.rank(), "rank", a, b, c);
        if (c.rank() < 3)
            throw misshapen("c", c, "rank 3 or 4");
        for (int d = 0; d < 2; d++)
            if (a.size4(d) != c.size4(d) || b.size4(d) != c.size4(d))
                unequal(a.size4(d), b.size4(d), c.size4(d), "a batch of", a, b, c);
    }

    /** Blames the one whose number differs from the other two; of three different ones a. */
    private static void unequal(long ofA, long ofB, long ofC, String what, View a, View b, View c) {
        if (ofA == ofB)
            throw misshapen("c", c, what + " " + ofA + factors("a", a, "b", b));
        if (ofA == ofC)
            throw misshapen("b", b, what + " " + ofA + factors("a", a, "c", c));
        throw misshapen("a", a, what + " " + ofC + factors("b", b, "c", c));
    }

    /** A matrix whose columns are numbered in 32 bits: classes, and the places of largest elements. */
    void numberedColumns(String operand, View x) {
        if (x.cols() > Integer.MAX_VALUE)
            throw misshapen(operand, x, "at most " + Integer.MAX_VALUE + " columns");
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
