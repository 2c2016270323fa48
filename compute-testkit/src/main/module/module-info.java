/** The conformance suite that every backend runs, the reference it is measured against, and guards for kernels. */
module dev.lanewise.compute.testkit {
    requires transitive dev.lanewise.compute;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires java.logging;
    requires java.management;
    requires jdk.management;

    exports dev.lanewise.compute.testkit;
}
