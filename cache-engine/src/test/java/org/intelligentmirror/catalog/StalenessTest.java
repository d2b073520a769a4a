package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.NEW;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V1;
import static org.intelligentmirror.catalog.Stand.V2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.index.PathKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an index stops vouching, and what changes nothing. */
class StalenessTest {
    private static final String ROOT = "http://one.example/debian/";
    private static final String TOP = ROOT + "dists/s/InRelease";
    private static final String LIST = ROOT + "dists/s/main/binary-amd64/Packages";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void a304RenewsWhatItsValidatorsNameAndMakesAnythingElseStale() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            clock.advance(Duration.ofDays(6));
            stand.renew(TOP, V1);
            clock.advance(Duration.ofDays(6));
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            stand.renew(TOP, V2);
            assertThat(stand.vouch(ROOT + DEB))
                    .isEqualTo(new Vouched.Stale(Set.of(Stand.sha256(OLD)), clock.instant()));
            assertThat(stand.catalog.wantsWhole(Stand.locator(TOP))).isTrue();
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(ROOT + DEB)).isEqualTo("stale");
            stand.suite(ROOT, "s", OLD);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            stand.renew(TOP, Validators.NONE);
            assertThat(stand.told(ROOT + DEB)).isEqualTo("stale");
        }
    }

    @Test
    void anIndexLapsesAWhileAfterItWasConfirmed() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.wantsWhole(Stand.locator(TOP))).isTrue();
            assertThat(stand.catalog.wantsWhole(Stand.locator(LIST))).isFalse();
            stand.suite(ROOT, "s", OLD);
            clock.advance(Duration.ofDays(7).minusMillis(1));
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            clock.advance(Duration.ofMillis(1));
            assertThat(stand.told(ROOT + DEB)).isEqualTo("stale");
            assertThat(stand.catalog.wantsWhole(Stand.locator(TOP))).isTrue();
        }
    }

    @Test
    void aWholeListThatNoTopIndexListsMakesItsSuiteStaleAndOnlyThat() throws Exception {
        byte[] unlisted = Repository.packages(Map.of(DEB, NEW));
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.suite(ROOT, "t", OLD);
            stand.arrive(LIST, Arrays.copyOf(unlisted, 20), false, V1);
            assertThat(stand.catalog.wantsWhole(Stand.locator(TOP))).isFalse();
            stand.arrive(LIST, unlisted);
            assertThat(stand.catalog.wantsWhole(Stand.locator(TOP))).isTrue();
            assertThat(stand.catalog.wantsWhole(Stand.locator(ROOT + "dists/t/InRelease")))
                    .isFalse();
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void aListOfTheGenerationBeforeMakesNothingStale() throws Exception {
        byte[] old = Repository.packages(Map.of(DEB, OLD));
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.suite(ROOT, "s", NEW);
            stand.arrive(LIST, old);
            assertThat(stand.told(ROOT + DEB, OLD, NEW)).isEqualTo("catalog new");
        }
    }

    @Test
    void listsThatContradictTheirNamesChangeNothing() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, NEW));
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.arrive(ROOT + "dists/s/main/binary-amd64/by-hash/SHA256/" + "ab".repeat(32), list);
            stand.arrive(ROOT + "dists/s/main/binary-amd64/by-hash/SHA512/" + "ab".repeat(64), list);
            assertThat(stand.told(ROOT + DEB, OLD, NEW)).isEqualTo("catalog old");
            assertThat(stand.done).hasValue(stand.arrivals.get());
        }
    }

    @Test
    void aListThatWasReadInPartIsNeverSeenAndIsDropped() throws Exception {
        StringBuilder text = new StringBuilder(
                new String(Repository.packages(Map.of(DEB, OLD)), java.nio.charset.StandardCharsets.UTF_8));
        String more = text.toString();
        for (int i = 0; i < 5000; i++) {
            text.append(more);
        }
        byte[] list = Stand.bytes(text.toString());
        InputStream breaks = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk broke");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("the disk broke");
            }
        };
        byte[] top = Repository.inRelease("s", Map.of("main/binary-amd64/Packages", list));
        long half;
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(TOP, top);
            stand.catalog.arrived(stand.arrival(
                    LIST,
                    list,
                    true,
                    V1,
                    () -> new SequenceInputStream(new ByteArrayInputStream(list, 0, list.length - 100), breaks)));
            stand.settle(LIST);
            assertThat(stand.told(ROOT + DEB)).isEqualTo("none");
            // What a crash in the middle of writing leaves behind.
            half = stand.index.beginListing(Stand.sha256(list), "PACKAGES");
            stand.index.addEntries(
                    half, List.of(new NewEntry(PathKey.of(DEB), 3, Optional.of(Stand.sha256(OLD)), Optional.empty())));
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(ROOT + DEB)).isEqualTo("none");
            await().untilAsserted(() -> assertThat(stand.index.entries(List.of(half), PathKey.of(DEB), 1))
                    .isEmpty());
            stand.arrive(LIST, list);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void oldGenerationsAreDroppedAfterTheirGrace() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.suite(ROOT, "s", NEW);
            assertThat(stand.index.totalEntries()).isEqualTo(2);
            clock.advance(Duration.ofDays(1).plusSeconds(1));
            stand.renew(TOP, V1);
            await().untilAsserted(() -> assertThat(stand.index.totalEntries()).isEqualTo(1));
            assertThat(stand.index.formerGenerations(TOP)).isEmpty();
            assertThat(stand.told(ROOT + DEB, OLD, NEW)).isEqualTo("catalog new");
        }
    }

    @Test
    void whatFindsNoPlaceIsCountedAndOnlyItsOwnTopIndexIsStale() throws Exception {
        CatalogLimits small = new CatalogLimits(3, 2, 1000, Duration.ofDays(1), Duration.ofDays(90));
        CountDownLatch go = new CountDownLatch(1);
        byte[] body = Stand.bytes("<html/>");
        try (Stand stand = new Stand(directory, clock, List.of(), small)) {
            stand.suite(ROOT, "s", OLD);
            stand.suite("http://two.example/", "s", OLD);
            int before = stand.done.get();
            for (int i = 0; i < 3; i++) {
                stand.catalog.arrived(stand.arrival("http://other.example/dists/x/InRelease", body, true, V1, () -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return new ByteArrayInputStream(body);
                }));
            }
            assertThat(stand.catalog.counters().eventsDropped()).isEqualTo(1);
            stand.catalog.renewed(Stand.locator(TOP), V1, clock.instant());
            assertThat(stand.catalog.counters().eventsDropped()).isEqualTo(1);
            stand.catalog.renewed(Stand.locator("http://two.example/dists/s/InRelease"), V2, clock.instant());
            assertThat(stand.catalog.counters().eventsDropped()).isEqualTo(2);
            assertThat(stand.told("http://two.example/" + DEB, OLD)).isEqualTo("stale");
            assertThat(stand.catalog.settled(Stand.locator("http://other.example/a.deb"), Duration.ofSeconds(9)))
                    .isNotDone();
            go.countDown();
            stand.settle("http://other.example/");
            stand.settle(ROOT);
            assertThat(stand.done).hasValue(before + 3);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.told("http://two.example/" + DEB)).isEqualTo("stale");
        }
    }

    @Test
    void aListBeyondTheRoomOfTheCatalogIsNotRead() throws Exception {
        CatalogLimits small = new CatalogLimits(64, 64, 2 * Room.PARTS, Duration.ofDays(1), Duration.ofDays(90));
        try (Stand stand = new Stand(directory, clock, List.of(), small)) {
            byte[] three = Repository.packages(Map.of(DEB, OLD, "pool/b.deb", OLD, "pool/c.deb", OLD));
            stand.arrive(TOP, Repository.inRelease("s", Map.of("main/binary-amd64/Packages", three)));
            stand.arrive(LIST, three);
            assertThat(stand.told(ROOT + DEB)).isEqualTo("none");
            byte[] two = Repository.packages(Map.of(DEB, OLD, "pool/b.deb", OLD));
            stand.arrive(TOP, Repository.inRelease("s", Map.of("main/binary-amd64/Packages", two)));
            stand.arrive(LIST, two);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void nothingToWaitForIsSettledAtOnce() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.settled(Stand.locator(LIST), Duration.ofSeconds(9)))
                    .isDone();
            Runnable arrived = stand.catalog.announce(Stand.locator(LIST));
            var waiting = stand.catalog.settled(Stand.locator(ROOT + DEB), Duration.ofSeconds(60));
            assertThat(waiting).isNotDone();
            arrived.run();
            assertThat(waiting).isDone();
            assertThat(Optional.of(stand.catalog.maySpeakOf(Stand.locator(ROOT + DEB))))
                    .contains(false);
        }
    }
}
