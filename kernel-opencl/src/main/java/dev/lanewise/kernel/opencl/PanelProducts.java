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
        var panels = ((Panels) packed).panels;
        if (packed.role() == PackedMatrix.Role.LEFT)
            pack(packed.cols(), packed.source(), panels, null, null);
        else
            pack(packed.rows(), null, null, packed.source(), panels);
    }

    @Override
    void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue) {
        var left = a instanceof Panels packed ? packed.panels : newPanels((View) a, PackedMatrix.Role.LEFT);
        var right = b instanceof Panels packed ? packed.panels : newPanels((View) b, PackedMatrix.Role.RIGHT);
        pack(k, a instanceof View view ? view : null, left, b instanceof View view ? view : null, right);
        var launch = launcher.kernel(PROGRAM, "gemm_panels").int64(c.rows()).int64(c.cols()).int64(k).place(left)
                .int64(left.cols()).place(right).int64(right.cols()).int64(c.size4(1))
                .int64x2(c.stride4(0), c.stride4(1));
        addEpilogue(launch, alpha, beta, c, epilogue).run(panels(c.cols(), PackedMatrix.Role.RIGHT),
                panels(c.rows(), PackedMatrix.Role.LEFT), batches(c), 1, 1);
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
        return panels(count, role) * width(role) * (left ? matrix.cols() : matrix.rows());
    }

    private long panels(long count, PackedMatrix.Role role) {
        return Math.ceilDiv(count, width(role));
    }

    private int width(PackedMatrix.Role role) {
        var profile = launcher.profile();
        return role == PackedMatrix.Role.LEFT ? profile.panelRows() : 2 * profile.lanes();
    }
}
