package org.intelligentmirror;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Who may know whom, as the packages' own pages say. */
class ModuleRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            // Not by the usual option: it does not know the second build directory.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("org.intelligentmirror");

    @Test
    void configurationLogsAndMetricsKnowNoNetty() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.intelligentmirror.config..",
                        "org.intelligentmirror.log..",
                        "org.intelligentmirror.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void protocolKnowsOfTheEngineOnlyHowHeaderFieldsAreLookedAt() {
        noClasses()
                .that()
                .resideInAPackage("org.intelligentmirror.icap..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.intelligentmirror.server..",
                        "org.intelligentmirror.http..",
                        "org.intelligentmirror.config..",
                        "org.intelligentmirror.log..",
                        "org.intelligentmirror.metrics..",
                        "org.intelligentmirror.engine..",
                        "org.intelligentmirror.store..",
                        "org.intelligentmirror.index..",
                        "org.intelligentmirror.evidence..",
                        "org.intelligentmirror.kind..",
                        "org.intelligentmirror.locator..")
                .check(CLASSES);
    }

    @Test
    void httpListenerKnowsNoIcap() {
        noClasses()
                .that()
                .resideInAPackage("org.intelligentmirror.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.intelligentmirror.icap..", "org.intelligentmirror.server..")
                .check(CLASSES);
    }

    @Test
    void handoffKnowsNoProtocol() {
        noClasses()
                .that()
                .resideInAPackage("org.intelligentmirror.handoff..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "org.intelligentmirror.icap..",
                        "org.intelligentmirror.http..",
                        "org.intelligentmirror.server..")
                .check(CLASSES);
    }

    @Test
    void serverKnowsNoSqlAndNoIndex() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.intelligentmirror.server..",
                        "org.intelligentmirror.http..",
                        "org.intelligentmirror.icap..",
                        "org.intelligentmirror.config..",
                        "org.intelligentmirror.log..",
                        "org.intelligentmirror.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "org.intelligentmirror.index..")
                .check(CLASSES);
    }

    @Test
    void fetcherKnowsNoNettyAndOfTheEngineOnlyItsPort() {
        noClasses()
                .that()
                .resideInAPackage("org.intelligentmirror.fetch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "org.intelligentmirror.server..",
                        "org.intelligentmirror.http..",
                        "org.intelligentmirror.icap..",
                        "org.intelligentmirror.metrics..",
                        "org.intelligentmirror.engine..",
                        "org.intelligentmirror.store..",
                        "org.intelligentmirror.index..",
                        "org.intelligentmirror.catalog..",
                        "org.intelligentmirror.evidence..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.intelligentmirror.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
