package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.PackedMatrix.Role;
import dev.lanewise.kernel.opencl.gemm.GemmShape.Strides;
import dev.lanewise.kernel.opencl.gemm.PanelPlan.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;

/** Which plan a shape gets, and that every plan computes each element once from memory that is there. */
class PanelPlannerTest {
    /** A device with two cores and vectors of 16: tiles of 8 x 48. */
    private static final PanelPlanner PLANNER = new PanelPlanner(8, 48, 2);

    /** How a factor of {@code rows x cols} is stored, {@code gap} elements behind each row, or each column. */
    private static Strides stored(boolean transposed, long rows, long cols, long gap) {
        return transposed ? new Strides(1, rows + gap) : new Strides(cols + gap, 1);
    }

    private static GemmShape shape(long m, long k, long n, boolean transposedA, boolean transposedB, long gapB) {
        return new GemmShape(m, n, k, 1, stored(transposedA, m, k, 0), stored(transposedB, k, n, gapB));
    }

    /**
     * Sizes, then which factor is transposed, {@code G} for eight elements behind each row of B; where A is read, how many
     * of B's panels are read in place, where the others are, rows of a strip.
     */
    @ParameterizedTest
    @CsvSource({
            // B of at most 2 MiB is read in place, up to 512 rows of C; a larger one by up to 64.
            "128, 784, 512, -, IN_PLACE, 11 of 11, IN_PLACE, 64", "512, 512, 512, -, IN_PLACE, 11 of 11, IN_PLACE, 176",
            "513, 512, 512, -, IN_PLACE, 0 of 11, PACKED_BY_LAUNCH, 176",
            "128, 1032, 512, -, IN_PLACE, 0 of 11, PACKED_BY_LAUNCH, 64",
            "64, 1032, 512, -, IN_PLACE, 11 of 11, IN_PLACE, 32",
            // Rows of 4 KiB are in the same sets of the first cache.
            "128, 256, 1024, -, IN_PLACE, 0 of 22, PACKED_BY_LAUNCH, 128",
            "1024, 1024, 1024, -, IN_PLACE, 0 of 22, PACKED_BY_LAUNCH, 208",
            // Gradients of weights: few products in a sum, or many.
            "784, 128, 512, A, IN_PLACE, 11 of 11, IN_PLACE, 200",
            "784, 129, 512, A, PACKED_BY_LAUNCH, 0 of 11, PACKED_BY_LAUNCH, 200",
            "1024, 128, 512, A, PACKED_BY_LAUNCH, 0 of 11, PACKED_BY_LAUNCH, 208",
            // Gradients of inputs: items pack B for themselves, up to 256 rows of C.
            "128, 512, 784, B, IN_PLACE, 0 of 17, PACKED_BY_ITEMS, 128",
            "256, 512, 784, B, IN_PLACE, 0 of 17, PACKED_BY_ITEMS, 128",
            "257, 512, 784, B, IN_PLACE, 0 of 17, PACKED_BY_LAUNCH, 136",
            // The last panel would end in a gap: who packs it depends on the length of the sums.
            "128, 784, 512, G, IN_PLACE, 10 of 11, PACKED_BY_LAUNCH, 64",
            "128, 128, 512, G, IN_PLACE, 10 of 11, PACKED_BY_ITEMS, 64",
            "128, 784, 528, G, IN_PLACE, 11 of 11, IN_PLACE, 64",
            // Fewer columns than are read past the end.
            "64, 784, 7, -, IN_PLACE, 0 of 1, PACKED_BY_LAUNCH, 8", "64, 784, 8, -, IN_PLACE, 1 of 1, IN_PLACE, 8",
            "1, 784, 512, -, IN_PLACE, 11 of 11, IN_PLACE, 8"})
    void shapeHasItsPlan(long m, long k, long n, String form, Source left, String inPlace, Source right,
            long stripRows) {
        var plan = PLANNER.plan(shape(m, k, n, form.equals("A"), form.equals("B"), form.equals("G") ? 8 : 0), false,
                false, null);
        assertEquals(left, plan.left());
        assertEquals(inPlace, plan.inPlacePanels() + " of " + plan.panels());
        assertEquals(right, plan.right());
        assertEquals(stripRows, plan.stripRows());
    }

    @Test
    void whatIsPackedAheadIsUsed() {
        var plan = PLANNER.plan(shape(128, 784, 512, false, false, 0), true, true, null);
        assertEquals(Source.PACKED_AHEAD, plan.left());
        assertEquals(Source.PACKED_AHEAD, plan.right());
        assertEquals(0, plan.inPlacePanels());
        assertFalse(plan.readsStoredRight());
        assertEquals(0, plan.leftWorkspace() + plan.rightWorkspace());
    }

    @Test
    void settingDecidesWhereItCan() {
        var rowMajor = shape(128, 784, 512, false, false, 0);
        assertEquals(Source.PACKED_BY_LAUNCH,
                PLANNER.plan(rowMajor, false, false, new PanelSetting(16, false)).right());
        var transposed = shape(600, 784, 512, true, true, 0);
        assertEquals(Source.PACKED_BY_LAUNCH,
                PLANNER.plan(transposed, false, false, new PanelSetting(16, true)).right());
        assertEquals(8, PLANNER.plan(rowMajor, false, false, new PanelSetting(16, false)).strips());
        assertTrue(PLANNER.allows(new PanelSetting(16, true)));
        assertFalse(PLANNER.allows(new PanelSetting(12, true)));
    }

    /** Sizes of a factor, whether it is transposed, the gap behind its rows. */
    @ParameterizedTest
    @CsvSource({"LEFT, 128, 784, false, 0, false", "LEFT, 128, 784, true, 0, true", "RIGHT, 784, 512, false, 0, false",
            "RIGHT, 512, 784, true, 0, false", "RIGHT, 1032, 512, false, 0, true", "RIGHT, 1032, 512, true, 0, true",
            "RIGHT, 784, 512, false, 8, true", "RIGHT, 256, 1024, false, 0, true", "RIGHT, 784, 7, false, 0, true"})
    void factorIsPackedAheadWhereThatPays(Role role, long rows, long cols, boolean transposed, long gap,
            boolean expected) {
        assertEquals(expected, PLANNER.packsAhead(role, rows, cols, stored(transposed, rows, cols, gap), null));
    }

    @Test
    void settingThatPacksPacksAhead() {
        var rowMajor = stored(false, 784, 512, 0);
        assertTrue(PLANNER.packsAhead(Role.RIGHT, 784, 512, rowMajor, new PanelSetting(16, false)));
        assertFalse(PLANNER.packsAhead(Role.RIGHT, 784, 512, rowMajor, new PanelSetting(16, true)));
        assertFalse(PLANNER.packsAhead(Role.LEFT, 784, 512, rowMajor, new PanelSetting(16, false)));
    }

    /** The tiles of the three vector widths, any shape, form and setting. */
    @ParameterizedTest
    @CsvSource({"6, 8, 4", "6, 16, 8", "8, 48, 16"})
    void everyPlanCoversTheProduct(int mr, int nr, int lanes) {
        var random = new SplittableRandom(nr);
        var used = new HashSet<String>();
        for (int round = 0; round < 20_000; round++) {
            var planner = new PanelPlanner(mr, nr, random.nextInt(1, 65));
            long m = size(random);
            long n = size(random);
            long k = random.nextInt(20) == 0 ? 0 : size(random);
            var shape = new GemmShape(m, n, k, random.nextInt(1, 4),
                    stored(random.nextBoolean(), m, k, random.nextInt(3)),
                    stored(random.nextBoolean(), k, n, random.nextInt(3)));
            boolean leftAhead = random.nextInt(4) == 0;
            boolean rightAhead = random.nextInt(4) == 0;
            var settings = planner.settings(shape);
            int choice = random.nextInt(2 * settings.size());
            var setting = choice < settings.size() ? settings.get(choice) : null;
            var plan = planner.plan(shape, leftAhead, rightAhead, setting);
            String what = planner + " " + shape + " " + setting + " " + plan;
            assertSourcesExist(shape, plan, leftAhead, rightAhead, what);
            assertEachElementOnce(shape, plan, mr, nr, what);
            assertReadsWhatIsThere(shape, plan, nr, lanes, what);
            assertWorkspaceIsEnough(shape, plan, mr, nr, what);
            used.add(plan.left() + " " + plan.right() + " " + (plan.inPlacePanels() > 0));
        }
        // A from three places; B in place, packed ahead, or packed by a launch or by items beside panels in place or not.
        // Items pack beside such only where sums are short, and no launch packs A for short sums.
        assertEquals(3 * 6 - 1, used.size(), used.toString());
    }

    private static long size(SplittableRandom random) { return random.nextLong(1, 1L << random.nextInt(1, 11)); }

    private static void assertSourcesExist(GemmShape shape, PanelPlan plan, boolean leftAhead, boolean rightAhead,
            String what) {
        assertEquals(leftAhead, plan.left() == Source.PACKED_AHEAD, what);
        assertEquals(rightAhead, plan.right() == Source.PACKED_AHEAD, what);
        assertNotEquals(Source.PACKED_BY_ITEMS, plan.left(), what);
        assertEquals(plan.inPlacePanels() == plan.panels(), plan.right() == Source.IN_PLACE, what);
        // What was packed ahead was packed as a whole.
        assertTrue(plan.inPlacePanels() == 0 || !rightAhead && shape.b().isRowMajor(), what);
    }

    /** As gemm_panels.cl deals out rows and columns. */
    private static void assertEachElementOnce(GemmShape shape, PanelPlan plan, int mr, int nr, String what) {
        assertEquals(0, plan.stripRows() % mr, what);
        var rows = new int[(int) shape.m()];
        for (long strip = 0; strip < plan.strips(); strip++) {
            int first = (int) (strip * plan.stripRows());
            assertTrue(first < rows.length, what + ": a strip without rows");
            count(rows, first, plan.stripRows());
        }
        var columns = new int[(int) shape.n()];
        for (long panel = 0; panel < plan.panels(); panel++) {
            int first = (int) (panel * nr);
            assertTrue(first < columns.length, what + ": a panel without columns");
            count(columns, first, nr);
        }
        assertArrayEquals(ones(rows.length), rows, what);
        assertArrayEquals(ones(columns.length), columns, what);
    }

    private static void count(int[] times, int first, long count) {
        for (int i = first; i < Math.min(first + count, times.length); i++)
            times[i]++;
    }

    private static int[] ones(int length) {
        var ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Whole vectors are read in place; past the end of a row only where the next row begins there. */
    private static void assertReadsWhatIsThere(GemmShape shape, PanelPlan plan, int nr, int lanes, String what) {
        for (long panel = 0; panel < plan.inPlacePanels(); panel++) {
            long columns = Math.min(nr, shape.n() - panel * nr);
            assertTrue(columns % lanes == 0 || shape.b().row() == shape.n(), what);
        }
    }

    /** Panels that are packed for this product have places of their own within the workspace. */
    private static void assertWorkspaceIsEnough(GemmShape shape, PanelPlan plan, int mr, int nr, String what) {
        long leftPanels = Math.ceilDiv(shape.m(), mr);
        assertEquals(plan.left() == Source.PACKED_BY_LAUNCH ? leftPanels * mr * shape.k() : 0, plan.leftWorkspace(),
                what);
        long others = plan.panels() - plan.inPlacePanels();
        var places = new HashSet<Long>();
        boolean items = plan.right() == Source.PACKED_BY_ITEMS;
        if (items || plan.right() == Source.PACKED_BY_LAUNCH)
            for (long strip = 0; strip < (items ? plan.strips() : 1); strip++)
                for (long panel = plan.inPlacePanels(); panel < plan.panels(); panel++) {
                    long number = panel - plan.inPlacePanels() + (items ? strip * others : 0);
                    assertTrue(places.add(number), what);
                    assertTrue((number + 1) * nr * shape.k() <= plan.rightWorkspace(), what);
                }
        assertEquals(places.size() * nr * shape.k(), plan.rightWorkspace(), what + ": more than is needed");
    }
}
