package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

/** The kernel of gemm_tiles.cl, which reads both factors where they are, whatever their strides. */
final class TileProducts extends Products {
    /** GROUP_ROWS and GROUP_COLUMNS of gemm_tiles.cl. */
    private static final int GROUP = 16;
    static final int GROUP_ITEMS = GROUP * GROUP;
    /** ITEM_ROWS of gemm_tiles.cl. */
    private static final int ITEM_ROWS = 4;

    TileProducts(Launcher launcher, Reductions reductions, Scratch scratch) { super(launcher, reductions, scratch); }

    /** A factor that stands for itself. */
    private static final class Unpacked extends PackedMatrix {
        Unpacked(View source, Role role) { super(source, role); }
    }

    @Override
    PackedMatrix pack(Scope scope, View matrix, PackedMatrix.Role role) { return new Unpacked(matrix, role); }

    @Override
    void repack(PackedMatrix packed) {}

    @Override
    void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue) {
        var left = a.source();
        var right = b.source();
        var launch = launcher.kernel("gemm_tiles", "gemm_tiles").int64(c.rows()).int64(c.cols()).int64(k)
                .matrix(left).int64x2(left.stride4(0), left.stride4(1)).matrix(right)
                .int64x2(right.stride4(0), right.stride4(1)).int64(c.size4(1))
                .int64x2(c.stride4(0), c.stride4(1));
        long tileColumns = (long) GROUP * launcher.profile().lanes();
        addEpilogue(launch, alpha, beta, c, epilogue).run(Math.ceilDiv(c.cols(), tileColumns) * GROUP,
                Math.ceilDiv(c.rows(), GROUP * ITEM_ROWS) * GROUP, batches(c), GROUP, GROUP);
    }
}
