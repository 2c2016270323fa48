package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.PackedMatrix.Role;
import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.gemm.GemmShape.Strides;
import dev.lanewise.kernel.opencl.gemm.PanelPlan.Source;
import dev.lanewise.kernel.opencl.launch.KernelProfile;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Decides how a product is computed by panels, from its shape and the sizes of tile and device alone. A factor is packed only where that
 * pays: A unless it is row-major or its sums are short; B unless it is row-major and it is small or few rows of C read
 * it. A B that must be packed for few rows of C is packed by the items that multiply, without a launch of its own.
 *
 * @param mr rows of a register tile
 * @param nr columns of a register tile, those of a panel of B
 * @param computeUnits cores of the device
 */
record PanelPlanner(int mr, int nr, int computeUnits) {
    /** Rows of C up to which B is read where it is: each of its elements is used too few times to pay for a copy. */
    private static final long IN_PLACE_M = 64;
    /**
     * The same for a B of up to so many elements, 2 MiB, which stays in the second-level cache: 128 x 784 x 512 takes
     * 19 % less time in place, 512 x 512 x 512 6 % less, 784 x 128 x 512 as much. Such a B is not packed ahead either,
     * transposed or not: training steps take 3 to 13 % less time so.
     */
    private static final long IN_PLACE_M_OF_SMALL_B = 512;
    private static final long SMALL_B = 1 << 19;
    /**
     * Columns of a B without gaps from which on its last panel, too, is read where it is, past the ends of its rows:
     * with fewer, too many rows at the end of B would have to be read lane by lane.
     */
    private static final long LEAST_GAPLESS_N = 8;
    /**
     * Rows of C up to which a B that is not row-major is packed by the items that multiply, for strips of
     * {@link #OWN_STRIP_ROWS}: 128 x 512 x 784 takes 22 % less time than with a launch that packs, 256 x 512 x 784 10 %
     * less, 512 x 512 x 512 4 % more.
     */
    private static final long OWN_M = 256;
    private static final long OWN_STRIP_ROWS = 128;
    /**
     * Products in a sum up to which factors are read where they are: a step of training has a batch of them. 784 x 128 x
     * 512 with A transposed takes 8 % less time so, with sums of 256 as much.
     */
    private static final long SMALL_K = 128;
    /** Bytes of a way of a first-level cache; 1024 x 1024 x 64 took 13 % longer in place, 784 x 512 x 64 9 % less. */
    private static final int CACHE_WAY = 4096;
    /** Rows of a strip at most: what a panel of B, 96 KiB, is fetched for, while A's rows stay in the second cache. */
    private static final long STRIP_ROWS = 240;
    /** Strips for each core, where there are enough rows: drivers deal out large chunks first, and one may be late. */
    private static final long STRIPS_PER_CORE = 8;

    static PanelPlanner of(KernelProfile profile, OpenClDevice device) {
        return new PanelPlanner(profile.mr(), profile.nr(), device.computeUnits());
    }

    /**
     * Plans a product of at least one element.
     *
     * @param leftAhead whether A was packed ahead
     * @param rightAhead whether B was packed ahead
     * @param setting how it is to be computed, {@code null} for the default
     */
    PanelPlan plan(GemmShape shape, boolean leftAhead, boolean rightAhead, PanelSetting setting) {
        boolean byItems = !rightAhead && isPackedByItems(shape);
        var chosen = setting == null ? defaultFor(shape, byItems) : setting;
        boolean readsStoredRight = chosen.inPlace() && !rightAhead && shape.b().isRowMajor();
        long panels = panels(Role.RIGHT, shape.n());
        long inPlacePanels = !readsStoredRight ? 0 : isGapless(shape.b(), shape.n()) ? panels : shape.n() / nr;
        long others = panels - inPlacePanels;
        long strips = Math.ceilDiv(shape.m(), chosen.stripRows());

        boolean leftInPlace = shape.a().isRowMajor() || chosen.inPlace() && isSmallK(shape);
        var left = leftAhead ? Source.PACKED_AHEAD : leftInPlace ? Source.IN_PLACE : Source.PACKED_BY_LAUNCH;
        boolean itemsPack = chosen.inPlace() && (byItems || readsStoredRight && isSmallK(shape));
        var right = rightAhead
                ? Source.PACKED_AHEAD
                : others == 0 ? Source.IN_PLACE : itemsPack ? Source.PACKED_BY_ITEMS : Source.PACKED_BY_LAUNCH;
        long leftWorkspace = left == Source.PACKED_BY_LAUNCH ? panelElements(Role.LEFT, shape.m(), shape.k()) : 0;
        long rightWorkspace = switch (right) {
            case IN_PLACE, PACKED_AHEAD -> 0;
            case PACKED_BY_LAUNCH -> Scratch.product(others, nr, shape.k());
            case PACKED_BY_ITEMS -> Scratch.product(strips, others, nr, shape.k());
        };
        return new PanelPlan(left, panels, inPlacePanels, right, chosen.stripRows(), strips, leftWorkspace,
                rightWorkspace);
    }

    /** Returns the settings that are worth a try for a product of factors that were not packed, the default first. */
    List<PanelSetting> settings(GemmShape shape) {
        var others = Stream.of(true, false).flatMap(inPlace -> LongStream.of(1, 2, 4, 8, 16, STRIP_ROWS / mr)
                .mapToObj(tiles -> new PanelSetting(tiles * mr, inPlace)));
        return Stream.concat(Stream.of(defaultFor(shape, isPackedByItems(shape))), others).distinct().toList();
    }

    /** Returns whether a setting's strips are whole register tiles. */
    boolean allows(PanelSetting setting) {
        return setting.stripRows() % mr == 0;
    }

    /**
     * Returns whether products gain from a factor that is packed ahead.
     *
     * @param stored how the factor is stored
     * @param setting how every product is to be computed, {@code null} if none is forced
     */
    boolean packsAhead(Role role, long rows, long cols, Strides stored, PanelSetting setting) {
        if (role == Role.LEFT)
            return !stored.isRowMajor();
        if (setting != null && !setting.inPlace() || rows * cols > SMALL_B)
            return true;
        return stored.isRowMajor() && !(isGapless(stored, cols) && isSpread(stored.row()));
    }

    /** Returns the number of panels of a factor with so many rows of A or columns of B. */
    long panels(Role role, long count) {
        return Math.ceilDiv(count, width(role));
    }

    /** Returns how many elements those panels have. */
    long panelElements(Role role, long count, long k) {
        return Scratch.product(panels(role, count), width(role), k);
    }

    private int width(Role role) { return role == Role.LEFT ? mr : nr; }

    /** Returns strips of fewer rows than could be where cores would go without work, but if each packs B for itself. */
    private PanelSetting defaultFor(GemmShape shape, boolean packedByItems) {
        long m = shape.m();
        long strips;
        if (packedByItems)
            strips = Math.ceilDiv(m, OWN_STRIP_ROWS);
        else {
            long wanted = Math.ceilDiv(computeUnits * STRIPS_PER_CORE, panels(Role.RIGHT, shape.n()) * shape.batches());
            strips = Math.max(Math.ceilDiv(m, STRIP_ROWS), Math.min(wanted, Math.ceilDiv(m, mr)));
        }
        return new PanelSetting(Math.ceilDiv(Math.ceilDiv(m, strips), mr) * mr,
                m <= IN_PLACE_M || isSmallB(shape) || packedByItems || isSmallK(shape));
    }

    /** Whether sums are short enough for both factors to be read where they are. */
    private static boolean isSmallK(GemmShape shape) {
        return shape.k() <= SMALL_K && isSpread(shape.a().column()) && isSpread(shape.b().row());
    }

    /** Whether B is small enough to be read where it is. */
    private static boolean isSmallB(GemmShape shape) {
        return shape.b().isRowMajor() && shape.m() <= IN_PLACE_M_OF_SMALL_B && shape.k() * shape.n() <= SMALL_B
                && isSpread(shape.b().row());
    }

    private static boolean isPackedByItems(GemmShape shape) {
        return !shape.b().isRowMajor() && shape.m() <= OWN_M;
    }

    /** Whether the elements that a sum steps over are in different sets of the first cache. */
    private static boolean isSpread(long stride) {
        return stride * Float.BYTES % CACHE_WAY != 0;
    }

    /** Whether all panels of a B of n columns can be read where they are, the last one past the ends of its rows. */
    private static boolean isGapless(Strides b, long n) {
        return b.isRowMajor() && b.row() == n && n >= LEAST_GAPLESS_N;
    }
}
