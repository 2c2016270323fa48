package dev.lanewise.kernel.simd.runtime;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.lang.management.ManagementFactory;

/**
 * What the virtual machine says about itself. Touches no class of the vector module, so it can be asked before the
 * module is known to be there.
 */
public final class Platform {
    /** Highest compilation tier: C2, the only compiler of HotSpot that turns vector calls into instructions. */
    private static final int C2_TIER = 4;

    /** The first UseAVX level that stands for AVX-512. */
    private static final int AVX_512 = 3;

    private Platform() {}

    /** Returns the value of a HotSpot flag, or {@code otherwise} if this machine does not know it. */
    static String flag(String name, String otherwise) {
        try {
            var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return bean == null ? otherwise : bean.getVMOption(name).getValue();
        } catch (IllegalArgumentException | LinkageError e) {
            return otherwise;
        }
    }

    public static boolean hasVectorModule() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    public static boolean hasFma() { return Boolean.parseBoolean(flag("UseFMA", "false")); }

    /** Returns why C2 does not compile here, or an empty string if it does. */
    public static String missingCompiler() {
        String machine = System.getProperty("java.vm.name", "an unknown virtual machine");
        if (flag("UseCompiler", "").isEmpty())
            return machine + " is not HotSpot, nothing is known about its vector support";
        if (System.getProperty("java.vm.info", "").contains("interpreted") || flag("UseCompiler", "").equals("false"))
            return "compilation is off (-Xint or -XX:-UseCompiler)";
        if (flag("UseJVMCICompiler", "false").equals("true"))
            return "the compiler is not C2 but one plugged in through JVMCI";
        boolean tiered = flag("TieredCompilation", "true").equals("true");
        if (tiered && Integer.parseInt(flag("TieredStopAtLevel", "4")) < C2_TIER)
            return "the compiler C2 is off (-XX:TieredStopAtLevel)";
        if (flag("CompilationMode", "default").equals("quick-only"))
            return "the compiler C2 is off (-XX:CompilationMode=quick-only)";
        return "";
    }

    static boolean hasAvx512() {
        return Integer.parseInt(flag("UseAVX", "0")) >= AVX_512;
    }

    /** Returns how many vector registers C2 can hand out: 16 on x86 without AVX-512, else 32. */
    public static int vectorRegisters() {
        boolean x86 = !flag("UseAVX", "").isEmpty();
        return x86 && !hasAvx512() ? 16 : 32;
    }
}
