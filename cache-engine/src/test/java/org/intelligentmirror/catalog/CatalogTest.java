package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.NEW;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V1;
import static org.intelligentmirror.catalog.Stand.bytes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who vouches for what. */
class CatalogTest {
    private static final String ONE = "http://one.example/debian/";
    private static final String TWO = "http://two.example/mirror/debian/";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void aRootVouchesForWhatItsOwnIndexListsAlsoAfterARestart() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(ONE + DEB)).isEqualTo("none");
            stand.suite(ONE, "stable", OLD);
            assertThat(stand.told(ONE + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.told(ONE + "pool/other.deb")).isEqualTo("none");
            assertThat(stand.done).hasValue(stand.arrivals.get());
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(ONE + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.catalog.wantsWhole(Stand.locator(ONE + "dists/stable/InRelease")))
                    .isFalse();
        }
    }

    @Test
    void aRootVouchesForItsOwnOriginAndBelowItselfOnly() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "stable", OLD);
            for (String other : List.of(
                    "https://one.example/debian/",
                    "http://one.example:8080/debian/",
                    "http://two.example/debian/",
                    "http://one.example/",
                    "http://one.example/debian/sub/",
                    "http://one.example/debian-security/")) {
                assertThat(stand.told(other + DEB)).as(other).isEqualTo("none");
            }
            assertThat(stand.told(ONE + DEB + "?a=b")).isEqualTo("none");
        }
    }

    @Test
    void aRootThatServesTheSameTopIndexIsAMirrorAndItsOwnListMakesItTheCatalog() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        byte[] top = Repository.inRelease("x", Map.of("main/binary-amd64/Packages", list));
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "x", OLD);
            stand.arrive(TWO + "dists/x/InRelease", top);
            assertThat(stand.told(TWO + DEB, OLD)).isEqualTo("mirror old");
            stand.arrive(TWO + "dists/x/main/binary-amd64/Packages", list);
            assertThat(stand.told(TWO + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.catalog.counters().indexesRead()).isEqualTo(3);
        }
    }

    @Test
    void rootsWithTheSameNamesAndOtherBytesSpeakForThemselves() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "stable", OLD);
            stand.suite(TWO, "stable", NEW);
            assertThat(stand.told(ONE + DEB, OLD, NEW)).isEqualTo("catalog old");
            assertThat(stand.told(TWO + DEB, OLD, NEW)).isEqualTo("catalog new");
        }
    }

    @Test
    void republishedBytesTakeThePlaceOfTheOldOnesAtOnce() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "stable", OLD);
            byte[] list = Repository.packages(Map.of(DEB, NEW));
            stand.arrive(ONE + "dists/stable/InRelease", Repository.inRelease("s", Map.of("main/x/Packages", list)));
            assertThat(stand.told(ONE + DEB, OLD, NEW)).isEqualTo("none");
            stand.arrive(ONE + "dists/stable/main/x/Packages", list);
            assertThat(stand.told(ONE + DEB, OLD, NEW)).isEqualTo("catalog new");
        }
    }

    @Test
    void suitesOfOneRootAgreeOrContradictEachOther() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "stable", OLD);
            stand.suite(ONE, "testing", OLD);
            assertThat(stand.told(ONE + DEB, OLD)).isEqualTo("catalog old");
            stand.suite(ONE, "sid", NEW);
            assertThat(stand.told(ONE + DEB)).isEqualTo("conflict");
            assertThat(stand.vouch(ONE + DEB).claims()).hasSize(2);
        }
    }

    @Test
    void releaseAndInReleaseOfOneSuiteAreOneAndTheLastCounts() throws Exception {
        byte[] old = Repository.packages(Map.of(DEB, OLD));
        byte[] now = Repository.packages(Map.of(DEB, NEW));
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(ONE + "dists/s/Release", Repository.release("a", Map.of("main/x/Packages", old)));
            stand.arrive(ONE + "dists/s/main/x/Packages", old);
            clock.advance(Duration.ofMinutes(1));
            stand.arrive(ONE + "dists/s/InRelease", Repository.inRelease("b", Map.of("main/x/Packages", now)));
            stand.arrive(ONE + "dists/s/main/x/Packages", now);
            assertThat(stand.told(ONE + DEB, OLD, NEW)).isEqualTo("catalog new");
        }
    }

    @Test
    void rpmRepositoriesAreRead() throws Exception {
        byte[] primary = Repository.primary(Map.of("Packages/a/a-1.noarch.rpm", OLD));
        String sha256 = Stand.sha256(primary).toString();
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive("http://rpm.example/os/repodata/repomd.xml", Repository.repomd(primary), false, V1);
            stand.arrive("http://rpm.example/os/repodata/" + sha256 + "-primary.xml", primary, false, V1);
            assertThat(stand.told("http://rpm.example/os/Packages/a/a-1.noarch.rpm", OLD))
                    .isEqualTo("catalog old");
        }
    }

    @Test
    void digestsOfSha512AloneVouchAndTheirAliasMakesThemOne() throws Exception {
        byte[] list512 = Repository.packages(Map.of(DEB, OLD), "SHA512");
        String file = "main/x/Packages";
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(ONE + "dists/s/Release", Repository.release("a", Map.of(file, list512), "SHA512"));
            stand.arrive(ONE + "dists/s/main/x/by-hash/SHA512/" + Repository.digest("SHA512", list512), list512);
            assertThat(stand.told(ONE + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.vouch(ONE + DEB).claims().iterator().next().sha256())
                    .isEmpty();
            stand.suite(ONE, "other", OLD);
            assertThat(stand.told(ONE + DEB)).isEqualTo("conflict");
            stand.index.addAlias(Repository.digest("SHA512", OLD), Stand.sha256(OLD));
            assertThat(stand.told(ONE + DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void membersOfAMirrorGroupSpeakForEachOtherAndTheNewestGenerationCounts() throws Exception {
        List<MirrorGroup> groups = List.of(new MirrorGroup("debian", List.of(ONE, TWO)));
        try (Stand stand = new Stand(directory, clock, groups, CatalogLimits.STANDARD)) {
            stand.suite(ONE, "stable", OLD);
            assertThat(stand.told(TWO + DEB, OLD)).isEqualTo("mirror old");
            assertThat(stand.told("http://three.example/debian/" + DEB)).isEqualTo("none");
            clock.advance(Duration.ofMinutes(1));
            stand.suite(TWO, "stable", NEW);
            assertThat(stand.told(TWO + DEB, OLD, NEW)).isEqualTo("catalog new");
            assertThat(stand.told(ONE + DEB, OLD, NEW)).isEqualTo("conflict");
            stand.renew(ONE + "dists/stable/InRelease", V1);
            assertThat(stand.told(ONE + DEB, OLD, NEW)).isEqualTo("catalog old");
            assertThat(stand.catalog.twins(Stand.locator(ONE + DEB))).containsExactly(Stand.locator(TWO + DEB));
        }
    }

    @Test
    void aMirrorThatDisagreesThreeTimesWithinAnHourIsNotTrustedForAnHour() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "x", OLD);
            byte[] list = Repository.packages(Map.of(DEB, OLD));
            stand.arrive(
                    TWO + "dists/x/InRelease", Repository.inRelease("x", Map.of("main/binary-amd64/Packages", list)));
            for (int i = 0; i < 2; i++) {
                stand.catalog.disagreed(Stand.locator(TWO + DEB));
            }
            assertThat(stand.told(TWO + DEB, OLD)).isEqualTo("mirror old");
            stand.catalog.disagreed(Stand.locator(TWO + DEB));
            assertThat(stand.told(TWO + DEB, OLD)).isEqualTo("conflict");
            assertThat(stand.vouch(TWO + DEB).claims()).hasSize(1);
            assertThat(stand.catalog.trusts(Stand.locator(TWO + DEB))).isFalse();
            assertThat(stand.told(ONE + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.catalog.disagreements()).containsExactly(new Disagreement(TWO, 3, clock.instant(), true));
            clock.advance(Duration.ofHours(1));
            assertThat(stand.told(TWO + DEB, OLD)).isEqualTo("mirror old");
        }
    }

    @Test
    void anIndexSpeaksOnlyForPathsBelowItsRoot() throws Exception {
        byte[] list = Repository.packages(Map.of(
                "../ubuntu/a.deb", OLD, "http://two.example/a.deb", OLD, "/a.deb", OLD, "pool/./x/../a.deb", OLD));
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(ONE + "dists/s/Release", Repository.release("a", Map.of("main/x/Packages", list)));
            stand.arrive(ONE + "dists/s/main/x/Packages", list);
            for (String url : List.of(
                    "http://one.example/ubuntu/a.deb",
                    "http://two.example/a.deb",
                    "http://one.example/a.deb",
                    ONE + "pool/a.deb")) {
                assertThat(stand.told(url)).isEqualTo("none");
            }
        }
    }

    @Test
    void manyEntriesAreFoundAmongThemselves() throws Exception {
        int count = 64_000;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            byte[] content = bytes("p" + i);
            text.append("Package: p\nFilename: pool/p/p" + i + "_1.deb\nSize: " + content.length + "\nSHA256: "
                    + Stand.sha256(content) + "\n\n");
        }
        byte[] list = bytes(text.toString());
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(ONE + "dists/s/Release", Repository.release("a", Map.of("main/x/Packages", list)));
            stand.arrive(ONE + "dists/s/main/x/Packages", list);
            assertThat(stand.index.totalEntries()).isEqualTo(count);
            for (int i = 0; i < count; i += 997) {
                assertThat(stand.told(ONE + "pool/p/p" + i + "_1.deb", bytes("p" + i)))
                        .isEqualTo("catalog p" + i);
            }
        }
    }
}
