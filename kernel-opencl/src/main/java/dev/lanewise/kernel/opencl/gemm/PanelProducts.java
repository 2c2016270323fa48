package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The kernels of gemm_panels.cl: one work-item for a strip of C. A factor is packed only where that pays: A unless the
 * elements of its rows are neighbours or its sums are short; B unless they are and it is small or few rows of C read it.
 * A B that must be packed for few rows of C is packed by the items that multiply, without a launch of its own.
 */
final class PanelProducts extends Products {
    private static final String PROGRAM = "gemm_panels";
    /** PACK_STEPS of gemm_panels.cl. */
    private static final long PACK_STEPS = 128;
    private static final String IN_PLACE = "in place";
    /** Rows of C up to which B is read where it is: each of its elements is used too few times to pay for a copy. */
    private static final long IN_PLACE_ROWS = 64;
    /**
     * The same for a B of up to so many elements, 2 MiB, which stays in the second-level cache: 128 x 784 x 512 takes
     * 19 % less time in place, 512 x 512 x 512 6 % less, 784 x 128 x 512 as much. Such a B is not packed ahead either,
     * turned or not: training steps take 3 to 13 % less time so.
     */
    private static final long IN_PLACE_ROWS_OF_SMALL = 512;
    private static final long SMALL_RIGHT = 1 << 19;
    /**
     * Columns of a B without gaps from which on its last panel, too, is read where it is, past the ends of its rows:
     * with fewer, too many rows at the end of B would have to be read lane by lane.
     */
    private static final long PLACED_COLUMNS = 8;
    /**
     * Rows of C up to which a B whose rows are not dense is packed by the items that multiply, for strips of
     * {@link #OWN_STRIP_ROWS}: 128 x 512 x 784 takes 22 % less time than with a launch that packs, 256 x 512 x 784 10 %
     * less, 512 x 512 x 512 4 % more.
     */
    private static final long OWN_ROWS = 256;
    private static final long OWN_STRIP_ROWS = 128;
    /**
     * Products in a sum up to which factors are read where they are: a step of training has a batch of them. 784 x 128 x
     * 512 with A transposed takes 8 % less time so, with sums of 256 as much.
     */
    private static final long IN_PLACE_STEPS = 128;
    /** Bytes of a way of a first-level cache; 1024 x 1024 x 64 took 13 % longer in place, 784 x 512 x 64 9 % less. */
    private static final int CACHE_WAY = 4096;
    /** PARTs of pack_right. */
    private static final int PARTS = 8;
    /** Rows of a strip at most: what a panel of B, 96 KiB, is fetched for, while A's rows stay in the second cache. */
    private static final long STRIP_ROWS = 240;
    /** Strips for each core, where there are enough rows: drivers deal out large shares first, and one may be late. */
    private static final long STRIPS_PER_CORE = 8;

    PanelProducts(Launcher launcher, Scratch scratch) { super(launcher, scratch); }

    /** A factor in panels; the panels are a contiguous view. */
    private static final class Panels extends PackedMatrix {
        private final View panels;

        Panels(View source, Role role, View panels) {
            super(source, role, panels.buffer());
            this.panels = panels;
        }
    }

    @Override
    public String describe() { return "products by panels"; }

    @Override
    boolean roundsFactors() { return false; }

    @Override
    public PackedMatrix pack(Scope scope, View matrix, PackedMatrix.Role role) {
        boolean forcedToPack = forced() != null && !Setting.parse(forced()).inPlace();
        boolean stays = role == PackedMatrix.Role.LEFT
                ? isReadInPlace(matrix)
                : !forcedToPack && matrix.elements() <= SMALL_RIGHT
                        && (!isReadInPlace(matrix) || isPlaced(matrix) && isSpread(matrix.rowStride()));
        if (stays)
            return new Unpacked(matrix, role);
        var packed = new Panels(matrix, role, scope.allocate(1, panelElements(matrix, role)));
        repack(packed);
        return packed;
    }

    @Override
    public void repack(PackedMatrix matrix) {
        if (!(matrix instanceof Panels packed))
            return;
        if (packed.role() == PackedMatrix.Role.LEFT)
            pack(packed.cols(), packed.source(), packed.panels, null, null);
        else
            pack(packed.rows(), null, null, packed.source(), packed.panels);
    }

    @Override
    public void repackAll(List<PackedMatrix> packed) {
        var rights = new ArrayList<Panels>();
        for (var matrix : packed)
            if (matrix instanceof Panels panels && matrix.role() == PackedMatrix.Role.RIGHT)
                rights.add(panels);
            else
                repack(matrix);
        for (int from = 0; from < rights.size(); from += PARTS)
            packRight(rights.subList(from, Math.min(from + PARTS, rights.size())));
    }

    private void packRight(List<Panels> parts) {
        var launch = launcher.kernel(PROGRAM, "pack_right");
        long panels = 0;
        long steps = 0;
        for (var part : parts) {
            launch.int64(part.cols()).int64(part.rows()).matrix(part.source()).place(part.panels);
            panels += panels(part.cols(), PackedMatrix.Role.RIGHT);
            steps = Math.max(steps, part.rows());
        }
        for (int missing = parts.size(); missing < PARTS; missing++)
            launch.int64(0).int64(0).matrix(null).place(null);
        launch.run(panels, Math.ceilDiv(steps, PACK_STEPS), 1, 1, 1);
    }

    @Override
    void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue) {
        var leftPanels = a instanceof Panels packed ? packed.panels : null;
        var rightPanels = b instanceof Panels packed ? packed.panels : null;
        View left = leftPanels == null ? a.source() : null;
        View right = rightPanels == null ? b.source() : null;
        long columns = width(PackedMatrix.Role.RIGHT);
        boolean few = isFew(a.source(), b.source(), k);
        boolean dense = isReadInPlace(b.source());
        boolean packedByItems = right != null && isPackedByItems(b.source(), c);
        String chosen = setting(a.source(), b.source(), k, c);
        var setting = chosen == null ? suiting(a.source(), b.source(), k, c, packedByItems) : Setting.parse(chosen);
        boolean rightPlaced = right != null && setting.inPlace() && dense;
        long inPlace = !rightPlaced ? 0 : isPlaced(right) ? Math.ceilDiv(c.cols(), columns) : c.cols() / columns;
        long others = panels(c.cols(), PackedMatrix.Role.RIGHT) - inPlace;
        boolean own = setting.inPlace() && others > 0 && (packedByItems || rightPlaced && few);
        View leftToPack = left == null || isReadInPlace(left) || few && setting.inPlace() ? null : left;
        View rightToPack = right == null || others == 0 || own
                ? null
                : right.cols(inPlace * columns, c.cols() - inPlace * columns);
        long strips = Math.ceilDiv(c.rows(), setting.stripRows());
        if (leftToPack != null)
            leftPanels = newPanels(leftToPack, PackedMatrix.Role.LEFT);
        if (rightToPack != null)
            rightPanels = newPanels(rightToPack, PackedMatrix.Role.RIGHT);
        if (own)
            rightPanels = scratch.take(batches(c), Scratch.product(strips, others, columns, k));
        pack(k, leftToPack, leftPanels, rightToPack, rightPanels);

        var launch = launcher.kernel(PROGRAM, "gemm_panels").int64(c.rows()).int64(c.cols()).int64(k);
        if (leftPanels == null)
            launch.int32(0).matrix(left).int64x2(left.stride4(0), left.stride4(1));
        else
            launch.int32(1).place(leftPanels).int64(k * width(PackedMatrix.Role.LEFT)).int64(1)
                    .int64x2(c.size4(1) * leftPanels.cols(), leftPanels.cols());
        launch.int64(inPlace);
        if (rightPlaced || own)
            launch.matrix(right).int64x2(right.stride4(0), right.stride4(1));
        else
            launch.matrix(null).int64x2(0, 0);
        launch.int32(own ? 1 : 0).place(rightPanels).int64(rightPanels == null ? 0 : rightPanels.cols())
                .int64(c.size4(1))
                .int64x2(c.stride4(0), c.stride4(1));
        launch.int64(setting.stripRows()).matrix(epilogue.rightSums());
        addEpilogue(launch, alpha, beta, c, epilogue).run(panels(c.cols(), PackedMatrix.Role.RIGHT), strips,
                batches(c), 1, 1);
    }

    /**
     * How a product is computed.
     *
     * @param stripRows rows of a strip, whole tiles
     * @param inPlace whether B is read where it lies, if its rows are dense, or else packed by who reads it
     */
    private record Setting(long stripRows, boolean inPlace) {
        private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4}) rows, (" + IN_PLACE + "|packed)");

        static Setting parse(String text) {
            return new Setting(Long.parseLong(text.substring(0, text.indexOf(' '))), text.endsWith(IN_PLACE));
        }

        String text() {
            return stripRows + " rows, " + (inPlace ? IN_PLACE : "packed");
        }
    }

    @Override
    boolean isSetting(String text) {
        return Setting.TEXT.matcher(text).matches()
                && Setting.parse(text).stripRows() % width(PackedMatrix.Role.LEFT) == 0;
    }

    @Override
    List<String> settings(View a, View b, View c) {
        long tileRows = width(PackedMatrix.Role.LEFT);
        var others = Stream.of(true, false).flatMap(inPlace -> LongStream.of(1, 2, 4, 8, 16, STRIP_ROWS / tileRows)
                .mapToObj(tiles -> new Setting(tiles * tileRows, inPlace)));
        return Stream.concat(Stream.of(suiting(a, b, a.cols(), c, isPackedByItems(b, c))), others)
                .map(Setting::text).distinct()
                .toList();
    }

    /** Returns strips of fewer rows than could be where cores would go without work, but if each packs B for itself. */
    private Setting suiting(View a, View b, long k, View c, boolean packedByItems) {
        long rows = c.rows();
        boolean small = isReadInPlace(b) && isSmall(rows, c.cols(), k) && isSpread(b.rowStride());
        long tileRows = width(PackedMatrix.Role.LEFT);
        long strips;
        if (packedByItems)
            strips = Math.ceilDiv(rows, OWN_STRIP_ROWS);
        else {
            long panels = panels(c.cols(), PackedMatrix.Role.RIGHT) * batches(c);
            long wanted = Math.ceilDiv(launcher.device().computeUnits() * STRIPS_PER_CORE, panels);
            strips = Math.max(Math.ceilDiv(rows, STRIP_ROWS), Math.min(wanted, Math.ceilDiv(rows, tileRows)));
        }
        return new Setting(Math.ceilDiv(Math.ceilDiv(rows, strips), tileRows) * tileRows,
                rows <= IN_PLACE_ROWS || small || packedByItems || isFew(a, b, k));
    }

    /** Whether sums are short enough for both factors to be read where they are. */
    private static boolean isFew(View a, View b, long k) {
        return k <= IN_PLACE_STEPS && isSpread(a.colStride()) && isSpread(b.rowStride());
    }

    private static boolean isPackedByItems(View b, View c) {
        return !isReadInPlace(b) && c.rows() <= OWN_ROWS;
    }

    private static boolean isSmall(long rows, long cols, long k) {
        return rows <= IN_PLACE_ROWS_OF_SMALL && k * cols <= SMALL_RIGHT;
    }

    /** Whether the elements that a sum steps over lie on different sets of the first cache. */
    private static boolean isSpread(long stride) {
        return stride * Float.BYTES % CACHE_WAY != 0;
    }

    private static boolean isReadInPlace(View x) { return x.colStride() == 1; }

    /** Whether all panels of a B can be read where they are, the last one past the ends of its rows. */
    private static boolean isPlaced(View b) {
        return isReadInPlace(b) && b.rowStride() == b.cols() && b.cols() >= PLACED_COLUMNS;
    }

    /** Returns memory for the panels of a factor, one row for each matrix of the batch. */
    private View newPanels(View factor, PackedMatrix.Role role) {
        return scratch.take(batches(factor), panelElements(factor, role));
    }

    /** Packs one factor or both; the other one is {@code null}. */
    private void pack(long k, View a, View aPanels, View b, View bPanels) {
        if (a == null && b == null)
            return;
        var batch = a == null ? b : a;
        var launch = launcher.kernel(PROGRAM, "pack_panels").int64(k).int64(batch.size4(1));
        addFactor(launch, a, aPanels);
        // The kernel sees a factor as count x k, and B is k x n.
        addFactor(launch, b == null ? null : b.transposed(), bPanels);
        long panels = (a == null ? 0 : panels(a.rows(), PackedMatrix.Role.LEFT))
                + (b == null ? 0 : panels(b.cols(), PackedMatrix.Role.RIGHT));
        launch.run(panels, Math.ceilDiv(k, PACK_STEPS), batches(batch), 1, 1);
    }

    /** Adds FACTOR. */
    private static void addFactor(Launch launch, View factor, View panels) {
        if (factor == null)
            launch.int64(0).matrix(null).int64x2(0, 0).place(null).int64(0);
        else
            launch.int64(factor.rows()).matrix(factor).int64x2(factor.stride4(0), factor.stride4(1)).place(panels)
                    .int64(panels.cols());
    }

    private long panelElements(View matrix, PackedMatrix.Role role) {
        boolean left = role == PackedMatrix.Role.LEFT;
        long count = left ? matrix.rows() : matrix.cols();
        return Scratch.product(panels(count, role), width(role), left ? matrix.cols() : matrix.rows());
    }

    private long panels(long count, PackedMatrix.Role role) {
        return Math.ceilDiv(count, width(role));
    }

    private int width(PackedMatrix.Role role) {
        var profile = launcher.profile();
        return role == PackedMatrix.Role.LEFT ? profile.panelRows() : profile.panelVectors() * profile.lanes();
    }
}
