package dev.lanewise.kernel.opencl.device;

import static org.jocl.CL.CL_PROGRAM_KERNEL_NAMES;
import static org.jocl.CL.clGetProgramInfo;

import dev.lanewise.kernel.opencl.gemm.TileSource;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import dev.lanewise.kernel.opencl.launch.ProgramVersion;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Notes which kernels were launched, in this JVM and by this compute, so that tests can say which were not. */
public final class LaunchedKernels extends UnoptimisedTiles {
    /** The names of all kernels that any compute with such an interface has launched. */
    private static final Set<String> IN_THIS_JVM = ConcurrentHashMap.newKeySet();

    /** A kernel: its name, and the text of its program. */
    private record Origin(String kernel, String source) {}

    private final Map<cl_program, String> sources = new HashMap<>();
    private final Map<cl_kernel, Origin> kernels = new HashMap<>();
    private final Set<Origin> launched = new HashSet<>();

    @Override
    cl_program createProgram(cl_context context, String source) {
        var program = super.createProgram(context, source);
        sources.put(program, source);
        return program;
    }

    @Override
    cl_kernel createKernel(cl_program program, String name) {
        var kernel = super.createKernel(program, name);
        kernels.put(kernel, new Origin(name, sources.get(program)));
        return kernel;
    }

    @Override
    void launch(cl_command_queue queue, cl_kernel kernel, long[] global, long[] local) {
        super.launch(queue, kernel, global, local);
        var origin = kernels.get(kernel);
        IN_THIS_JVM.add(origin.kernel);
        launched.add(origin);
    }

    /** Returns the texts of the programs from which this compute has launched a kernel. */
    public Stream<String> sourcesOf(String kernel) {
        return launched.stream().filter(origin -> origin.kernel.equals(kernel)).map(Origin::source);
    }

    /**
     * Returns the kernels of this module's sources that nobody has launched in this JVM.
     *
     * @param exceptions names of programs that are left out
     */
    public static Set<String> missing(OpenClDevice device, KernelProfile profile, Set<String> exceptions)
            throws IOException, URISyntaxException {
        var missing = new TreeSet<String>();
        for (String program : programs())
            if (!exceptions.contains(program))
                missing.addAll(kernels(program, device, profile));
        missing.removeAll(IN_THIS_JVM);
        return missing;
    }

    /** Returns the names of the files with kernels; the others are put in front of these. */
    private static Set<String> programs() throws IOException, URISyntaxException {
        var folder = Path.of(ProgramVersion.class.getResource("/dev/lanewise/kernel/opencl/common.cl").toURI())
                .getParent();
        var programs = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(folder, "*.cl")) {
            for (var file : files)
                if (Files.readString(file).contains("__kernel"))
                    programs.add(file.getFileName().toString().replace(".cl", ""));
        }
        return programs;
    }

    /** Asks the device's compiler, which knows the names that macros make. */
    private static Set<String> kernels(String program, OpenClDevice device, KernelProfile profile) {
        var api = new ClApi();
        var context = api.createContext(device.id());
        // Only products by tiles need these lines; the others pass them over.
        var version = new ProgramVersion(program, TileSource.defines());
        var built = api.createProgram(context, version.source(profile));
        try {
            api.buildProgram(built, "-cl-std=CL1.2");
            var size = new long[1];
            clGetProgramInfo(built, CL_PROGRAM_KERNEL_NAMES, 0, null, size);
            var names = new byte[(int) size[0]];
            clGetProgramInfo(built, CL_PROGRAM_KERNEL_NAMES, names.length, Pointer.to(names), null);
            return Set.of(new String(names, StandardCharsets.UTF_8).replace("\0", "").split(";", -1));
        } finally {
            api.release(built);
            api.release(context);
        }
    }
}
