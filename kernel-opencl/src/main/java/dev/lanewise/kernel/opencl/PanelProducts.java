package dev.lanewise.kernel.opencl;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

/** The kernels of gemm_panels.cl: both factors are packed, then multiplied one register tile for each work-item. */
final class PanelProducts extends Products {
    private static final String PROGRAM = "gemm_panels";
    /** PACK_STEPS of gemm_panels.cl. */
    private static final long PACK_STEPS = 128;

    PanelProducts(Launcher launcher, Reductions reductions, Scratch scratch) { super(launcher, reductions, scratch); }

    /** A factor in panels; the panels are a contiguous view. */
    private static final class Panels extends PackedMatrix {
        private final View panels;

        Panels(View source, Role role, View panels) {
            super(source, role);
            this.panels = panels;
        }
    }

    @Override
    PackedMatrix pack(Scope scope, View matrix, PackedMatrix.Role role) {
        var packed = new Panels(matrix, role, scope.allocate(1, panelElements(matrix, role)));
        repack(packed);
        return packed;
    }

    @Override
    void repack(PackedMatrix packed) {
        pack(packed.source(), packed.role(), ((Panels) packed).panels);
    }

    @Override
    void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue) {
        var left = panels(a, PackedMatrix.Role.LEFT, k);
        var right = panels(b, PackedMatrix.Role.RIGHT, k);
        var launch = launcher.kernel(PROGRAM, "gemm_panels").int64(c.rows()).int64(c.cols()).int64(k)
                .place(left).int64(left.cols()).place(right).int64(right.cols()).int64(c.size4(1))
                .int64x2(c.stride4(0), c.stride4(1));
        addEpilogue(launch, alpha, beta, c, epilogue).run(Math.ceilDiv(c.cols(), width(PackedMatrix.Role.RIGHT)),
                Math.ceilDiv(c.rows(), width(PackedMatrix.Role.LEFT)), batches(c), 1, 1);
    }

    /** Returns the panels of a factor, one row for each matrix of the batch; packs them where that has not been done. */
    private View panels(GemmOperand factor, PackedMatrix.Role role, long k) {
        return switch (factor) {
            case Panels packed -> packed.panels;
            case PackedMatrix foreign -> panels(foreign.source(), role, k);
            case View view when k == 0 -> scratch.take(1, 0);
            case View view -> {
                var panels = scratch.take(batches(view), panelElements(view, role));
                pack(view, role, panels);
                yield panels;
            }
        };
    }

    private void pack(View matrix, PackedMatrix.Role role, View panels) {
        // The panel kernel sees a factor as lanes x k; B is k x n.
        var lanes = role == PackedMatrix.Role.LEFT ? matrix : matrix.transposed();
        launcher.kernel(PROGRAM, "pack_panels").int32(width(role)).int64(lanes.rows()).int64(lanes.cols())
                .matrix(lanes).int64(lanes.size4(1)).int64x2(lanes.stride4(0), lanes.stride4(1)).int64(panels.cols())
                .place(panels).run(Math.ceilDiv(lanes.rows(), width(role)), Math.ceilDiv(lanes.cols(), PACK_STEPS),
                        batches(matrix), 1, 1);
    }

    private long panelElements(View matrix, PackedMatrix.Role role) {
        boolean left = role == PackedMatrix.Role.LEFT;
        long lanes = left ? matrix.rows() : matrix.cols();
        long k = left ? matrix.cols() : matrix.rows();
        return Math.ceilDiv(lanes, width(role)) * width(role) * k;
    }

    private int width(PackedMatrix.Role role) {
        var profile = launcher.profile();
        return role == PackedMatrix.Role.LEFT ? profile.panelRows() : 2 * profile.lanes();
    }
}
