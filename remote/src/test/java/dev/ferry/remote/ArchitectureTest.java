package dev.ferry.remote;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.ferry.remote", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule sshjStaysInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ferry.remote.ssh..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.schmizz..", "com.hierynomus..", "org.bouncycastle..")
            .because("the SSH library must be replaceable, and its traps are handled there");

    @ArchTest
    static final ArchRule callersReachSshOnlyThroughHostConnection = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ferry.remote.ssh..")
            .and()
            .doNotHaveFullyQualifiedName("dev.ferry.remote.HostConnection")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ferry.remote.ssh..")
            .because("HostConnection.open is the one door");
}
