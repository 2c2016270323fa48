package dev.lanewise.kernel.opencl.device;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that name the OpenCL drivers of a Linux machine. OpenCL's loader passes over a driver that it cannot load
 * in silence; here it is found out which, and why.
 */
final class IcdFiles {
    /** Where the extension cl_khr_icd has them. */
    private static final String FOLDER = "/etc/OpenCL/vendors";
    /** Names another folder; both loaders of Linux, ocl-icd and Khronos's, read it. */
    private static final String VARIABLE = "OCL_ICD_VENDORS";
    /** What every driver must export, by cl_khr_icd. */
    private static final String ENTRY = "clGetExtensionFunctionAddress";

    private IcdFiles() {}

    /** Returns a line for each driver that is named and cannot be loaded; none where there is no such folder. */
    static List<String> problems() {
        var folder = Path.of(System.getenv().getOrDefault(VARIABLE, FOLDER));
        var problems = new ArrayList<String>();
        if (!Files.isDirectory(folder))
            return problems;
        try (var files = Files.newDirectoryStream(folder, "*.icd")) {
            for (var file : files) {
                String problem = problem(file);
                if (!problem.isEmpty())
                    problems.add(file + ": " + problem);
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(folder + ": cannot be read: " + e.getMessage());
        }
        problems.sort(null);
        return problems;
    }

    /** Returns what is wrong with the driver that a file names; empty for nothing. */
    private static String problem(Path file) {
        String library;
        try {
            // The loader reads the first line; this constructor takes any bytes.
            library = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().findFirst().orElse("")
                    .strip();
        } catch (IOException e) {
            return "cannot be read";
        }
        return library.isEmpty() ? "names no driver" : driverProblem(library);
    }

    /** Restricted, since loading a library runs its code; the loader has loaded, or tried to load, the same one. */
    @SuppressWarnings("restricted")
    private static String driverProblem(String library) {
        try (var arena = Arena.ofConfined()) {
            boolean driver = SymbolLookup.libraryLookup(library, arena).find(ENTRY).isPresent();
            return driver ? "" : library + " is no OpenCL driver";
        } catch (IllegalArgumentException e) {
            return library + " cannot be loaded";
        } catch (IllegalCallerException e) {
            // Without native access for this module OpenCL itself may still work: then nothing is known.
            return "";
        }
    }
}
