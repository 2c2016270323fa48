package dev.lanewise.compute.testkit;

import static dev.lanewise.compute.testkit.Misuse.hasShape;
import static dev.lanewise.compute.testkit.Misuse.names;

import dev.lanewise.compute.Counter;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.View;
import org.junit.jupiter.api.Test;

/** Layouts, parts and counters at the bounds of what their numbers count. */
public interface BoundsConformance extends Fixture {
    /** Strides that come round in 64 bits would reach memory of others. */
    @Test
    default void layoutsThatWrapAround() {
        try (var t = new Trial(compute(), "layouts that wrap around")) {
            var x = t.scope().allocate(4, 4);
            long[][] layouts = {{3, 1L << 62}, {5, 1L << 62}, {17, 1L << 60}, {1L << 62, 4}, {2, Long.MAX_VALUE}};
            for (var layout : layouts)
                names(IllegalArgumentException.class,
                        () -> x.withLayout(0, new long[]{layout[0], 1}, new long[]{layout[1], 1}), "view",
                        "do not fit");
        }
    }

    /** Parts without elements, at the end of a buffer too, are nothing to read or to write. */
    @Test
    default void emptyParts() {
        try (var t = new Trial(compute(), "empty parts")) {
            var whole = t.scope().allocate(3, 4);
            for (var empty : new View[]{whole.cols(2, 2).rows(3, 0), whole.rows(2, 1).cols(4, 0)}) {
                compute().upload(new float[0], empty);
                compute().download(empty, new float[0]);
                compute().fill(1, empty);
                compute().copy(empty, empty);
            }
        }
    }

    /** Positions are compared before anything is added to them; numbers of rows come round, everywhere alike. */
    @Test
    default void countersAtTheirEnds() {
        try (var t = new Trial(compute(), "counters near 2^63")) {
            var c = compute();
            var values = t.normals(3, 4);
            var x = t.view(values, 3, 4);
            var y = t.scope().allocate(2, 4);
            var two = t.indices(0, 1);
            for (long end : new long[]{Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE}) {
                var counter = new Counter(end);
                String got = String.valueOf(end);
                hasShape("first", got, "0 to 0", () -> c.gatherRows(x, two, counter, y));
                hasShape("first", got, "0 to 0", () -> c.gatherIndices(two, two, counter, t.indices(0, 0)));
                hasShape("first", got, "0 to 0", () -> c.gatherSamples(x, x, two, counter, y,
                        t.scope().allocate(2, 4)));
                hasShape("line", got, "0 to 0",
                        () -> c.meanSquaredError(x, x, t.scope().allocate(1, 1), counter, null));
                var dropout = new Dropout(0.5, 3, 1);
                var out = t.output("out", Layout.DENSE, 3, 4);
                c.dropout(x, dropout, counter, counter, out.view());
                t.check(out, new ElementwiseOracle(tolerance()).dropout(values, 4, dropout, end, end));
            }
        }
    }
}
