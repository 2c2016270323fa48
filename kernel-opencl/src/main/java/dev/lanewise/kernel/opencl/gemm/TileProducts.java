package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.launch.Launcher;

import java.util.List;

/**
 * The kernels of gemm_tiles.cl, which read both factors where they are, whatever their strides. A product with too few
 * tiles for the device is cut along k into parts, which a second launch adds up in one order: results do not depend on
 * which group was first.
 */
final class TileProducts extends Products {
    private static final String PROGRAM = "gemm_tiles";
    /** Elements of a quad, what one item reads at once. */
    private static final int QUAD = 4;

    private final TilePlanner planner;
    private final boolean emulated;

    /**
     * @param tiles what to choose from
     * @param emulated whether plain arithmetic replaces tensor cores
     */
    TileProducts(Launcher launcher, Scratch scratch, List<GemmTile> tiles, boolean emulated) {
        super(launcher, scratch);
        planner = new TilePlanner(launcher.device(), tiles);
        this.emulated = emulated;
    }

    @Override
    public String describe() {
        String arithmetic = emulated ? " in TF32, emulated" : roundsFactors() ? " in TF32" : "";
        return "products by tiles" + arithmetic;
    }

    @Override
    boolean roundsFactors() { return planner.isFast(); }

    @Override
    public PackedMatrix pack(Scope scope, View matrix, PackedMatrix.Role role) { return new Unpacked(matrix, role); }

    @Override
    public void repack(PackedMatrix packed) {}

    @Override
    public void repackAll(List<PackedMatrix> packed) {}

    @Override
    void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue) {
        var shape = GemmShape.of(a.source(), b.source(), k, c);
        var plan = planner.plan(shape, (TileSetting) setting(shape));
        if (plan.parts() == 1) {
            multiply(plan.tile(), a.source(), b.source(), k, k, alpha, beta, c, epilogue, epilogue.rightSums());
            return;
        }
        int parts = plan.parts();
        long part = plan.partSteps();
        var left = parts(a.source(), parts, a.rows(), 1, part * a.source().colStride());
        var right = parts(b.source(), parts, 1, b.cols(), part * b.source().rowStride());
        var sums = scratch.take(parts * c.rows(), c.cols());
        var rightSums = epilogue.rightSums() == null ? null : scratch.take(parts, c.cols());
        long last = k - (parts - 1) * part;
        multiply(plan.tile(), left, right, part, last, 1, 0,
                sums.reshape(1, parts, c.rows(), c.cols()), Epilogue.NONE, rightSums);
        var launch = launcher.kernel(PROGRAM, defines(plan.tile(), left, right, part, last, rightSums), "sum_parts")
                .int64(c.rows()).int64(c.cols()).int32(parts).place(sums);
        if (rightSums != null)
            launch.place(rightSums).matrix(epilogue.rightSums());
        addEpilogue(launch, alpha, beta, c, epilogue).overMatrix(c.rows(), c.cols());
    }

    @Override
    boolean allows(GemmSetting setting) {
        return setting instanceof TileSetting tiles && planner.allows(tiles);
    }

    @Override
    List<TileSetting> settings(GemmShape shape) { return planner.settings(shape); }

    /**
     * @param lastK number of products in the sums of the last matrix in the batch's second dimension
     * @param rightSums one row for each matrix of the batch, or {@code null}
     */
    private void multiply(GemmTile tile, View a, View b, long k, long lastK, double alpha, double beta, View c,
            Epilogue epilogue, View rightSums) {
        var launch = launcher.kernel(PROGRAM, defines(tile, a, b, k, lastK, rightSums), "gemm_tiles").int64(c.rows())
                .int64(c.cols()).int64(k).int64(lastK).matrix(a).int64x2(a.stride4(0), a.stride4(1)).matrix(b)
                .int64x2(b.stride4(0), b.stride4(1)).int64(c.size4(1)).int64x2(c.stride4(0), c.stride4(1));
        if (rightSums != null)
            launch.matrix(rightSums);
        addEpilogue(launch, alpha, beta, c, epilogue).run(Math.ceilDiv(c.cols(), tile.columns()) * tile.items(),
                Math.ceilDiv(c.rows(), tile.rows()), batches(c), tile.items(), 1);
    }

    /** Returns a factor as a batch of parts, each {@code distance} elements behind the one before; only its strides count. */
    private static View parts(View x, int parts, long rows, long cols, long distance) {
        return x.withLayout(x.offset(), new long[]{1, parts, rows, cols},
                new long[]{0, distance, x.rowStride(), x.colStride()});
    }

    private String defines(GemmTile tile, View a, View b, long k, long lastK, View rightSums) {
        boolean quads = k % QUAD == 0 && lastK % QUAD == 0;
        return (rightSums == null ? "" : "#define RIGHT_SUMS\n")
                + tile.defines(reading(a, a.rowStride(), a.rows(), a.colStride(), quads),
                        reading(b, b.colStride(), b.cols(), b.rowStride(), quads), emulated);
    }

    /**
     * Chooses how a factor is read; as {@code lanes x k}, it has a stride from lane to lane and one from step to step.
     *
     * @param quads whether all numbers of steps are whole quads
     */
    private static GemmTile.Reading reading(View x, long laneStride, long lanes, long stepStride, boolean quads) {
        boolean alongSteps = laneStride != 1;
        boolean aligned = x.offset() % QUAD == 0 && x.stride4(0) % QUAD == 0 && x.stride4(1) % QUAD == 0;
        boolean wide = alongSteps
                ? stepStride == 1 && laneStride % QUAD == 0 && quads
                : stepStride % QUAD == 0 && lanes % QUAD == 0;
        return new GemmTile.Reading(alongSteps, wide && aligned);
    }
}
