package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.Epilogue;
import dev.lanewise.compute.GemmOperand;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.kernel.opencl.device.Scratch;
import dev.lanewise.kernel.opencl.launch.Launch;
import dev.lanewise.kernel.opencl.launch.Launcher;

import java.util.List;

/** Matrix products by one of the two families of kernels. */
public abstract sealed class Products permits PanelProducts, TileProducts {
    final Launcher launcher;
    final Scratch scratch;
    private Tuning tuning;
    private GemmSetting forced;

    Products(Launcher launcher, Scratch scratch) {
        this.launcher = launcher;
        this.scratch = scratch;
    }

    Tuning tuning() { return tuning; }

    /** Returns whether these products can be computed with a setting. */
    abstract boolean allows(GemmSetting setting);

    /** Computes every product with one setting from now on; {@code null} for the default or tuned one of each. */
    void force(GemmSetting setting) {
        forced = setting;
    }

    /** Returns the settings that are worth a try for one product, most 24; the first is the one without tuning. */
    abstract List<? extends GemmSetting> settings(GemmShape shape);

    /** Returns the forced setting, {@code null} if none is. */
    final GemmSetting forced() { return forced; }

    /** Returns the forced or tuned setting of a product, {@code null} if there is none. Batches are not tuned. */
    final GemmSetting setting(GemmShape shape) {
        return forced != null ? forced : shape.batches() > 1 ? null : tuning.setting(ShapeClass.of(shape));
    }

    /** A factor without a copy: it is read where it is stored. */
    static final class Unpacked extends PackedMatrix {
        Unpacked(View source, Role role) { super(source, role); }
    }

    public static Products of(Launcher launcher, Scratch scratch) {
        var products = ofProfile(launcher, scratch);
        products.tuning = Tuning.of(launcher.device(), launcher.profile(), products::allows);
        return products;
    }

    private static Products ofProfile(Launcher launcher, Scratch scratch) {
        return switch (launcher.profile().gemm()) {
            case PANELS -> new PanelProducts(launcher, scratch);
            case TILES -> new TileProducts(launcher, scratch, GemmTile.FULL, false);
            case TENSOR_TILES -> hasTensorCores(launcher)
                    ? new TileProducts(launcher, scratch, GemmTile.FAST, false)
                    : new TileProducts(launcher, scratch, GemmTile.FULL, false);
            case EMULATED_TENSOR_TILES ->
                new TileProducts(launcher, scratch, GemmTile.FAST, true);
        };
    }

    /**
     * Tries with a tiny kernel, but on NVIDIA's devices alone: others' compilers may take the instruction for one of
     * their own (on x86 LLVM ends the process).
     */
    private static boolean hasTensorCores(Launcher launcher) {
        return launcher.device().platform().contains("NVIDIA") && launcher.builds("tensor_probe");
    }

    /** Returns what multiplies, in a few words. */
    public abstract String describe();

    /**
     * {@code C = epilogue(alpha A B + beta C)} for each matrix of a batch. With alpha = 0 the factors are not read: k
     * is 0 then.
     *
     * @param c rank 2 to 4, not empty
     */
    public final void gemm(double alpha, GemmOperand a, GemmOperand b, double beta, View c, Epilogue epilogue) {
        scratch.reset();
        multiply(alpha, a, b, alpha == 0 ? 0 : a.cols(), beta, c, epilogue);
    }

    /** @param k number of products in a sum */
    abstract void multiply(double alpha, GemmOperand a, GemmOperand b, long k, double beta, View c, Epilogue epilogue);

    /** Returns whether factors are rounded to TF32. */
    abstract boolean roundsFactors();

    /** Copies a matrix into the order of the kernels, where they have one. */
    public abstract PackedMatrix pack(Scope scope, View matrix, PackedMatrix.Role role);

    /** Refreshes a packed copy. */
    public abstract void repack(PackedMatrix packed);

    /** Refreshes packed copies. */
    public abstract void repackAll(List<PackedMatrix> packed);

    static long batches(View c) {
        return c.size4(0) * c.size4(1);
    }

    /** Adds EPILOGUE_ARGUMENTS. */
    static Launch addEpilogue(Launch launch, double alpha, double beta, View c, Epilogue epilogue) {
        return launch.float32(alpha).float32(beta).matrix(c).matrix(epilogue.bias()).matrix(epilogue.preActivation())
                .matrix(epilogue.saved()).int32(epilogue.activation().ordinal())
                .int32(epilogue.derivative().ordinal());
    }
}
