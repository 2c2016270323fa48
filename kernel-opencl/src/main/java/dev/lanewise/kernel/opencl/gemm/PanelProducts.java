package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.PackedMatrix.Role;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.gemm.GemmShape.Strides;
import dev.lanewise.kernel.opencl.gemm.PanelPlan.Source;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

import java.util.ArrayList;
import java.util.List;

/** The kernels of gemm_panels.cl, launched as a {@link PanelPlan} says. */
final class PanelProducts extends Products {
    private static final String PROGRAM = "gemm_panels";
    /** PACK_STEPS of gemm_panels.cl. */
    private static final long PACK_STEPS = 128;
    /** PARTs of pack_right. */
    private static final int PARTS = 8;

    private final PanelPlanner planner;

    PanelProducts(Launcher launcher, Scratch scratch) {
        super(launcher, scratch);
        planner = PanelPlanner.of(launcher.profile(), launcher.device());
    }

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
    public PackedMatrix pack(Scope scope, View matrix, Role role) {
        if (!planner.packsAhead(role, matrix.rows(), matrix.cols(), Strides.of(matrix), (PanelSetting) forced()))
            return new Unpacked(matrix, role);
        long elements = role == Role.LEFT
                ? planner.panelElements(role, matrix.rows(), matrix.cols())
                : planner.panelElements(role, matrix.cols(), matrix.rows());
        var packed = new Panels(matrix, role, scope.allocate(1, elements));
        repack(packed);
        return packed;
    }

    @Override
    public void repack(PackedMatrix matrix) {
        if (!(matrix instanceof Panels packed))
            return;
        if (packed.role() == Role.LEFT)
            pack(packed.cols(), packed.source(), packed.panels, null, null);
        else
            pack(packed.rows(), null, null, packed.source(), packed.panels);
    }

    @Override
    public void repackAll(List<PackedMatrix> packed) {
        var rights = new ArrayList<Panels>();
        for (var matrix : packed)
            if (matrix instanceof Panels panels && matrix.role() == Role.RIGHT)
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
            panels += planner.panels(Role.RIGHT, part.cols());
            steps = Math.max(steps, part.rows());
        }
        for (int missing = parts.size(); missing < PARTS; missing++)
            launch.int64(0).int64(0).matrix(null).place(null);
        launch.run(panels, Math.ceilDiv(steps, PACK_STEPS), 1, 1, 1);
    }

    @Override
    void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue) {
        var shape = GemmShape.of(a.source(), b.source(), k, c);
        var plan = planner.plan(shape, a instanceof Panels, b instanceof Panels, (PanelSetting) setting(shape));
        View left = a.source();
        View right = b.source();
        var leftPanels = panels(a, plan.left(), plan.leftWorkspace(), shape.batches());
        var rightPanels = panels(b, plan.right(), plan.rightWorkspace(), shape.batches());
        packByLaunch(plan, left, leftPanels, right, rightPanels, k);

        var launch = launcher.kernel(PROGRAM, "gemm_panels").int64(c.rows()).int64(c.cols()).int64(k);
        if (leftPanels == null)
            launch.int32(0).matrix(left).int64x2(left.stride4(0), left.stride4(1));
        else
            launch.int32(1).place(leftPanels).int64(k * planner.mr()).int64(1)
                    .int64x2(c.size4(1) * leftPanels.cols(), leftPanels.cols());
        launch.int64(plan.inPlacePanels());
        if (plan.readsStoredRight())
            launch.matrix(right).int64x2(right.stride4(0), right.stride4(1));
        else
            launch.matrix(null).int64x2(0, 0);
        launch.int32(plan.right() == Source.PACKED_BY_ITEMS ? 1 : 0).place(rightPanels)
                .int64(rightPanels == null ? 0 : rightPanels.cols()).int64(c.size4(1))
                .int64x2(c.stride4(0), c.stride4(1)).int64(plan.stripRows()).matrix(epilogue.rightSums());
        addEpilogue(launch, alpha, beta, c, epilogue).run(plan.panels(), plan.strips(), shape.batches(), 1, 1);
    }

    /** Returns where the panels of a factor are, or will be; {@code null} if it has none. */
    private View panels(GemmOperand factor, Source source, long workspace, long batches) {
        return switch (source) {
            case IN_PLACE -> null;
            case PACKED_AHEAD -> ((Panels) factor).panels;
            case PACKED_BY_LAUNCH, PACKED_BY_ITEMS -> scratch.take(batches, workspace);
        };
    }

    private void packByLaunch(PanelPlan plan, View a, View aPanels, View b, View bPanels, long k) {
        boolean packsLeft = plan.left() == Source.PACKED_BY_LAUNCH;
        boolean packsRight = plan.right() == Source.PACKED_BY_LAUNCH;
        if (!packsLeft && !packsRight)
            return;
        long inPlace = plan.inPlacePanels() * planner.nr();
        pack(k, packsLeft ? a : null, aPanels, packsRight ? b.cols(inPlace, b.cols() - inPlace) : null, bPanels);
    }

    @Override
    boolean allows(GemmSetting setting) {
        return setting instanceof PanelSetting panels && planner.allows(panels);
    }

    @Override
    List<PanelSetting> settings(GemmShape shape) { return planner.settings(shape); }

    /** Packs one factor or both; the other one is {@code null}. */
    private void pack(long k, View a, View aPanels, View b, View bPanels) {
        var batch = a == null ? b : a;
        var launch = launcher.kernel(PROGRAM, "pack_panels").int64(k).int64(batch.size4(1));
        addFactor(launch, a, aPanels);
        // The kernel sees a factor as count x k, and B is k x n.
        addFactor(launch, b == null ? null : b.transposed(), bPanels);
        long panels = (a == null ? 0 : planner.panels(Role.LEFT, a.rows()))
                + (b == null ? 0 : planner.panels(Role.RIGHT, b.cols()));
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
}
