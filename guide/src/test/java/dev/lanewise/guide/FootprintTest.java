package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.nn.Network;
import org.junit.jupiter.api.Test;

class FootprintTest {
    /** Forward, and back to weights and to inputs: a multiplication and an addition each. */
    @Test
    void workIsThatOfTheProducts() {
        var architecture = Network.input(57).dense(256).batchNorm().relu().dropout(0.2).dense(2).architecture();
        assertEquals(6.0 * (57 * 256 + 256 * 2) * 1000, Footprint.work(architecture, 1000));
    }
}
