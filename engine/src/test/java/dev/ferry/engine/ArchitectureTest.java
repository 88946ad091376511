package dev.ferry.engine;

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
    static final ArchRule theEngineKnowsNoNetworkNoScreenAndNoNativeAccess = noClasses()
            .that()
            .resideInAPackage("dev.ferry.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..", "net.schmizz..", "javafx..", "picocli..")
            .because("JNA belongs to native, SSH to remote, the user to app");

    @ArchTest
    static final ArchRule onlyFramesAreCompressed = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ferry.engine.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.luben..")
            .because("the library may be missing, and there it is asked first");

    @ArchTest
    static final ArchRule onlySealsAreEncrypted = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ferry.engine.seal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.exceptionfactory.jagged..", "org.bouncycastle..")
            .because("a library for encryption is chosen in one place");

    @ArchTest
    static final ArchRule theDoorwayToTheKernelIsNotTheEngines = noClasses()
            .that()
            .resideInAPackage("dev.ferry.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ferry.linux.internal..")
            .because("native gives the engine calls with names and types");

    @ArchTest
    static final ArchRule generatedClassesStayInTheEngine = classes()
            .that()
            .resideInAPackage("dev.ferry.engine..proto..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("dev.ferry.engine..")
            .because("the formats are the engine's; its callers see its own types");

    @ArchTest
    static final ArchRule packagesDependOnEachOtherInOneDirection = slices().matching("dev.ferry.engine.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a checkpoint is taken apart and put together in layers");

    @ArchTest
    static final ArchRule dumpAndRestoreMeetOnlyInTheImage = noClasses()
            .that()
            .resideInAPackage("dev.ferry.engine.dump..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ferry.engine.restore..")
            .because("what one writes, another engine reads");

    @ArchTest
    static final ArchRule nativeKnowsNothingOfCheckpoints = noClasses()
            .that()
            .resideInAPackage("dev.ferry.linux..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ferry.engine..")
            .because("the arrow points from engine to native");
}
