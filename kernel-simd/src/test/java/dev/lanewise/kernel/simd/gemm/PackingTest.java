package dev.lanewise.kernel.simd.gemm;

import static dev.lanewise.kernel.simd.gemm.MicroKernel.LINE;
import static dev.lanewise.kernel.simd.gemm.MicroKernel.PANEL_ROWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.simd.runtime.Operand;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class PackingTest {
    private static final float UNTOUCHED = -1;

    @Test
    void aPanelHoldsEachElementWhereATileReadsIt() {
        for (int rows = 1; rows <= PANEL_ROWS; rows++)
            for (int steps : new int[]{1, 2, 7, 33, MicroKernel.KC}) {
                checkPanelOfA(rows, steps, false);
                checkPanelOfA(rows, steps, true);
            }
    }

    /** Another thread may be packing what comes behind a panel. */
    private static void checkPanelOfA(int rows, int steps, boolean kMajor) {
        String what = rows + " rows, " + steps + " steps" + (kMajor ? ", k-major" : "");
        try (var compute = Compute.named("simd", ComputeOptions.DEFAULT.withThreads(1))) {
            // More rows than the panel takes, so that whole vectors can be read.
            int stored = rows + PANEL_ROWS;
            View x = kMajor ? compute.allocate(steps, stored).transposed() : compute.allocate(stored, steps);
            float[] values = new float[stored * steps];
            for (int i = 0; i < values.length; i++)
                values[i] = i + 1;
            compute.upload(values, x);
            var a = new Operand();
            a.setMatrix(x);
            float[] panels = new float[2 * GemmBlock.PANEL_OF_A];
            Arrays.fill(panels, UNTOUCHED);
            Packing.panelOfA(a, 0, 0, rows, steps, panels, 0);
            for (int r = 0; r < rows; r++)
                for (int s = 0; s < steps; s++)
                    assertEquals(values[r * steps + s],
                            panels[MicroKernel.rowAt(r, kMajor) + s * (kMajor ? LINE : 1)],
                            what + ": row " + r + ", step " + s);
            for (int i = GemmBlock.PANEL_OF_A; i < panels.length; i++)
                assertEquals(UNTOUCHED, panels[i], what + ": written behind the panel");
        }
    }

    @Test
    void noTileLiesInTwoLines() {
        for (int count = 1; count <= PANEL_ROWS; count++)
            for (boolean narrow : new boolean[]{false, true}) {
                int rows;
                for (int i = 0; i < count; i += rows) {
                    rows = MicroKernel.rows(Math.min(count - i, LINE - i % LINE), narrow);
                    assertTrue(i / LINE == (i + rows - 1) / LINE, count + " rows: tile at " + i + " of " + rows);
                }
            }
    }
}
