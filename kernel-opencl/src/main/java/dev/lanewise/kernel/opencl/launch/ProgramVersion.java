package dev.lanewise.kernel.opencl.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A program as it is built: the same source makes several.
 *
 * @param name name of the .cl file
 * @param defines lines in front of it, empty for none
 */
public record ProgramVersion(String name, String defines) {
    /** Where this module's .cl files are. */
    private static final String FOLDER = "/dev/lanewise/kernel/opencl/";
    /**
     * What trains a network, and may take denormal numbers as zero: softmax makes them of classes that are ruled out, and
     * the products behind it take many times as long for them. A step of 64-128-10 on PoCL went from 120 to 170 us
     * within 60,000 steps.
     */
    private static final Set<String> FLUSHING = Set.of("gemm_panels", "gemm_tiles", "training", "batchnorm",
            "optimizers");

    /** Returns the options of the device's compiler that are its own; the other programs compute with what they get. */
    String options() {
        return FLUSHING.contains(name) ? " -cl-denorms-are-zero" : "";
    }

    /** Returns what the device's compiler gets. */
    public String source(KernelProfile profile) {
        return profile.defines() + defines + read("common") + read("activations")
                + (name.startsWith("gemm") ? read("epilogue") : "") + read(name);
    }

    private static String read(String file) {
        try (var resource = ProgramVersion.class.getResourceAsStream(FOLDER + file + ".cl")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ".cl", e);
        }
    }
}
