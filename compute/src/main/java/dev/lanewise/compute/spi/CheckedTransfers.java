package dev.lanewise.compute.spi;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.View;

import java.lang.foreign.MemorySegment;

/**
 * The checked operations that move numbers, and the one door through which every checked operation is run or
 * recorded.
 */
abstract class CheckedTransfers extends PrimitiveOperations {
    final Checks check = new Checks(this);

    CheckedTransfers(String name, ElementType type, ComputeOptions options) { super(name, type, options); }

    /** Runs or records a checked operation. */
    final void submit(String operation, Runnable body) {
        submit(operation, null, body);
    }

    /** Runs or records an operation; {@code check}, if any, runs before every run: it looks at what a plan re-binds. */
    final void submit(String operation, Runnable check, Runnable body) {
        if (isRecording())
            addStep(operation, check, body);
        else {
            if (check != null)
                check.run();
            body.run();
            done(operation);
        }
    }

    @Override
    public final void upload(float[] source, View out) {
        check.given("source", source);
        upload(MemorySegment.ofArray(source), ElementType.FLOAT32, out);
    }

    @Override
    public final void upload(double[] source, View out) {
        check.given("source", source);
        upload(MemorySegment.ofArray(source), ElementType.FLOAT64, out);
    }

    @Override
    public final void upload(MemorySegment source, ElementType type, View out) {
        try (var _ = enter("upload")) {
            requireUnrecorded("upload");
            check.given("source", source);
            check.output("out", out);
            check.hostMemory("source", source, type, out);
            doUpload(source, type, out);
        }
    }

    @Override
    public final void upload(int[] source, Indices out) {
        try (var _ = enter("upload")) {
            requireUnrecorded("upload");
            check.given("source", source);
            check.length("out", out, source.length);
            doUpload(source, out);
        }
    }

    @Override
    public final void download(View x, float[] out) {
        check.given("out", out);
        download(x, MemorySegment.ofArray(out), ElementType.FLOAT32);
    }

    @Override
    public final void download(View x, double[] out) {
        check.given("out", out);
        download(x, MemorySegment.ofArray(out), ElementType.FLOAT64);
    }

    @Override
    public final void download(View x, MemorySegment out, ElementType type) {
        try (var _ = enter("download")) {
            requireUnrecorded("download");
            check.given("out", out);
            check.input("x", x);
            check.hostMemory("out", out, type, x);
            doDownload(x, out, type);
        }
    }

    @Override
    public final void download(Indices x, int[] out) {
        try (var _ = enter("download")) {
            requireUnrecorded("download");
            check.given("out", out);
            check.length("x", x, out.length);
            doDownload(x, out);
        }
    }

    @Override
    public final double downloadScalar(View x) {
        var value = new double[1];
        download(x, value);
        return value[0];
    }

    @Override
    public final void copy(View x, View out) {
        try (var _ = enter("copy")) {
            check.output("out", out);
            check.elementwise("x", x, "out", out);
            submit("copy", () -> doCopy(x, out));
        }
    }

    @Override
    public final void fill(Scalar value, View out) {
        try (var _ = enter("fill")) {
            check.output("out", out);
            check.scalar("value", value, "out", out);
            submit("fill", () -> doFill(value, out));
        }
    }

    @Override
    public final void gatherRows(View source, Indices rows, Counter first, View out) {
        try (var _ = enter("gatherRows")) {
            checkGather("source", source, rows, first, "out", out);
            submit("gatherRows", () -> requireRun("first", first, out.rows(), rows.length()),
                    () -> doGatherRows(source, rows, first, out));
        }
    }

    private void checkGather(String operand, View source, Indices rows, Counter first, String outName, View out) {
        check.matrix(operand, source, -1, -1);
        check.input("rows", rows);
        check.given("first", first);
        check.outMatrix(outName, out, -1, source.cols());
        check.apart(outName, out, operand, source);
        requireEnough("rows", rows, outName, out.rows());
    }

    private static void requireEnough(String operand, Indices numbers, String outName, long count) {
        if (numbers.length() < count)
            throw new IllegalArgumentException(operand + ": has length " + numbers.length() + ", needs at least "
                    + count + " for " + outName);
    }

    @Override
    public final void gatherSamples(View x, Indices labels, Indices rows, Counter first, View outX,
            Indices outLabels) {
        try (var _ = enter("gatherSamples")) {
            checkGather("x", x, rows, first, "outX", outX);
            check.length("labels", labels, x.rows());
            check.length("outLabels", outLabels, outX.rows());
            apart("outLabels", outLabels, "labels", labels);
            apart("outLabels", outLabels, "rows", rows);
            submit("gatherSamples", () -> requireRun("first", first, outX.rows(), rows.length()),
                    () -> doGatherSamples(x, labels, rows, first, outX, outLabels));
        }
    }

    @Override
    public final void gatherSamples(View x, View targets, Indices rows, Counter first, View outX, View outTargets) {
        try (var _ = enter("gatherSamples")) {
            checkGather("x", x, rows, first, "outX", outX);
            check.matrix("targets", targets, x.rows(), -1);
            check.outMatrix("outTargets", outTargets, outX.rows(), targets.cols());
            check.apart("outTargets", outTargets, "targets", targets);
            check.apart("outTargets", outTargets, "x", x);
            check.apart("outTargets", outTargets, "outX", outX);
            check.apart("outX", outX, "targets", targets);
            submit("gatherSamples", () -> requireRun("first", first, outX.rows(), rows.length()),
                    () -> doGatherSamples(x, targets, rows, first, outX, outTargets));
        }
    }

    @Override
    public final void gatherIndices(Indices source, Indices at, Counter first, Indices out) {
        try (var _ = enter("gatherIndices")) {
            check.input("source", source);
            check.input("at", at);
            check.given("first", first);
            check.input("out", out);
            requireEnough("at", at, "out", out.length());
            apart("out", out, "source", source);
            apart("out", out, "at", at);
            submit("gatherIndices", () -> requireRun("first", first, out.length(), at.length()),
                    () -> doGatherIndices(source, at, first, out));
        }
    }

    @Override
    public final void scatterAddRows(View source, Indices rows, View out) {
        try (var _ = enter("scatterAddRows")) {
            check.matrix("source", source, -1, -1);
            check.length("rows", rows, source.rows());
            check.outMatrix("out", out, -1, source.cols());
            check.apart("out", out, "source", source);
            submit("scatterAddRows", () -> doScatterAddRows(source, rows, out));
        }
    }

    private static void apart(String outName, Indices out, String operand, Indices x) {
        if (out.overlaps(x))
            throw new IllegalArgumentException(outName + ": overlaps " + operand + ", needs memory of its own");
    }

    private static void requireRun(String operand, Counter first, long count, long length) {
        if (first.value() < 0 || first.value() > length - count)
            throw new IllegalArgumentException(
                    operand + ": stands at " + first.value() + ", needs 0 to " + (length - count) + " for " + count
                            + " rows");
    }
}
