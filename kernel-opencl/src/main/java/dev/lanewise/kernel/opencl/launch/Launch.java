package dev.lanewise.kernel.opencl.launch;

import dev.lanewise.compute.Buffer;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.Scalar;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.ClBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * One launch of a kernel. The methods add arguments in the order of the kernel's parameters, under the names that
 * common.cl gives to groups of parameters; the last one says how many work-items there are and submits or keeps the
 * launch.
 */
public final class Launch {
    /** An argument that may change between two runs of a plan. */
    private record Changing(int index, int bytes, Kernel.Value value) {}

    private final KernelProfile profile;
    private final Kernel kernel;
    private final List<Launch> captured;
    private final List<Changing> changing = new ArrayList<>();
    private int index;
    private long[] global;
    private long[] local;

    /**
     * @param captured where the launch is kept for replay, {@code null} to submit it at once
     */
    Launch(KernelProfile profile, Kernel kernel, List<Launch> captured) {
        this.profile = profile;
        this.kernel = kernel;
        this.captured = captured;
    }

    // ---- arguments

    /** MATRIX: buffer, offset, row stride, column stride; a view that is {@code null} becomes a null pointer. */
    public Launch matrix(View x) {
        return place(x).int64(x == null ? 0 : x.rowStride()).int64(x == null ? 0 : x.colStride());
    }

    /** PLACE: buffer, offset. */
    public Launch place(View x) {
        return buffer(x == null ? null : x.buffer()).int64(x == null ? 0 : x.offset());
    }

    /** STRIDED: buffer, offset, four strides. */
    public Launch strided(View x) {
        return place(x).int64x4(x.stride4(0), x.stride4(1), x.stride4(2), x.stride4(3));
    }

    /** INDICES: buffer, offset. */
    public Launch indices(Indices x) {
        return buffer(x.buffer()).int64(x.offset());
    }

    /** SCALAR: a place on the device or a number of the host, read whenever the launch runs. */
    public Launch scalar(Scalar x) {
        return place(x.view()).changing(x::value);
    }

    /** A counter's value whenever the launch runs. */
    public Launch counter(Counter x) {
        return add(Long.BYTES, target -> target.putLong(0, x.value()), true);
    }

    /** A float that is asked for whenever the launch runs. */
    public Launch changing(DoubleSupplier x) {
        return add(Float.BYTES, target -> target.putFloat(0, (float) x.getAsDouble()), true);
    }

    public Launch float32(double x) {
        return add(Float.BYTES, target -> target.putFloat(0, (float) x), false);
    }

    public Launch int32(int x) {
        return add(Integer.BYTES, target -> target.putInt(0, x), false);
    }

    public Launch int64(long x) {
        return add(Long.BYTES, target -> target.putLong(0, x), false);
    }

    public Launch int64x2(long x, long y) {
        return add(2 * Long.BYTES, target -> target.putLong(0, x).putLong(Long.BYTES, y), false);
    }

    public Launch int64x4(long x, long y, long z, long w) {
        return add(4 * Long.BYTES, target -> target.putLong(0, x).putLong(Long.BYTES, y).putLong(2 * Long.BYTES, z)
                .putLong(3 * Long.BYTES, w), false);
    }

    private Launch buffer(Buffer x) {
        kernel.setBuffer(index++, x == null ? null : ((ClBuffer) x).pointer());
        return this;
    }

    private Launch add(int bytes, Kernel.Value value, boolean changes) {
        if (changes)
            changing.add(new Changing(index, bytes, value));
        kernel.set(index++, bytes, value);
        return this;
    }

    // ---- work-items

    /** Runs over a contiguous run of n elements, LANES for each item. */
    public void overElements(long n) {
        run(roundUp(lanes(n), group()), 1, 1, group(), 1);
    }

    /** Runs over n items of one element. */
    public void overItems(long n) {
        run(roundUp(n, group()), 1, 1, group(), 1);
    }

    /**
     * Runs over a matrix, LANES neighbouring columns for each item. The kernel must leave items behind the last row
     * alone.
     */
    public void overMatrix(long rows, long cols) {
        int columns = profile.columnGroup();
        int localRows = group() / columns;
        run(roundUp(lanes(cols), columns), roundUp(rows, localRows), 1, columns, localRows);
    }

    /** Runs one team for each of n rows or chunks. */
    public void overTeams(long n) {
        int team = profile.team();
        run(n, n == 0 ? 0 : team, 1, 1, team);
    }

    /** Runs one team for each LANES columns of each chunk of rows. */
    public void overColumns(long cols, long chunks) {
        int team = profile.team();
        int columns = profile.columnGroup();
        run(roundUp(lanes(cols), columns), chunks * team, 1, columns, team);
    }

    /** Runs groups of {@code localX * localY} items; global sizes are multiples of the local ones. */
    public void run(long globalX, long globalY, long globalZ, long localX, long localY) {
        global = new long[]{globalX, globalY, globalZ};
        local = new long[]{localX, localY, 1};
        boolean empty = globalX == 0 || globalY == 0 || globalZ == 0;
        if (captured == null) {
            if (!empty)
                kernel.launch(global, local);
        } else if (empty)
            close();
        else
            captured.add(this);
    }

    /** Submits a kept launch with today's scalars and counters. Allocates nothing. */
    void replay() {
        for (int i = 0; i < changing.size(); i++) {
            var argument = changing.get(i);
            kernel.set(argument.index, argument.bytes, argument.value);
        }
        kernel.launch(global, local);
    }

    /** Frees a kept launch. */
    void close() {
        kernel.release();
    }

    private long lanes(long n) {
        return Math.ceilDiv(n, profile.lanes());
    }

    private int group() { return profile.group(); }

    private static long roundUp(long n, int multiple) { return Math.ceilDiv(n, multiple) * multiple; }
}
