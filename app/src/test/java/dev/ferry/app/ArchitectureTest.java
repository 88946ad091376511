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
    private static final String[] SCREENS = {
        "dev.ferry.app.console..",
        "dev.ferry.app.processes..",
        "dev.ferry.app.hosts..",
        "dev.ferry.app.migration..",
        "dev.ferry.app.checkpoints..",
        "dev.ferry.app.settings..",
        "dev.ferry.app.fx.."
    };

    @ArchTest
    static final ArchRule onlyScreensKnowJavaFx = noClasses()
            .that()
            .resideOutsideOfPackages(SCREENS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx..")
            .because("a server has no JavaFX, and what is conducted can be tested without a toolkit");

    @ArchTest
    static final ArchRule commandsAndTheConductorKnowNoScreens = noClasses()
            .that()
            .resideInAnyPackage("dev.ferry.app.cli..", "dev.ferry.app.conduct..", "dev.ferry.app.watch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCREENS)
            .because("they run on servers");

    @ArchTest
    static final ArchRule whatIsConductedKnowsNoCommands = noClasses()
            .that()
            .resideInAnyPackage("dev.ferry.app.conduct..", "dev.ferry.app.watch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ferry.app.cli..")
            .because("commands use them, not the other way round");

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
