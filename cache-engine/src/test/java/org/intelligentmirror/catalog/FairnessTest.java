package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V1;
import static org.intelligentmirror.catalog.Stand.bytes;
import static org.intelligentmirror.catalog.Stand.locator;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.Vouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits to be read, or takes long, holds up only what it concerns. */
class FairnessTest {
    private static final String ROOT = "http://one.example/debian/";
    private static final String NEIGHBOUR = "http://one.example/ubuntu/";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void aTopIndexThatIsNotReadYetWithholdsWhatItsOwnRootSays() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.suite(NEIGHBOUR, "s", OLD);
            Runnable arrived = stand.catalog.announce(locator(ROOT + "dists/t/InRelease"));
            assertThat(stand.vouch(ROOT + DEB)).isEqualTo(new Vouched.Stale(Set.of(), Instant.MAX));
            assertThat(stand.told(NEIGHBOUR + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.catalog.settled(locator(NEIGHBOUR + DEB), Duration.ofDays(1)))
                    .isDone();
            assertThat(stand.catalog.settled(locator(ROOT + DEB), Duration.ofDays(1)))
                    .isNotDone();
            arrived.run();
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            Runnable list = stand.catalog.announce(locator(ROOT + "dists/s/main/x/Packages"));
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            list.run();
        }
    }

    @Test
    void aListThatIsFasterThanTheTopIndexThatListsItWaitsForIt() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        String path = "main/binary-amd64/Packages";
        byte[] top = Repository.inRelease("s", Map.of(path, list));
        try (Stand stand = new Stand(directory, clock)) {
            Runnable arrived = stand.catalog.announce(locator(ROOT + "dists/s/InRelease"));
            stand.catalog.arrived(
                    stand.arrival(ROOT + "dists/s/" + path, list, true, V1, () -> new ByteArrayInputStream(list)));
            stand.catalog.arrived(
                    stand.arrival(ROOT + "dists/s/InRelease", top, true, V1, () -> new ByteArrayInputStream(top)));
            arrived.run();
            stand.settle(ROOT);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void aTopIndexOvertakesAListThatIsBeingRead() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("Package: p\nFilename: pool/p" + i + ".deb\nSize: 3\nSHA256: " + Stand.sha256(OLD) + "\n\n");
        }
        byte[] list = bytes(text.toString());
        byte[] top = Repository.inRelease("x", Map.of());
        String other = "http://two.example/dists/s/InRelease";
        AtomicBoolean listRead = new AtomicBoolean();
        AtomicBoolean overtaken = new AtomicBoolean();
        try (Stand stand = new Stand(directory, clock)) {
            InputStream arrives = new InputStream() {
                @Override
                public int read() {
                    IndexArrival arrival = stand.arrival(other, top, true, V1, () -> new ByteArrayInputStream(top));
                    stand.catalog.arrived(new IndexArrival(
                            arrival.locator(),
                            arrival.sha256(),
                            arrival.sha512(),
                            arrival.length(),
                            true,
                            V1,
                            arrival.at(),
                            arrival.bytes(),
                            () -> overtaken.set(!listRead.get())));
                    return -1;
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    return read();
                }
            };
            String path = "main/binary-amd64/Packages";
            stand.arrive(ROOT + "dists/s/InRelease", Repository.inRelease("s", Map.of(path, list)));
            IndexArrival arrival = stand.arrival(
                    ROOT + "dists/s/" + path,
                    list,
                    true,
                    V1,
                    () -> new SequenceInputStream(arrives, new ByteArrayInputStream(list)));
            stand.catalog.arrived(new IndexArrival(
                    arrival.locator(),
                    arrival.sha256(),
                    arrival.sha512(),
                    arrival.length(),
                    true,
                    V1,
                    arrival.at(),
                    arrival.bytes(),
                    () -> listRead.set(true)));
            await().untilTrue(listRead);
            assertThat(overtaken).isTrue();
            assertThat(stand.told(ROOT + "pool/p4999.deb", OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void disagreementsAndDistrustOutliveARestartButNotTheirHour() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            for (int i = 0; i < Disagreements.TOLERATED; i++) {
                stand.catalog.disagreed(locator(ROOT + DEB));
            }
        }
        Disagreement expected = new Disagreement(ROOT, 3, clock.instant(), true);
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.disagreements()).containsExactly(expected);
            assertThat(stand.catalog.trusts(locator(ROOT + DEB))).isFalse();
            clock.advance(Duration.ofDays(-1));
            assertThat(stand.catalog.trusts(locator(ROOT + DEB))).isTrue();
            clock.advance(Duration.ofDays(1).plus(Disagreements.WINDOW).plusMillis(1));
            assertThat(stand.catalog.trusts(locator(ROOT + DEB))).isTrue();
            stand.catalog.disagreed(locator(ROOT + DEB));
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.disagreements())
                    .containsExactly(new Disagreement(ROOT, 4, clock.instant(), false));
        }
    }

    @Test
    void theRootThatDisagreedLongestAgoMakesRoomAlsoInTheDatabase() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            for (int i = 0; i <= Disagreements.MAX_ROOTS; i++) {
                clock.advance(Duration.ofMillis(1));
                stand.catalog.disagreed(locator("http://h" + i + ".example/a.deb"));
            }
            assertThat(stand.catalog.disagreements()).hasSize(Disagreements.MAX_ROOTS);
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.disagreements())
                    .hasSize(Disagreements.MAX_ROOTS)
                    .extracting(Disagreement::root)
                    .startsWith("http://h1.example/");
        }
    }
}
