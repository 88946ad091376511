package dev.ferry.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
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
    static final ArchRule viewModelsKnowNoToolkit = noClasses()
            .that()
            .haveSimpleNameEndingWith("Model")
            .or()
            .resideInAnyPackage("dev.ferry.app.screen..", "dev.ferry.app.conduct..")
            .or(new DescribedPredicate<>("are used by view models") {
                @Override
                public boolean test(JavaClass type) {
                    return type.getDirectDependenciesToSelf().stream()
                            .anyMatch(
                                    use -> use.getOriginClass().getSimpleName().endsWith("Model")
                                            && type.getPackageName().startsWith("dev.ferry.app"));
                }
            })
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx..", "atlantafx..", "org.kordamp..")
            .because("they are tested without a window");

    @ArchTest
    static final ArchRule screensDoNotKnowEachOthersViews = noClasses()
            .that()
            .resideInAnyPackage("dev.ferry.app.processes..", "dev.ferry.app.hosts..", "dev.ferry.app.migration..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ferry.app.console..")
            .because("the window puts the screens together, and each can be read alone");

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
