package dev.lanewise.kernel.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.PackedMatrix;
import org.junit.jupiter.api.Test;

class PackedMatrixTest {
    /** Of one repeated element: the panels' size, counted in 64 bits, came round to zero. */
    @Test
    void morePanelsThanCanBeCountedAreRefused() {
        try (var compute = new SimdCompute(ComputeOptions.DEFAULT)) {
            var x = compute.allocate(1, 1);
            var e = assertThrows(ComputeException.class,
                    () -> compute.pack(x.broadcast(1L << 62, 1), PackedMatrix.Role.RIGHT));
            assertTrue(e.getMessage().contains("not enough memory"), e.getMessage());
            assertEquals(1, compute.pack(x, PackedMatrix.Role.RIGHT).rows());
        }
    }
}
