package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Scalar;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Uploads and downloads, copies on the device, gathering and scattering of rows. */
public interface TransferConformance extends Fixture {
    @Test
    default void uploadAndDownload() {
        forEachShape("transfer", (t, layout, shape) -> {
            var values = t.normals(shape);
            var x = t.output("x", layout, shape);
            compute().upload(values, x.view());
            t.check(x, Expected.exactly(values));
            var doubles = new double[values.length];
            compute().download(x.view(), doubles);
            Expected.assertSameBits(t.what(), values, doubles);
            var floats = toFloats(values);
            var asFloats = new float[values.length];
            compute().download(x.view(), asFloats);
            assertArrayEquals(floats, asFloats, t.what());
            var y = t.output("y", layout, shape);
            compute().upload(floats, y.view());
            compute().download(y.view(), asFloats);
            assertArrayEquals(floats, asFloats, t.what());
        });
    }

    @Test
    default void transferOfSegments() {
        try (var t = new Trial(compute(), "transfer of segments"); var arena = Arena.ofConfined()) {
            var values = t.normals(3, 5);
            var x = t.output("x", Layout.TRANSPOSED, 3, 5);
            var doubles = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values);
            compute().upload(doubles, ElementType.FLOAT64, x.view());
            t.check(x, Expected.exactly(values));
            var floats = arena.allocate(15 * Float.BYTES, Float.BYTES);
            compute().download(x.view(), floats, ElementType.FLOAT32);
            assertArrayEquals(toFloats(values), floats.toArray(ValueLayout.JAVA_FLOAT));
            // A segment on the heap that no address is aligned for.
            var bytes = MemorySegment.ofArray(new byte[15 * Float.BYTES]);
            compute().download(x.view(), bytes, ElementType.FLOAT32);
            assertEquals(-1, bytes.mismatch(floats));
        }
    }

    /** What is uploaded is owned at once: the array may be reused. */
    @Test
    default void uploadOwnsTheBytes() {
        try (var t = new Trial(compute(), "reuse of an uploaded array")) {
            var values = t.normals(1000);
            var array = values.clone();
            var x = t.output("x", Layout.DENSE, 1000);
            compute().upload(array, x.view());
            Arrays.fill(array, -1);
            t.check(x, Expected.exactly(values));
        }
    }

    @Test
    default void conversionRoundsToNearest() {
        try (var t = new Trial(compute(), "conversion")) {
            double[] values = {0.1, 1 + 0x1p-24, 1 + 0x1.8p-24, -1e-3, 16777217, Double.NaN, Double.NEGATIVE_INFINITY,
                    -0.0};
            var x = t.output("x", Layout.DENSE, values.length);
            compute().upload(values, x.view());
            Expected.assertSameBits(t.what(), Arrays.stream(values).map(t::round).toArray(), x.values());
            var floats = new float[values.length];
            compute().download(x.view(), floats);
            assertArrayEquals(toFloats(values), floats);
        }
    }

    @Test
    default void allocatedMemoryIsZero() {
        // Freed memory is handed out again: it must be cleared.
        for (int round = 0; round < 3; round++)
            try (var scope = compute().newScope()) {
                var x = scope.allocate(37, 11);
                var indices = scope.allocateIndices(41);
                var values = new double[37 * 11];
                compute().download(x, values);
                Expected.assertSameBits("fresh memory", new double[37 * 11], values);
                var numbers = new int[41];
                compute().download(indices, numbers);
                assertArrayEquals(new int[41], numbers);
                compute().fill(Double.NaN, x);
                Arrays.fill(numbers, -5);
                compute().upload(numbers, indices);
            }
    }

    @Test
    default void scalarDownload() {
        try (var t = new Trial(compute(), "download of a scalar")) {
            var x = t.normals(3, 4);
            assertEquals(x[6], compute().downloadScalar(t.view(x, 3, 4).slice(0, 1, 1).slice(1, 2, 1)));
        }
    }

    @Test
    default void indices() {
        try (var t = new Trial(compute(), "indices")) {
            int[] values = {1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 16777217};
            var whole = t.indices(0, 0, 0, 0, 0, 0, 0);
            compute().upload(values, whole.slice(1, 5));
            var got = new int[7];
            compute().download(whole, got);
            assertArrayEquals(new int[]{0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 16777217, 0}, got);
            var part = new int[2];
            compute().download(whole.slice(3, 2), part);
            assertArrayEquals(new int[]{Integer.MAX_VALUE, Integer.MIN_VALUE}, part);
        }
    }

    @Test
    default void copy() {
        forEachShape("copy", (t, layout, shape) -> {
            var values = t.normals(shape);
            var x = t.input("x", layout, values, shape).view();
            for (var target : Layout.values()) {
                var out = t.output("out", target, shape);
                compute().copy(x, out.view());
                t.check(out, Expected.exactly(values));
            }
            compute().copy(x, x);
        });
    }

    @Test
    default void copyOfBroadcast() {
        try (var t = new Trial(compute(), "copy of a broadcast row")) {
            var row = t.normals(1, 37);
            var out = t.output("out", Layout.GAPS, 21, 37);
            compute().copy(t.view(row, 1, 37).broadcast(21, 37), out.view());
            t.check(out, Expected.exactly(ElementwiseOracle.repeatRow(row, 21)));
        }
    }

    @Test
    default void fill() {
        forEachShape("fill", (t, layout, shape) -> {
            var out = t.output("out", layout, shape);
            compute().fill(-2.5, out.view());
            var expected = new double[out.values().length];
            Arrays.fill(expected, -2.5);
            t.check(out, Expected.exactly(expected));
            compute().fill(Scalar.of(t.view(new double[]{0.75}, 1)), out.view());
            Arrays.fill(expected, 0.75);
            t.check(out, Expected.exactly(expected));
        });
    }

    @Test
    default void gatherRows() {
        forEachShape("gatherRows", (t, layout, shape) -> {
            int m = (int) shape[0];
            int n = (int) shape[1];
            var source = t.normals(9, n);
            var rows = t.random().ints(m + 5L, 0, 9).toArray();
            var out = t.output("out", layout.next(), m, n);
            compute().gatherRows(t.input("source", layout, source, 9, n).view(), t.indices(rows), new Counter(3),
                    out.view());
            t.check(out, Expected.exactly(gathered(source, rows, m, n)));
        });
    }

    @Test
    default void gatherSamplesWithLabels() {
        forEachShape("gatherSamples", (t, layout, shape) -> {
            int m = (int) shape[0];
            int n = (int) shape[1];
            var source = t.normals(9, n);
            var labels = t.random().ints(9).toArray();
            var rows = t.random().ints(m + 5L, 0, 9).toArray();
            var out = t.output("outX", layout.next(), m, n);
            var outLabels = t.indices(new int[m + 2]);
            compute().gatherSamples(t.input("x", layout, source, 9, n).view(), t.indices(labels), t.indices(rows),
                    new Counter(3), out.view(), outLabels.slice(1, m));
            t.check(out, Expected.exactly(gathered(source, rows, m, n)));
            var expected = new int[m + 2];
            for (int i = 0; i < m; i++)
                expected[1 + i] = labels[rows[3 + i]];
            var got = new int[m + 2];
            compute().download(outLabels, got);
            assertArrayEquals(expected, got, t.what());
        });
    }

    @Test
    default void gatherSamplesWithTargets() {
        forEachShape("gatherSamples", (t, layout, shape) -> {
            int m = (int) shape[0];
            int n = (int) shape[1];
            var source = t.normals(9, n);
            var targets = t.normals(9, 3);
            var rows = t.random().ints(m + 5L, 0, 9).toArray();
            var out = t.output("outX", layout.next(), m, n);
            var outTargets = t.output("outTargets", layout, m, 3);
            compute().gatherSamples(t.input("x", layout, source, 9, n).view(),
                    t.input("targets", layout.next(), targets, 9, 3).view(), t.indices(rows), new Counter(3),
                    out.view(), outTargets.view());
            t.check(out, Expected.exactly(gathered(source, rows, m, n)));
            t.check(outTargets, Expected.exactly(gathered(targets, rows, m, 3)));
        });
    }

    private static double[] gathered(double[] source, int[] rows, int m, int n) {
        var gathered = new double[m * n];
        for (int i = 0; i < m; i++)
            System.arraycopy(source, rows[3 + i] * n, gathered, i * n, n);
        return gathered;
    }

    @Test
    default void gatherIndices() {
        try (var t = new Trial(compute(), "gatherIndices")) {
            var source = t.random().ints(50).toArray();
            var at = t.random().ints(300, 0, 50).toArray();
            var out = t.indices(new int[202]);
            compute().gatherIndices(t.indices(source), t.indices(at).slice(10, 290), new Counter(7),
                    out.slice(1, 200));
            var expected = new int[202];
            for (int i = 0; i < 200; i++)
                expected[1 + i] = source[at[10 + 7 + i]];
            var got = new int[202];
            compute().download(out, got);
            assertArrayEquals(expected, got, t.what());
        }
    }

    /** Rows repeat, and each sum is rounded in the order of the rows: the bits are defined. */
    @Test
    default void scatterAddRows() {
        forEachShape("scatterAddRows", (t, layout, shape) -> {
            int m = (int) shape[0];
            int n = (int) shape[1];
            var source = t.normals(m, n);
            var old = t.normals(7, n);
            var rows = t.random().ints(m, 0, 7).toArray();
            var out = t.inout("out", layout.next(), old, 7, n);
            compute().scatterAddRows(t.input("source", layout, source, m, n).view(), t.indices(rows), out.view());
            var expected = old.clone();
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                    expected[rows[i] * n + j] = t.round(expected[rows[i] * n + j] + source[i * n + j]);
            t.check(out, Expected.exactly(expected));
        });
    }

    @Test
    default void manyScopes() {
        var outer = compute().newScope();
        var inner = outer.newScope();
        var x = inner.allocate(5);
        var y = outer.allocate(5);
        inner.close();
        assertTrue(!x.buffer().isOpen() && y.buffer().isOpen());
        inner.close();
        var second = outer.newScope().allocate(3);
        outer.close();
        assertTrue(!y.buffer().isOpen() && !second.buffer().isOpen());
    }

    private static float[] toFloats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++)
            floats[i] = (float) values[i];
        return floats;
    }

    private void forEachShape(String operation, ShapeTrial body) {
        for (var shape : Sizes.matrices())
            for (var layout : Layout.forShape(shape))
                try (var t = new Trial(compute(), operation + " of " + Sizes.text(shape) + " " + layout)) {
                    body.run(t, layout, shape);
                }
    }

    /** One case of {@link #forEachShape}. */
    interface ShapeTrial {
        /** Runs and checks. */
        void run(Trial t, Layout layout, long... shape);
    }
}
