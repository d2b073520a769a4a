package org.intelligentmirror.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class BoundariesTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption((ImportOption) location -> !location.contains("/test-classes/"))
            .importPackages("org.intelligentmirror.cli");

    @Test
    void imctlKnowsNoNettyAndNothingOfTheServerButItsConfiguration() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "org.intelligentmirror.http..",
                        "org.intelligentmirror.icap..",
                        "org.intelligentmirror.log..",
                        "org.intelligentmirror.metrics..",
                        "org.intelligentmirror.server..")
                .check(CLI);
    }
}
