package dev.lanewise.kernel.opencl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The OpenCL drivers of this machine that tests know by name, and folders that show a child JVM some of them. */
public final class Drivers {
    private static final Path INSTALLED = Path.of("/etc/OpenCL/vendors/pocl.icd");
    /** Debian and Fedora, and a build of one's own. */
    private static final List<String> OCLGRIND_FOLDERS = List.of("/usr/lib/oclgrind", "/usr/lib64/oclgrind",
            "/usr/lib/x86_64-linux-gnu/oclgrind", "/usr/local/lib/oclgrind", "/usr/local/lib");

    private Drivers() {}

    /** Returns the library of PoCL, or skips the test. */
    public static String pocl() throws IOException {
        TestDevice.require(Files.exists(INSTALLED), "PoCL is not installed as " + INSTALLED
                + ", install it with: apt-get install pocl-opencl-icd");
        return Files.readString(INSTALLED).strip();
    }

    /** Returns the library of Oclgrind, or skips the test. */
    public static String oclgrind() {
        var library = OCLGRIND_FOLDERS.stream().map(folder -> Path.of(folder, "liboclgrind-rt-icd.so"))
                .filter(Files::exists).findFirst();
        TestDevice.require(library.isPresent(),
                "Oclgrind is not installed, install it with: apt-get install oclgrind");
        return library.orElseThrow().toString();
    }

    /**
     * Returns the environment in which OpenCL's loader sees these drivers alone.
     *
     * @param folder where a folder for them is made
     */
    public static Map<String, String> only(Path folder, String... libraries) throws IOException {
        var vendors = Files.createDirectory(folder.resolve("vendors"));
        for (int i = 0; i < libraries.length; i++)
            Files.writeString(vendors.resolve("driver" + i + ".icd"), libraries[i] + "\n");
        return Map.of("OCL_ICD_VENDORS", vendors.toString());
    }
}
