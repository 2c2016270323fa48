package dev.lanewise.kernel.opencl.launch;

import dev.lanewise.kernel.opencl.device.DeviceSession;
import org.jocl.cl_program;

import java.util.HashMap;
import java.util.Map;

/** The programs of one session, built when they are first asked for, and their kernels. */
final class Programs {
    private final DeviceSession session;
    private final KernelProfile profile;
    private final Map<ProgramVersion, cl_program> built = new HashMap<>();
    private final Map<ProgramVersion, Map<String, Kernel>> shared = new HashMap<>();

    Programs(DeviceSession session, KernelProfile profile) {
        this.session = session;
        this.profile = profile;
    }

    /** Returns the kernel that operations share when they run at once: each sets all of its arguments. */
    Kernel sharedKernel(ProgramVersion version, String name) {
        return shared.computeIfAbsent(version, key -> new HashMap<>()).computeIfAbsent(name,
                key -> newKernel(version, name));
    }

    /** Returns a kernel that keeps its arguments; {@link Kernel#release} it. */
    Kernel newKernel(ProgramVersion version, String name) {
        var program = built.computeIfAbsent(version, this::build);
        return new Kernel(session, name, session.newKernel(program, name));
    }

    private cl_program build(ProgramVersion version) {
        return session.build(version.name(), version.source(profile), version.options());
    }
}
