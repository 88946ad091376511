package dev.ferry.linux;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.ferry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule jnaStaysBehindTheDoorway = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ferry.linux.internal")
            .and()
            .doNotHaveFullyQualifiedName("dev.ferry.linux.process.BareProgram")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..")
            .because("one system call with seven numbers is all that we need of it; only posix_spawn is a libc call");

    @ArchTest
    static final ArchRule onlyThisModuleMakesSystemCalls = classes()
            .that()
            .resideInAPackage("dev.ferry.linux.internal")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("dev.ferry.linux..")
            .because("errno becomes an exception, and addresses are kept alive, in one module");

    @ArchTest
    static final ArchRule packagesDependOnEachOtherInOneDirection = slices().matching("dev.ferry.linux.(*)..")
            .should()
            .beFreeOfCycles()
            .because("ptrace, memory, files and injection must be understood one after the other");

    @ArchTest
    static final ArchRule constantsStandOnTheirOwn = noClasses()
            .that()
            .resideInAPackage("dev.ferry.linux.abi")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("dev.ferry.linux.abi", "java..")
            .because("they are the kernel's headers");
}
