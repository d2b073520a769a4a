package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.blob;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.index.ScrubMark;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged on disk is never served twice, and what is not is never lost. */
class DamageTest {
    private static final int LENGTH = 30_000;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();

    @Test
    void aFileThatSomebodyWroteToIsMissedAndCapturedAnew() throws Exception {
        byte[] body = deb(1, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            flip(body);
            assertThat(resolve(engine, url(1))).isInstanceOf(Resolution.Miss.class);
            assertThat(engine.inventory().show(sha256(body))).isEmpty();
            assertThat(quarantined()).hasSize(1);
            assertThat(engine.capacity().storedBytes()).isZero();
            assertThat(engine.inventory().scrub().failed()).isEqualTo(1);
            capture(engine, url(1), body, clock);
            assertThat(hit(engine, url(1))).isEqualTo(body);
        }
    }

    @Test
    void aFileThatWasOnlyTouchedIsHashedOnceAndServed() throws Exception {
        byte[] body = deb(1, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            Files.setLastModifiedTime(blob(store, sha256(body)), FileTime.from(Instant.parse("2026-05-06T07:08:09Z")));
            assertThat(hit(engine, url(1))).isEqualTo(body);
            assertThat(hit(engine, url(1))).isEqualTo(body);
            assertThat(engine.inventory().scrub().checked()).isEqualTo(1);
        }
    }

    @Test
    void aFileSystemThatKeepsNoSealHasEachPackageHashedOnce() throws Exception {
        files.keepsTimes = false;
        byte[] body = deb(1, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            assertThat(hit(engine, url(1))).isEqualTo(body);
            assertThat(hit(engine, url(1))).isEqualTo(body);
            assertThat(engine.inventory().scrub().checked()).isEqualTo(1);
        }
    }

    @Test
    void damagedBytesAreReplacedByTheSameBytesCapturedAgain() throws Exception {
        byte[] body = deb(1, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            flip(body);
            capture(engine, url(2), body, clock);
            assertThat(hit(engine, url(2))).isEqualTo(body);
            assertThat(hit(engine, url(1))).isEqualTo(body);
        }
    }

    @Test
    void whatFailedWhileServedIsHashedBeforeItIsServedAgain() throws Exception {
        byte[] body = deb(1, LENGTH);
        byte[] good = deb(2, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            capture(engine, url(2), good, clock);
            rot(body);
            engine.doubt(sha256(body));
            engine.doubt(sha256(good));
            assertThat(resolve(engine, url(1))).isInstanceOf(Resolution.Miss.class);
            assertThat(hit(engine, url(2))).isEqualTo(good);
            Awaitility.await().until(() -> engine.inventory().scrub().checked() == 2);
        }
    }

    @Test
    void unreadableBytesAreQuarantinedToo() throws Exception {
        byte[] body = deb(1, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            files.unreadable = true;
            assertThat(engine.inventory().verify(sha256(body))).contains(Finding.UNREADABLE);
            files.unreadable = false;
            assertThat(resolve(engine, url(1))).isInstanceOf(Resolution.Miss.class);
            assertThat(quarantined()).hasSize(1);
        }
    }

    @Test
    void anOperatorIsToldWhatAPackageIs() throws Exception {
        byte[] intact = deb(1, LENGTH);
        byte[] wrong = deb(2, LENGTH);
        byte[] lost = deb(3, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), intact, clock);
            capture(engine, url(2), wrong, clock);
            capture(engine, url(3), lost, clock);
            rot(wrong);
            Files.delete(blob(store, sha256(lost)));
            assertThat(engine.inventory().verify(sha256(intact))).contains(Finding.INTACT);
            assertThat(engine.inventory().verify(sha256(wrong))).contains(Finding.WRONG);
            assertThat(engine.inventory().verify(sha256(lost))).contains(Finding.MISSING);
            assertThat(engine.inventory().verify(sha256(deb(4, LENGTH)))).isEmpty();
            assertThat(engine.inventory().stats().packages()).isEqualTo(1);
        }
    }

    @Test
    void aFailingOpenCondemnsNothing() throws Exception {
        byte[] body = deb(1, LENGTH);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), body, clock);
            files.failAt(1, "Too many open files");
            assertThat(resolve(engine, url(1))).isInstanceOf(Resolution.Unavailable.class);
            assertThat(hit(engine, url(1))).isEqualTo(body);
        }
    }

    @Test
    void theScrubFindsWhatRotted() throws Exception {
        captureAll(3);
        rot(deb(2, LENGTH));
        try (Stand stand = new Stand()) {
            stand.wholePass();
            assertThat(stand.vault.counts().packages()).isEqualTo(4); // the bad one twice: nobody may have replaced it
            assertThat(stand.vault.counts().failures()).isEqualTo(1);
            assertThat(stand.index.blob(sha256(deb(2, LENGTH)))).isEmpty();
            assertThat(stand.index.blob(sha256(deb(3, LENGTH)))).isPresent();
            assertThat(stand.scrubber.mark()).hasValueSatisfying(mark -> {
                assertThat(mark.running()).isFalse();
                assertThat(mark.finishedAt()).contains(clock.instant());
            });
        }
        try (CacheEngine engine = open()) {
            assertThat(resolve(engine, url(2))).isInstanceOf(Resolution.Miss.class);
            capture(engine, url(2), deb(2, LENGTH), clock);
            assertThat(hit(engine, url(2))).isEqualTo(deb(2, LENGTH));
        }
    }

    @Test
    void theNextPassBeginsInItsTimeAndNotBefore() throws Exception {
        captureAll(1);
        try (Stand stand = new Stand()) {
            stand.wholePass();
            clock.advance(Scrubber.PASS_EVERY.minusSeconds(1));
            assertThat(stand.scrubber.step()).isEqualTo(Scrubber.REST);
            assertThat(stand.vault.counts().packages()).isEqualTo(1);
            clock.advance(Duration.ofSeconds(1));
            stand.scrubber.step();
            assertThat(stand.vault.counts().packages()).isEqualTo(2);
        }
    }

    @Test
    void aPassGoesOnAfterARestartWhereItWas() throws Exception {
        int perStep = Scrubber.STEP_BYTES / Scrubber.FILE_BYTES;
        captureAll(perStep + 2);
        try (Stand stand = new Stand()) {
            stand.scrubber.step();
            assertThat(stand.vault.counts().packages()).isEqualTo(perStep);
            stand.scrubber.stop();
        }
        try (Stand stand = new Stand()) {
            stand.wholePass();
            assertThat(stand.vault.counts().packages()).isEqualTo(2);
        }
    }

    @Test
    void aLargePackageTakesManyStepsAndABusyServerLongerPauses() throws Exception {
        byte[] large = deb(1, 3 * Scrubber.STEP_BYTES);
        try (CacheEngine engine = open()) {
            capture(engine, url(1), large, clock);
        }
        try (Stand stand = new Stand()) {
            Duration pause = stand.scrubber.step();
            assertThat(stand.vault.counts().packages()).isZero();
            assertThat(pause).isEqualTo(Duration.ofMillis(125));
            stand.busy = true;
            assertThat(stand.scrubber.step()).isEqualTo(pause.multipliedBy(Scrubber.YIELD));
            stand.wholePass();
            assertThat(stand.vault.counts().packages()).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatReadsNothingLosesOnlyAFew() throws Exception {
        captureAll(Scrubber.MAX_UNREADABLE + 3);
        files.unreadable = true;
        try (Stand stand = new Stand()) {
            for (int attempt = 0; attempt < 10; attempt++) {
                try {
                    stand.scrubber.step();
                } catch (StoreException e) {
                    assertThat(e).hasMessageContaining("disk");
                }
            }
            assertThat(stand.vault.counts().failures()).isEqualTo(Scrubber.MAX_UNREADABLE);
        }
    }

    @Test
    void anEmptyStoreIsScrubbedAtOnce() throws Exception {
        try (Stand stand = new Stand()) {
            assertThat(stand.scrubber.step()).isEqualTo(Scrubber.REST);
            assertThat(stand.scrubber.mark().flatMap(ScrubMark::finishedAt)).contains(clock.instant());
        }
    }

    private void captureAll(int count) throws Exception {
        try (CacheEngine engine = open()) {
            for (int n = 1; n <= count; n++) {
                capture(engine, url(n), deb(n, LENGTH), clock);
            }
        }
    }

    /** The parts of an engine, whose scrub is stepped by hand. */
    private final class Stand implements AutoCloseable {
        final BlobStore blobs;
        final H2PackageIndex index;
        final PackageVault vault;
        final Scrubber scrubber;
        boolean busy;

        Stand() throws StoreException {
            blobs = BlobStore.open(store, FsyncPolicy.OFF, files);
            index = H2PackageIndex.open(store, 4);
            vault = EngineFixture.vault(blobs, index, new Capacity(0, 0, Map.of()), new Suspects(0, 0), clock);
            scrubber = new Scrubber(vault, () -> busy, clock);
        }

        void wholePass() throws StoreException {
            for (int step = 0; step < 100 && !scrubber.step().equals(Scrubber.REST); step++) {
                assertThat(scrubber.mark().map(ScrubMark::running)).contains(true);
            }
        }

        @Override
        public void close() {
            index.close();
            blobs.close();
        }
    }

    private CacheEngine open() throws StoreException {
        return EngineFixture.open(EngineFixture.settings(store), clock, files);
    }

    private static String url(int n) {
        return "http://m.example/pool/p" + n + ".deb";
    }

    private List<Path> quarantined() throws IOException {
        return EngineFixture.files(store.resolve("quarantine"));
    }

    private void flip(byte[] body) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(blob(store, sha256(body)).toFile(), "rw")) {
            file.seek(LENGTH / 2);
            file.write(~body[LENGTH / 2]);
        }
    }

    /** As a medium does it: nothing tells by looking at the file. */
    private void rot(byte[] body) throws IOException {
        Path file = blob(store, sha256(body));
        FileTime before = Files.getLastModifiedTime(file);
        flip(body);
        Files.setLastModifiedTime(file, before);
    }
}
