package dev.lanewise.kernel.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A program as it is built: the same source makes several.
 *
 * @param name name of the .cl file
 * @param defines lines in front of it, empty for none
 */
record ProgramVersion(String name, String defines) {
    /** Returns what the device's compiler gets. */
    String source(KernelProfile profile) {
        return profile.defines() + defines + read("common") + read("activations")
                + (name.startsWith("gemm") ? read("epilogue") : "") + read(name);
    }

    private static String read(String file) {
        try (var resource = ProgramVersion.class.getResourceAsStream(file + ".cl")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ".cl", e);
        }
    }
}
