package dev.lanewise.guide;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom, in all modules. */
class ModuleRulesTest {
    private static final String SIMD = "dev.lanewise.kernel.simd..";
    private static final String OPENCL = "dev.lanewise.kernel.opencl..";
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.lanewise");
    }

    /** A rule about a package that is not there would pass in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"compute", "compute.testkit", "kernel.simd", "kernel.opencl", "nn", "data", "exercises",
            "benchmarks",
            "guide"})
    void everyModuleIsRead(String module) {
        String name = "dev.lanewise." + module;
        assertTrue(classes.stream().anyMatch(c -> c.getPackageName().equals(name)
                || c.getPackageName().startsWith(name + ".")), name);
    }

    @Test
    void onlySimdExercisesAndBenchmarksTouchTheVectorModule() {
        noClasses().that().resideOutsideOfPackages(SIMD, "dev.lanewise.exercises..", "dev.lanewise.benchmarks..")
                .should()
                .dependOnClassesThat().resideInAPackage("jdk.incubator.vector..").check(classes);
    }

    @Test
    void onlyOpenclTouchesJocl() {
        noClasses().that().resideOutsideOfPackage(OPENCL).should().dependOnClassesThat()
                .resideInAnyPackage("org.jocl..").check(classes);
    }

    @Test
    void simdIsBuiltInLayers() {
        String simd = "dev.lanewise.kernel.simd";
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("runtime").definedBy(simd + ".runtime..")
                .layer("elementwise").definedBy(simd + ".elementwise..")
                .layer("gemm").definedBy(simd + ".gemm..")
                .layer("rows").definedBy(simd + ".rows..")
                .layer("columns").definedBy(simd + ".columns..")
                .layer("optimizer").definedBy(simd + ".optimizer..")
                .layer("backend").definedBy(simd)
                .whereLayer("backend").mayNotBeAccessedByAnyLayer()
                .whereLayer("gemm").mayOnlyBeAccessedByLayers("backend")
                .whereLayer("columns").mayOnlyBeAccessedByLayers("backend")
                .whereLayer("optimizer").mayOnlyBeAccessedByLayers("backend")
                .whereLayer("rows").mayOnlyBeAccessedByLayers("backend", "columns")
                .whereLayer("elementwise").mayOnlyBeAccessedByLayers("backend", "gemm", "rows", "columns")
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("backend", "gemm", "rows", "columns", "optimizer", "elementwise")
                .check(classes);
    }

    @Test
    void openclIsBuiltInLayers() {
        String opencl = "dev.lanewise.kernel.opencl";
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("device").definedBy(opencl + ".device..")
                .layer("launch").definedBy(opencl + ".launch..")
                .layer("gemm").definedBy(opencl + ".gemm..")
                .layer("ops").definedBy(opencl + ".ops..")
                .layer("backend").definedBy(opencl)
                .whereLayer("backend").mayNotBeAccessedByAnyLayer()
                .whereLayer("gemm").mayOnlyBeAccessedByLayers("backend")
                .whereLayer("ops").mayOnlyBeAccessedByLayers("backend")
                .whereLayer("launch").mayOnlyBeAccessedByLayers("backend", "gemm", "ops").check(classes);
    }

    @Test
    void nnSeesComputeAlone() {
        noClasses().that().resideInAPackage("dev.lanewise.nn..").should().dependOnClassesThat(
                resideInAPackage("dev.lanewise..")
                        .and(not(resideInAnyPackage("dev.lanewise.nn..", "dev.lanewise.compute",
                                "dev.lanewise.compute.internal"))))
                .check(classes);
    }

    @Test
    void dataSeesNnAlone() {
        noClasses().that().resideInAPackage("dev.lanewise.data..").should().dependOnClassesThat(
                resideInAPackage("dev.lanewise..")
                        .and(not(resideInAnyPackage("dev.lanewise.data..", "dev.lanewise.nn..",
                                "dev.lanewise.compute.internal"))))
                .check(classes);
    }

    @Test
    void theCommandLineReachesBackendsThroughComputeOnly() {
        noClasses().that().resideInAPackage("dev.lanewise.guide..").should().dependOnClassesThat()
                .resideInAnyPackage(SIMD, OPENCL, "dev.lanewise.compute.loops..").check(classes);
    }

    @Test
    void modulesFormNoCycle() {
        slices().matching("dev.lanewise.(*)..").should().beFreeOfCycles().check(classes);
    }
}
