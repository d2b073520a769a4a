package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.policy.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that starts without its index, or with a damaged one. */
class LostIndexTest {
    private static final int PACKAGES = 40;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();

    private static String url(int n) {
        return "http://m.example/" + n + ".deb";
    }

    private static byte[] body(int n) {
        return deb(n, 3000 + n);
    }

    private void fill() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            for (int n = 0; n < PACKAGES; n++) {
                clock.advance(Duration.ofSeconds(1));
                capture(engine, url(n), body(n), clock);
            }
            engine.inventory().purge(sha256(body(0)));
        }
    }

    private static void awaitWhole(CacheEngine engine) {
        Awaitility.await().until(() -> !engine.rebuild().running());
    }

    private static void isExact(CacheEngine engine) throws Exception {
        assertThat(engine.capacity().storedBytes())
                .isEqualTo(engine.inventory().stats().allocatedBytes());
    }

    private Path database() {
        return store.resolve("index/packages.mv.db");
    }

    @Test
    void anIndexThatIsGoneIsMadeAgainWhileTheServerRuns() throws Exception {
        fill();
        IndexDump before = IndexDump.of(store);
        Files.delete(database());
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            awaitWhole(engine);
            for (int n = 1; n < PACKAGES; n++) {
                assertThat(hit(engine, url(n))).isEqualTo(body(n));
            }
            isExact(engine);
        }
        assertThat(IndexDump.of(store)).isEqualTo(before);
        assertThat(store.resolve("rebuild")).doesNotExist();
    }

    /** In 4 KiB blocks; a negative offset counts from the end, a length of 0 cuts the file there. */
    @ParameterizedTest
    @CsvSource({"0,1000", "0,1", "0,2", "1,1", "2,4", "4,8", "8,100", "-2,2", "-8,4", "3,0", "-3,0", "0,0"})
    void whateverBecomesOfTheFileNothingIsLostAndNothingWrongIsServed(int offset, int length) throws Exception {
        fill();
        IndexDump before = IndexDump.of(store);
        long blocks = Files.size(database()) / 4096;
        long from = Math.max(0, offset < 0 ? blocks + offset : offset);
        try (FileChannel file = FileChannel.open(database(), StandardOpenOption.WRITE)) {
            if (length == 0) {
                file.truncate(from * 4096);
            } else {
                byte[] garbage = new byte[(int) Math.min(length, blocks - from) * 4096];
                new java.util.Random(offset).nextBytes(garbage);
                file.write(java.nio.ByteBuffer.wrap(garbage), from * 4096);
            }
        }
        // What is damaged may be found at the start, or while it runs, and then by the next start.
        for (int start = 0; start < 3; start++) {
            try (CacheEngine engine = EngineFixture.open(store, clock)) {
                awaitWhole(engine);
                for (int n = 0; n < PACKAGES; n++) {
                    if (resolve(engine, url(n)) instanceof Resolution.Hit hit) {
                        assertThat(EngineFixture.read(hit.stored())).isEqualTo(body(n));
                        assertThat(n).isPositive();
                    }
                }
            }
        }
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            for (int n = 1; n < PACKAGES; n++) {
                assertThat(hit(engine, url(n))).isEqualTo(body(n));
            }
            isExact(engine);
        }
        assertThat(IndexDump.of(store)).isEqualTo(before);
    }

    @Test
    void whatHappensMeanwhileCountsMoreThanWhatTheJournalTells() throws Exception {
        fill();
        Files.delete(database());
        CompletableFuture<Void> gate = new CompletableFuture<>();
        files.opened = () -> {
            if (Thread.currentThread().getName().startsWith("engine-upkeep")) {
                gate.join();
            }
        };
        byte[] other = deb(1000, 5000);
        IndexDump before;
        try (CacheEngine engine = EngineFixture.open(EngineFixture.settings(store), clock, files)) {
            Awaitility.await().until(() -> files.readers.stream().anyMatch(name -> name.startsWith("engine-upkeep")));
            assertThat(engine.rebuild().running()).isTrue();
            assertThat(resolve(engine, url(1))).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            clock.advance(Duration.ofSeconds(5));
            // Known to the journal, bound to something else, come and gone, and purged before it came again.
            capture(engine, url(1), body(1), clock);
            capture(engine, url(2), other, clock);
            capture(engine, url(3), body(3), clock);
            assertThat(engine.inventory().purge(sha256(body(3)))).isTrue();
            capture(engine, "http://m.example/again.deb", body(0), clock);
            gate.complete(null);
            awaitWhole(engine);
            assertThat(hit(engine, url(1))).isEqualTo(body(1));
            assertThat(hit(engine, url(2))).isEqualTo(other);
            assertThat(resolve(engine, url(3))).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            assertThat(resolve(engine, url(0))).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            assertThat(hit(engine, "http://m.example/again.deb")).isEqualTo(body(0));
            assertThat(hit(engine, url(4))).isEqualTo(body(4));
            assertThat(engine.inventory().show(sha256(body(2)))).isPresent();
            isExact(engine);
            assertThat(engine.inventory().stats().packages()).isEqualTo(PACKAGES);
        }
        before = IndexDump.of(store);
        StoreRebuild.run(store, clock, state -> {});
        IndexDump after = IndexDump.of(store);
        assertThat(after.totals()).isEqualTo(before.totals());
        assertThat(after.lines().keySet()).isEqualTo(before.lines().keySet());
    }

    @Test
    void aStopInTheMiddleIsGoneOnWithByTheNextStart() throws Exception {
        fill();
        IndexDump before = IndexDump.of(store);
        Files.delete(database());
        CompletableFuture<Void> gate = new CompletableFuture<>();
        files.opened = () -> {
            if (Thread.currentThread().getName().startsWith("engine-upkeep")) {
                gate.join();
            }
        };
        CacheEngine engine = EngineFixture.open(EngineFixture.settings(store), clock, files);
        Awaitility.await().until(() -> files.readers.stream().anyMatch(name -> name.startsWith("engine-upkeep")));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(engine::close);
        Awaitility.await().until(() -> resolve(engine, url(1)) instanceof Resolution.Unavailable);
        gate.complete(null);
        await(closed);
        try (CacheEngine next = EngineFixture.open(store, clock)) {
            awaitWhole(next);
        }
        assertThat(IndexDump.of(store)).isEqualTo(before);
    }

    @Test
    void anOlderStoreGetsAJournal() throws Exception {
        fill();
        StoreRebuildTest.makeOlder(store);
        IndexDump before = IndexDump.of(store);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(hit(engine, url(5))).isEqualTo(body(5));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(store.resolve("format")).hasContent("2"));
        }
        Files.delete(database());
        StoreRebuild.run(store, clock, state -> {});
        assertThat(IndexDump.of(store)).isEqualTo(before);
    }
}
