package dev.lanewise.kernel.opencl.device;

import dev.lanewise.kernel.opencl.TestDevice;
import org.jocl.cl_context;
import org.jocl.cl_program;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * On a CPU compiles products by tiles as they stand. They are cut for GPUs, so that what a CPU's optimiser makes of
 * them tells nothing about them, and PoCL takes long for it: {@code TileConformanceTest} alone 101 s with it and 64
 * without. {@code -Plong} optimises.
 */
public class UnoptimisedTiles extends ClApi {
    private static final boolean OPTIMISES = !"false".equals(System.getProperty("lanewise.long"))
            || TestDevice.get().isAccelerator();

    private final Set<cl_program> tiles = ConcurrentHashMap.newKeySet();

    @Override
    cl_program createProgram(cl_context context, String source) {
        var program = super.createProgram(context, source);
        if (source.contains("\ngemm_tiles("))
            tiles.add(program);
        return program;
    }

    @Override
    void buildProgram(cl_program program, String options) {
        super.buildProgram(program, !OPTIMISES && tiles.contains(program) ? options + " -cl-opt-disable" : options);
    }
}
