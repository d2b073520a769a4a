package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.NEW;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V2;
import static org.intelligentmirror.catalog.Stand.locator;
import static org.intelligentmirror.catalog.Stand.sha256;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.locator.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which roots carry a package, and whether any still lists it. */
class WhereaboutsTest {
    private static final String ONE = "http://one.example/debian/";
    private static final String TWO = "http://two.example/mirror/debian/";
    private static final String THREE = "https://three.example/";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void rootsThatLeadToTheSameListCarryTheSamePackageTheLastConfirmedFirst() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        Map<String, byte[]> files = Map.of("main/binary-amd64/Packages", list);
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ONE, "s", OLD);
            clock.advance(Duration.ofHours(1));
            stand.arrive(TWO + "dists/s/InRelease", Repository.inRelease("s", files));
            clock.advance(Duration.ofHours(1));
            // One generation on, the list is the same.
            stand.arrive(THREE + "dists/t/InRelease", Repository.inRelease("t", files));
            stand.suite("http://other.example/", "s", NEW);
            assertThat(stand.catalog.alternatives(locator(ONE + DEB)))
                    .containsExactly(locator(THREE + DEB), locator(TWO + DEB));
            assertThat(stand.catalog.alternatives(locator(ONE + "pool/unlisted.deb")))
                    .isEmpty();
            assertThat(stand.catalog.alternatives(locator(ONE + DEB + "?x"))).isEmpty();
            for (int i = 0; i < Disagreements.TOLERATED; i++) {
                stand.catalog.disagreed(locator(THREE + DEB));
            }
            stand.renew(TWO + "dists/s/InRelease", V2);
            assertThat(stand.catalog.alternatives(locator(ONE + DEB))).isEmpty();
        }
    }

    @Test
    void membersOfAMirrorGroupAreAlternativesAndThereAreNeverTooMany() throws Exception {
        List<String> members = new java.util.ArrayList<>(List.of(ONE));
        for (int i = 0; i < Whereabouts.MAX_ALTERNATIVES + 1; i++) {
            members.add("http://m" + i + ".example/d/");
        }
        MirrorGroup few = new MirrorGroup("few", List.of(TWO, THREE));
        List<MirrorGroup> groups = List.of(new MirrorGroup("many", members), few);
        try (Stand stand = new Stand(directory, clock, groups, CatalogLimits.STANDARD)) {
            assertThat(stand.catalog.alternatives(locator(ONE + DEB)))
                    .hasSize(Whereabouts.MAX_ALTERNATIVES)
                    .contains(locator("http://m0.example/d/" + DEB));
            assertThat(stand.catalog.alternatives(locator(TWO + DEB))).containsExactly(locator(THREE + DEB));
        }
    }

    @Test
    void rootsWithTheSameTopIndexAreUnitedAndThoseThatOnlyShareAListAreNot() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        Map<String, byte[]> files = Map.of("main/binary-amd64/Packages", list);
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive("http://never.example/dists/s/InRelease", Stand.bytes("unreadable"));
            stand.suite(ONE, "s", OLD);
            stand.arrive(TWO + "dists/s/InRelease", Repository.inRelease("s", files));
            stand.arrive(THREE + "dists/t/InRelease", Repository.inRelease("t", files));
            assertThat(stand.catalog.united(locator(ONE + DEB))).containsExactly(locator(TWO + DEB));
            assertThat(stand.catalog.united(locator(TWO + "any/path.deb")))
                    .containsExactly(locator(ONE + "any/path.deb"));
            assertThat(stand.catalog.united(locator(THREE + DEB))).isEmpty();
            assertThat(stand.catalog.united(locator("http://never.example/" + DEB)))
                    .isEmpty();
            assertThat(stand.catalog.united(locator(ONE + DEB + "?x"))).isEmpty();
            for (int i = 0; i < Disagreements.TOLERATED; i++) {
                stand.catalog.disagreed(locator(ONE + DEB));
            }
            assertThat(stand.catalog.united(locator(TWO + DEB))).isEmpty();
            stand.renew(TWO + "dists/s/InRelease", V2);
            assertThat(stand.catalog.united(locator(ONE + DEB))).isEmpty();
        }
    }

    @Test
    void neverMoreAreUnitedThanThereIsTimeToAskAbout() throws Exception {
        byte[] release =
                Repository.inRelease("s", Map.of("main/binary-amd64/Packages", Repository.packages(Map.of(DEB, OLD))));
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(ONE + "dists/s/InRelease", release);
            for (int i = 0; i < Whereabouts.MAX_UNITED; i++) {
                stand.arrive("http://m" + i + ".example/dists/s/InRelease", release);
            }
            assertThat(stand.catalog.united(locator(ONE + DEB))).hasSize(Whereabouts.MAX_UNITED);
            stand.arrive("http://more.example/dists/s/InRelease", release);
            assertThat(stand.catalog.united(locator(ONE + DEB))).hasSize(Whereabouts.MAX_UNITED);
        }
    }

    @Test
    void aPackageIsListedAsLongAsAnIndexSaysSo() throws Exception {
        List<Locator> there = List.of(locator(TWO + DEB), locator(ONE + DEB));
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.listing(sha256(OLD), there)).isEqualTo(Listing.UNKNOWN);
            stand.suite(ONE, "s", OLD);
            assertThat(stand.catalog.listing(sha256(OLD), there)).isEqualTo(Listing.LISTED);
            assertThat(stand.catalog.listing(sha256(NEW), there)).isEqualTo(Listing.UNLISTED);
            stand.renew(ONE + "dists/s/InRelease", V2);
            assertThat(stand.catalog.listing(sha256(OLD), there)).isEqualTo(Listing.LISTED);
            assertThat(stand.catalog.listing(sha256(NEW), there)).isEqualTo(Listing.UNKNOWN);
            stand.suite(ONE, "s", NEW);
            assertThat(stand.catalog.listing(sha256(OLD), there)).isEqualTo(Listing.UNLISTED);
            assertThat(stand.catalog.listing(sha256(OLD), List.of(locator(TWO + DEB))))
                    .isEqualTo(Listing.UNKNOWN);
        }
    }
}
