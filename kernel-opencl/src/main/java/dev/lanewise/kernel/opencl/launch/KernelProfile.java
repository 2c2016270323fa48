package dev.lanewise.kernel.opencl.launch;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.ComputeOptions.Precision;
import dev.lanewise.compute.Dropout;
import dev.lanewise.compute.OptimizerOperations;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.UnaryOp;
import dev.lanewise.kernel.opencl.device.OpenClDevice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How kernels are cut for a kind of device. CPUs and GPUs want opposite things: a CPU core runs one work-item at a
 * time and gains from wide vectors inside it; a GPU gains from many items that read neighbouring elements together.
 *
 * @param gemm the family of product kernels
 * @param lanes elements that one work-item handles at once; divides {@link ParameterLayout#ALIGNMENT}
 * @param team work-items that share one reduction; 1 needs no barrier
 * @param columnGroup items next to each other in a group that reduces columns
 * @param group items of a group in kernels without teamwork
 * @param mr rows of a register tile of the panel family
 * @param nrVectors vectors of {@code lanes} in a row of that tile, 2 or 3
 */
public record KernelProfile(Gemm gemm, int lanes, int team, int columnGroup, int group, int mr,
        int nrVectors) {
    /** System property that overrules the choice by device: {@code panels} or {@code tiles}. */
    static final String PROPERTY = "lanewise.opencl.gemm";

    /** Families of product kernels; each brings the cut of all other kernels with it. */
    public enum Gemm {
        /** Packed panels and register tiles, for CPUs. */
        PANELS,
        /** Blocks in local memory, for GPUs. */
        TILES,
        /** The same, multiplied by tensor cores with factors rounded to TF32, where there are some. */
        TENSOR_TILES,
        /** The same with plain arithmetic in place of tensor cores, to test the rest of it on any device. */
        EMULATED_TENSOR_TILES
    }

    /**
     * 4 lanes: one 128-bit access for each item, the widest there is. 32 in a team: one warp of NVIDIA's, half a
     * wavefront of AMD's. 8 x 4 lanes: the 128-byte line that a warp reads at once.
     */
    public static final KernelProfile GPU = gpu(Gemm.TILES);

    public static KernelProfile gpu(Gemm gemm) { return new KernelProfile(gemm, 4, 32, 8, 64, 4, 2); }

    /**
     * Lanes are the native vector, at least 4 for the vector types, at most 16, the widest type. A tile takes 8 x 3 of
     * 32 vector registers: the eight elements of A and three vectors of B that a step loads serve 24 multiply-adds; or
     * 6 x 2 of 16 where vectors are narrower (AVX2, SSE).
     */
    public static KernelProfile cpu(int vectorWidth) {
        int lanes = Math.clamp(Integer.highestOneBit(Math.max(vectorWidth, 1)), 4, 16);
        return new KernelProfile(Gemm.PANELS, lanes, 1, 1, 64, lanes == 16 ? 8 : 6, lanes == 16 ? 3 : 2);
    }

    /** Returns the profile for a device and a precision, or the one that the system property forces. */
    public static KernelProfile of(OpenClDevice device, Precision precision) {
        String forced = System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT);
        boolean tiles = switch (forced) {
            case "" -> prefersTiles(device);
            case "panels" -> false;
            case "tiles" -> true;
            default -> throw new IllegalArgumentException(
                    PROPERTY + ": must be panels or tiles, got " + forced);
        };
        if (!tiles)
            return cpu(device.vectorWidth());
        return gpu(precision == Precision.FAST ? Gemm.TENSOR_TILES : Gemm.TILES);
    }

    private static boolean prefersTiles(OpenClDevice device) {
        return device.isAccelerator() && device.ownLocalMemory() && device.largestGroup() >= GPU.team * GPU.columnGroup;
    }

    /** Returns the columns of a register tile of the panel family. */
    public int nr() {
        return nrVectors * lanes;
    }

    /**
     * Returns the lines in front of every program: sizes of this profile, numbers of the enums, constants of the
     * contract.
     */
    String defines() {
        var lines = new ArrayList<String>();
        lines.add("LANES " + lanes);
        lines.add("TEAM " + team);
        lines.add("COLUMN_GROUP " + columnGroup);
        lines.add("MR " + mr);
        lines.add("NR_VECTORS " + nrVectors);
        lines.add("ALIGNMENT " + ParameterLayout.ALIGNMENT);
        lines.add("LEAKY_SLOPE " + (float) Activation.LEAKY_SLOPE + "f");
        lines.add("FLUSH " + Double.toHexString(OptimizerOperations.FLUSH) + "f");
        lines.add("MIX_1 0x" + Integer.toHexString(Dropout.MIX_1) + "u");
        lines.add("MIX_2 0x" + Integer.toHexString(Dropout.MIX_2) + "u");
        lines.add("COLUMN_STEP 0x" + Integer.toHexString(Dropout.COLUMN_STEP) + "u");
        for (var constants : List.<Enum<?>[]>of(Activation.values(), UnaryOp.values(), BinaryOp.values(),
                Reduction.values()))
            for (var constant : constants)
                lines.add(prefix(constant) + "_" + constant.name() + " " + constant.ordinal());
        return "#define " + String.join("\n#define ", lines) + "\n";
    }

    private static String prefix(Enum<?> constant) {
        return constant.getDeclaringClass().getSimpleName().replace("Op", "").toUpperCase(Locale.ROOT);
    }
}
