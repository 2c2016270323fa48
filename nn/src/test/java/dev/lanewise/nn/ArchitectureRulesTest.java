package dev.lanewise.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** This module stands on the {@code Compute} interface alone, so that it can never reach into a backend. */
@AnalyzeClasses(packages = "dev.lanewise.nn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureRulesTest {
    @ArchTest
    static final ArchRule SEES_COMPUTE_ALONE = classes().should()
            .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("dev.lanewise.nn..",
                    "dev.lanewise.compute", "dev.lanewise.compute.internal", "java.."));
}
