package dev.ferry.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.ferry.app", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule commandsRunWithoutJavaFx = noClasses()
            .that()
            .resideInAPackage("dev.ferry.app.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx..", "dev.ferry.app.console..")
            .because("a server has no JavaFX");

    @ArchTest
    static final ArchRule nobodyGoesPastTheModulesBelow = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.sun.jna..",
                    "net.schmizz..",
                    "com.google.protobuf..",
                    "dev.ferry.linux.internal..",
                    "dev.ferry.engine.image.proto..",
                    "dev.ferry.engine.wire.proto..")
            .because("JNA stays in native, SSHJ in remote, and generated classes in engine");
}
