package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.Repository;
import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.policy.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SHA-512 of a package that an index lists by that alone is not lost. */
class AliasesTest {
    private static final String ROOT = "http://m.example/debian/";
    private static final String DEB = "pool/a/a_1_amd64.deb";
    private static final byte[] BODY = deb(1, 9000);

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private void index(CacheEngine engine) {
        byte[] list = Repository.packages(Map.of(DEB, BODY), "SHA512");
        byte[] release = Repository.release("r", Map.of("main/x/Packages", list));
        tap(engine, "dists/s/Release", release);
        tap(engine, "dists/s/main/x/Packages", list);
    }

    private void tap(CacheEngine engine, String path, byte[] body) {
        EngineFixture.tap(engine, ROOT + path, body, OptionalLong.of(body.length), clock);
    }

    private void listAndStore(CacheEngine engine) {
        index(engine);
        assertThat(capture(engine, ROOT + DEB, BODY, clock)).isInstanceOf(CaptureOutcome.Stored.class);
        proves(engine);
    }

    /** The index counts, not the URL the package was captured from. */
    private static void proves(CacheEngine engine) {
        Resolution.Hit hit = (Resolution.Hit) resolve(engine, ROOT + DEB);
        hit.stored().close();
        assertThat(hit.evidence()).isEqualTo(new Evidence.Catalog(sha256(BODY)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLostIndexGetsItBackFromTheLogAndFromASnapshot(boolean renewed) throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            listAndStore(engine);
            if (renewed) {
                engine.renewJournal();
            }
        }
        IndexDump before = IndexDump.of(store);
        Files.delete(store.resolve("index/packages.mv.db"));
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            Awaitility.await().until(() -> !engine.rebuild().running());
            index(engine);
            proves(engine);
            assertThat(hit(engine, ROOT + DEB)).isEqualTo(BODY);
        }
        assertThat(IndexDump.of(store)).isEqualTo(before);
        StoreRebuild.run(store, clock, state -> {});
        assertThat(IndexDump.of(store)).isEqualTo(before);
    }

    @Test
    void itIsJournaledOnceAndGoesWithThePackage() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            listAndStore(engine);
            capture(engine, ROOT + DEB, BODY, clock);
            assertThat(journaled()).isOne();
            assertThat(engine.inventory().purge(sha256(BODY))).isTrue();
            assertThat(resolve(engine, ROOT + DEB)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            engine.renewJournal();
            assertThat(journaled()).isZero();
        }
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            assertThat(index.aliases(sha256(BODY))).isEmpty();
        }
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, ROOT + DEB, BODY, clock);
            proves(engine);
        }
    }

    /** The next top index may list it by SHA-512 alone again, and nobody fetches it again. */
    @Test
    void thatOfAListedIndexFileStaysWhenItsStoredCopyGoes() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, BODY));
        String sha512 = Repository.digest("SHA512", list);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            tap(engine, "dists/s/Release", Repository.release("r", Map.of("main/x/Packages", list), "SHA512"));
            tap(engine, "dists/s/main/x/Packages", list);
            String stored = ROOT + "dists/s/main/x/by-hash/SHA256/" + sha256(list);
            assertThat(EngineFixture.captureIndex(engine, stored, list, clock))
                    .isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(engine.inventory().purge(sha256(list))).isTrue();
        }
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            assertThat(index.catalog().alias(sha512)).contains(sha256(list));
        }
    }

    private long journaled() throws Exception {
        long lines = 0;
        for (Path file : EngineFixture.files(store.resolve("journal"))) {
            lines += Files.readAllLines(file).stream()
                    .filter(line -> line.contains(" alias\t"))
                    .count();
        }
        return lines;
    }
}
