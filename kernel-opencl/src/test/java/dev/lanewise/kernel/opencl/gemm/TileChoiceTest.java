package dev.lanewise.kernel.opencl.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.opencl.device.OpenClDevice;
import org.jocl.CL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Collectors;

/** Which tiles a device is offered. */
class TileChoiceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"256 | 49152 | 128x128 128x64 32x32 64x32 64x64",
            "256 | 32768 | 128x64 32x32 64x32 64x64", "64 | 49152 | 32x32"})
    void tilesThatADeviceHasNoRoomForArePassedOver(long largestGroup, long localMemory, String expected) {
        var device = new OpenClDevice("0:0", null, "platform", "device", "driver", CL.CL_DEVICE_TYPE_GPU, 1L << 32,
                1L << 30, 16, largestGroup, 1, localMemory, true, true, false);
        var sizes = new TileChoice(device, GemmTile.FULL).settings(4096, 4096, 16).stream()
                .map(setting -> setting.substring(0, setting.indexOf("x16/"))).sorted()
                .collect(Collectors.joining(" "));
        assertEquals(expected, sizes);
    }
}
