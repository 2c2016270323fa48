package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.BitSet;

/**
 * A view under test inside a larger buffer. Everything around it, the gaps between its rows included, holds one NaN
 * with a marked payload: whoever reads it spoils his result, whoever writes it is found.
 */
final class Operand {
    private final Compute compute;
    private final String name;
    private final boolean readOnly;
    private final View whole;
    private final View view;
    private final Image before;
    private final BitSet inside;

    /** Uploads {@code values}, in row-major order. */
    Operand(Compute compute, Scope scope, String name, boolean readOnly, Layout layout, double[] values,
            long... sizes) {
        this.compute = compute;
        this.name = name;
        this.readOnly = readOnly;
        whole = scope.allocate(layout.bufferLength(sizes));
        view = layout.of(whole, sizes);
        before = Image.marked(compute.elementType(), length());
        inside = new BitSet(length());
        int step = step();
        forEachRow((at, cols, first) -> {
            for (int j = 0; j < cols; j++)
                before.set(first + j * step, values[at + j]);
            if (step == 1)
                inside.set(first, first + cols);
            else
                for (int j = 0; j < cols; j++)
                    inside.set(first + j * step);
        });
        compute.upload(before.segment(), compute.elementType(), whole);
    }

    View view() { return view; }

    /** Downloads the values of the view, in row-major order. */
    double[] values() {
        var now = download();
        var values = new double[Math.toIntExact(view.elements())];
        int step = step();
        forEachRow((at, cols, first) -> {
            for (int j = 0; j < cols; j++)
                values[at + j] = now.get(first + j * step);
        });
        return values;
    }

    /** Fails if anything outside the view has changed, or anything at all in an operand that is only read. */
    void assertUntouched(String what) {
        var now = download();
        int first = before.mismatch(now);
        if (first < 0)
            return;
        for (int e = first; e < length(); e++)
            if ((readOnly || !inside.get(e)) && !before.sameBits(now, e))
                throw new AssertionError(what + ": element " + e + " of the buffer behind " + name + " " + view
                        + " was overwritten with " + now.get(e)
                        + (inside.get(e) ? ", the operand is only read" : ", it is outside the view"));
    }

    private Image download() {
        var image = Image.of(compute.elementType(), length());
        compute.download(whole, image.segment(), compute.elementType());
        return image;
    }

    private int length() { return Math.toIntExact(whole.elements()); }

    private int step() { return Math.toIntExact(view.stride4(3)); }

    private void forEachRow(RowVisitor visitor) {
        int at = 0;
        int cols = Math.toIntExact(view.size4(3));
        for (long i = 0; i < view.size4(0); i++)
            for (long j = 0; j < view.size4(1); j++)
                for (long k = 0; k < view.size4(2); k++) {
                    visitor.visit(at, cols, Math.toIntExact(view.rowAt(i, j, k)));
                    at += cols;
                }
    }

    private interface RowVisitor {
        /**
         * @param at place of the row's first value
         * @param first its index in the buffer
         */
        void visit(int at, int cols, int first);
    }
}
