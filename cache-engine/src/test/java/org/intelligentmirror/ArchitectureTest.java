package org.intelligentmirror;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The import rules that the package-info files state. */
class ArchitectureTest {
    private static final String BASE = "org.intelligentmirror.";
    private static JavaClasses engine = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readClasses() {
        engine = new ClassFileImporter()
                // Not by the usual option: it does not know the second build directory.
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages(
                        BASE + "locator",
                        BASE + "kind",
                        BASE + "policy",
                        BASE + "evidence",
                        BASE + "store",
                        BASE + "rpm",
                        BASE + "journal",
                        BASE + "index",
                        BASE + "catalog",
                        BASE + "eviction",
                        BASE + "origin",
                        BASE + "engine");
        assertThat(engine.size()).isGreaterThan(50);
    }

    private static void mayUse(String user, String... used) {
        String[] allowed = new String[used.length + 5];
        allowed[0] = BASE + user;
        allowed[1] = "java..";
        allowed[2] = "javax..";
        allowed[3] = "org.jspecify..";
        allowed[4] = "org.slf4j..";
        for (int i = 0; i < used.length; i++) {
            allowed[i + 5] = used[i].contains(".") ? used[i] : BASE + used[i];
        }
        classes()
                .that()
                .resideInAPackage(BASE + user)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(engine);
    }

    @Test
    void everyPackageImportsOnlyWhatItSays() {
        mayUse("locator");
        mayUse("kind", "locator");
        mayUse("policy", "locator", "kind");
        mayUse("origin", "locator");
        mayUse("store");
        mayUse("eviction");
        mayUse("rpm", "store");
        mayUse("evidence", "locator", "policy", "store");
        mayUse("journal", "policy", "store");
        mayUse("index", "locator", "policy", "store", "rpm", "org.h2..", "com.zaxxer..");
        mayUse("catalog", "locator", "policy", "store", "evidence", "index", "repository");
        mayUse(
                "engine",
                "locator",
                "kind",
                "policy",
                "store",
                "journal",
                "evidence",
                "index",
                "catalog",
                "rpm",
                "eviction",
                "origin");
    }

    @Test
    void onlyTheIndexKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "index")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "com.zaxxer..")
                .check(engine);
    }

    @Test
    void theStoreKnowsNoUrls() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..")
                .check(engine);
    }

    @Test
    void decisionsDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + "locator", BASE + "kind", BASE + "policy", BASE + "evidence")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .check(engine);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(engine);
    }
}
