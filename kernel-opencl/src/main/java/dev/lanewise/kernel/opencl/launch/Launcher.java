package dev.lanewise.kernel.opencl.launch;

import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.spi.PlanStep;
import dev.lanewise.kernel.opencl.device.DeviceSession;
import dev.lanewise.kernel.opencl.device.OpenClDevice;

import java.util.ArrayList;
import java.util.List;

/** Starts launches: at once, or, while a plan is being recorded, later and again and again. */
public final class Launcher {
    private final DeviceSession session;
    private final KernelProfile profile;
    private final Programs programs;
    private List<Launch> captured;

    /** @param profile how kernels are cut for the session's device */
    public Launcher(DeviceSession session, KernelProfile profile) {
        this.session = session;
        this.profile = profile;
        programs = new Programs(session, profile);
    }

    public KernelProfile profile() { return profile; }

    public OpenClDevice device() { return session.device(); }

    /**
     * Begins a launch; its arguments follow in the order of the kernel's parameters.
     *
     * @param program name of the .cl file
     * @param kernel name of the kernel in it
     */
    public Launch kernel(String program, String kernel) {
        return kernel(program, "", kernel);
    }

    /**
     * Begins a launch of a kernel that exists in several versions.
     *
     * @param defines lines in front of the program
     */
    public Launch kernel(String program, String defines, String kernel) {
        var version = new ProgramVersion(program, defines);
        return captured == null
                ? new Launch(profile, programs.sharedKernel(version, kernel), null)
                : new Launch(profile, programs.newKernel(version, kernel), captured);
    }

    /** Returns whether the device's compiler takes a program that has a kernel of its own name. */
    public boolean builds(String program) {
        try {
            programs.newKernel(new ProgramVersion(program, ""), program).release();
            return true;
        } catch (ComputeException e) {
            return false;
        }
    }

    /** Runs an operation whose launches are kept instead of submitted. */
    public PlanStep capture(Runnable operation) {
        captured = new ArrayList<>();
        try {
            operation.run();
            return new Replay(captured.toArray(Launch[]::new));
        } catch (RuntimeException | Error e) {
            captured.forEach(Launch::close);
            throw e;
        } finally {
            captured = null;
        }
    }

    /** The launches of one recorded operation. */
    private record Replay(Launch[] steps) implements PlanStep {
        @Override
        public void run() {
            for (var launch : steps)
                launch.replay();
        }

        @Override
        public int launches() { return steps.length; }

        @Override
        public void close() {
            for (var launch : steps)
                launch.close();
        }
    }
}
