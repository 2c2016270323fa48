package dev.lanewise.kernel.simd;

/** Prints the provider's verdict in a Java machine of its own. */
final class ProbeMain {
    private ProbeMain() {}

    public static void main(String[] args) {
        var provider = new SimdProvider();
        var verdict = provider.probe();
        System.out.println(verdict.usable() + "|" + verdict.reason() + "|" + verdict.remedy() + "|"
                + provider.describe().replace('\n', ';'));
    }
}
