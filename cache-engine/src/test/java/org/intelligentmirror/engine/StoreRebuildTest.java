package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.intelligentmirror.engine.EngineFixture.blob;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index made again while no server runs. */
class StoreRebuildTest {
    private static final int STEPS = 150;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private RebuildState rebuild() throws StoreException {
        return StoreRebuild.run(store, clock, state -> {});
    }

    /** Some packages at some URLs, again and again, with restarts and renewals of the journal in between. */
    private void live(long seed) throws Exception {
        Random random = new Random(seed);
        CacheEngine engine = EngineFixture.open(store, clock);
        try {
            for (int step = 0; step < STEPS; step++) {
                clock.advance(Duration.ofSeconds(random.nextInt(3000) - 1000));
                byte[] body = deb(random.nextInt(12), 2000 + random.nextInt(2) * 4000);
                switch (random.nextInt(12)) {
                    case 0, 1 -> engine.inventory().purge(sha256(body));
                    case 2 -> {
                        engine.close();
                        engine = EngineFixture.open(store, clock);
                    }
                    case 3 -> engine.renewJournal();
                    case 4 -> engine.pins().pin(Pin.Kind.NAME, random.nextInt(4) + ".*");
                    case 5 -> unpinOne(engine.pins());
                    default -> capture(engine, "http://m.example/" + random.nextInt(20) + ".deb", body, clock);
                }
            }
        } finally {
            engine.close();
        }
    }

    private static void unpinOne(Pins pins) throws StoreException {
        for (Pin pin : pins.list()) {
            pins.unpin(pin.id());
            return;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anIndexThatIsMadeAgainEqualsTheOneThatWasLost(long seed) throws Exception {
        live(seed);
        IndexDump before = IndexDump.of(store);
        assertThat(before.lines()).isNotEmpty();
        RebuildState done = rebuild();
        assertThat(IndexDump.of(store)).isEqualTo(before);
        assertThat(done.adopted()).isZero();
        assertThat(done.damagedLines()).isZero();
        assertThat(EngineFixture.files(store.resolve("quarantine")))
                .allMatch(file -> file.toString().contains("/index-"));
        // Twice is as good as once, and the journal written meanwhile tells the same.
        rebuild();
        assertThat(IndexDump.of(store)).isEqualTo(before);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(engine.rebuild()).isEqualTo(RebuildState.NONE);
            assertThat(engine.capacity().storedBytes())
                    .isEqualTo(engine.inventory().stats().allocatedBytes());
        }
    }

    @Test
    void blobsNoRecordNamesAreAdoptedAndWhatIsNotWhatItsNameSaysIsQuarantined() throws Exception {
        byte[] known = deb(1, 5000);
        byte[] unknown = deb(2, 6000);
        byte[] rpm = {(byte) 0xED, (byte) 0xAB, (byte) 0xEE, (byte) 0xDB, 1, 2, 3};
        byte[] text = "Package: a\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, "http://m.example/a.deb", known, clock);
            capture(engine, "http://m.example/torn.deb", deb(3, 5000), clock);
        }
        for (byte[] body : new byte[][] {unknown, rpm, text}) {
            Files.createDirectories(blob(store, sha256(body)).getParent());
            Files.write(blob(store, sha256(body)), body);
        }
        Files.write(blob(store, sha256(deb(3, 5000))), deb(3, 4999));
        Sha256 wrong = sha256(deb(4, 100));
        Files.createDirectories(blob(store, wrong).getParent());
        Files.write(blob(store, wrong), deb(5, 100));
        Files.writeString(store.resolve("blobs/sha256/notes.txt"), "an operator's own");
        RebuildState done = rebuild();
        assertThat(done.packages()).isEqualTo(4);
        assertThat(done.adopted()).isEqualTo(3);
        assertThat(done.quarantined()).isEqualTo(3);
        IndexDump dump = IndexDump.of(store);
        assertThat(dump.lines()).hasSize(5);
        String adopted = "deb " + sha256(unknown) + ".deb 6000 8192";
        assertThat(dump.lines().get(sha256(unknown).toString())).startsWith(adopted);
        assertThat(dump.lines().get(sha256(rpm).toString())).startsWith("rpm ");
        assertThat(dump.lines().get(sha256(text).toString())).startsWith("index ");
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            String url = "http://m.example/by-hash/SHA256/" + sha256(text);
            assertThat(engine.inventory().open(sha256(text))).as(url).isPresent();
            assertThat(EngineFixture.hit(engine, "http://m.example/a.deb")).isEqualTo(known);
        }
    }

    @Test
    void anOlderStoreKeepsItsNamesThoughItHasNoJournal() throws Exception {
        live(7);
        IndexDump before = IndexDump.of(store);
        makeOlder(store);
        rebuild();
        assertThat(IndexDump.of(store)).isEqualTo(before);
        assertThat(store.resolve("format")).hasContent("2");
    }

    @Test
    void aDamagedJournalCostsNamesOnly() throws Exception {
        byte[] body = deb(1, 5000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, "http://m.example/a.deb", body, clock);
        }
        Files.write(store.resolve("journal/000001-000001.log"), new byte[10_000]);
        RebuildState done = rebuild();
        assertThat(done.adopted()).isEqualTo(1);
        assertThat(IndexDump.of(store).lines()).containsOnlyKeys(sha256(body).toString());
    }

    @Test
    void aStoreInUseIsRefused() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(engine.acceptsCaptures()).isTrue();
            assertThatThrownBy(this::rebuild)
                    .hasMessageContaining("another server uses the store " + store)
                    .extracting(e -> ((StoreException) e).kind())
                    .isEqualTo(StoreException.Kind.LOCKED);
        }
    }

    @Test
    void aNewerStoreIsRefusedAndLeftAsItIs() throws Exception {
        live(8);
        Files.writeString(store.resolve("format"), "3\n");
        assertThatThrownBy(this::rebuild)
                .hasMessageContaining("format 3")
                .hasMessageContaining("up to 2")
                .extracting(e -> ((StoreException) e).kind())
                .isEqualTo(StoreException.Kind.TOO_NEW);
        assertThat(store.resolve("quarantine")).isEmptyDirectory();
    }

    /** As the first servers left it. */
    static void makeOlder(Path store) throws Exception {
        Files.writeString(store.resolve("format"), "1\n");
        for (Path file : EngineFixture.files(store.resolve("journal"))) {
            Files.delete(file);
        }
        Files.delete(store.resolve("journal"));
        String mark = Files.readString(store.resolve("sync-mark"));
        Files.writeString(store.resolve("sync-mark"), mark.replaceFirst("journal=.*\n", ""));
    }
}
