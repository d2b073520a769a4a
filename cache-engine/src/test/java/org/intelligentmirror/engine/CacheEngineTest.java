package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.begin;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;
import static org.intelligentmirror.engine.EngineFixture.wanted;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheEngineTest {
    private static final String URL = "http://mirror.example/pool/a_1.deb";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    @Test
    void aCapturedPackageAnswersForItsUrlWithTheOriginsHeaders() throws Exception {
        byte[] body = deb(1, 300_000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            assertThat(capture(engine, URL, body, clock))
                    .isEqualTo(new CaptureOutcome.Stored(sha256(body), body.length, false));
            Resolution.Hit hit = (Resolution.Hit) resolve(engine, URL);
            assertThat(hit.evidence()).isEqualTo(new Evidence.SameUrl(sha256(body), clock.instant()));
            assertThat(hit.stored().headers())
                    .isEqualTo(EngineFixture.request(URL, OptionalLong.empty(), clock)
                            .headers());
            assertThat(EngineFixture.read(hit.stored())).isEqualTo(body);
        }
        assertThat(EngineFixture.blob(store, sha256(body))).hasBinaryContent(body);
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(hit(engine, URL)).isEqualTo(body);
        }
    }

    @Test
    void everySplitOfTheBodyGivesTheSamePackage() throws Exception {
        byte[] body = deb(2, 100);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            for (int piece = 1; piece <= body.length; piece++) {
                String url = "http://m/" + piece + ".deb";
                assertThat(capture(engine, url, body, piece, clock)).isInstanceOf(CaptureOutcome.Stored.class);
                assertThat(hit(engine, url)).isEqualTo(body);
            }
            assertThat(engine.inventory().stats().packages()).isEqualTo(1);
            assertThat(engine.inventory().stats().locators()).isEqualTo(body.length);
            assertThat(engine.capacity().storedBytes()).isEqualTo(4096);
        }
    }

    @Test
    void anotherUrlIsAMissUnlessNamesCount() throws Exception {
        byte[] body = deb(3, 5000);
        String other = "https://other.example/x/a_1.deb";
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, URL, body, clock);
            assertThat(resolve(engine, other)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
        }
        EngineSettings byName = EngineFixture.settings(store, 0, FsyncPolicy.COMMIT, IdentityMode.NAME);
        try (CacheEngine engine = CacheEngine.open(byName, OwnFetches.NONE, clock)) {
            clock.advance(Duration.ofDays(400));
            assertThat(hit(engine, other)).isEqualTo(body);
            byte[] newer = deb(4, 6000);
            capture(engine, "http://third.example/a_1.deb", newer, clock);
            assertThat(hit(engine, other)).isEqualTo(newer);
            assertThat(hit(engine, URL)).isEqualTo(newer);
            assertThat(await(engine.resolve(wanted(other), true))).isEqualTo(new Resolution.Miss(Reason.RELOAD));
        }
    }

    @Test
    void aDigestInTheUrlFindsThePackageAnywhereAndRefusesOtherBytes() throws Exception {
        byte[] body = deb(5, 7000);
        String byHash = "http://h/by-hash/SHA256/" + sha256(body) + "/a.deb";
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            CaptureStream chunked =
                    engine.capture(EngineFixture.request(byHash, OptionalLong.empty(), clock), () -> {});
            EngineFixture.write(chunked, body, 999);
            chunked.complete();
            assertThat(await(chunked.outcome())).isInstanceOf(CaptureOutcome.Stored.class);
            String elsewhere = byHash.replace("http://h", "http://elsewhere");
            assertThat(((Resolution.Hit) await(engine.resolve(wanted(elsewhere), true))).evidence())
                    .isEqualTo(new Evidence.UrlDigest(sha256(body)));
            assertThat(capture(engine, elsewhere, deb(6, 7000), clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.DIGEST));
        }
    }

    @Test
    void bodiesThatAreNotWhatTheyShouldBeAreNotStored() throws Exception {
        byte[] body = deb(7, 50_000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            CaptureStream cut = begin(engine, URL, body, clock);
            EngineFixture.write(cut, Arrays.copyOf(body, body.length - 1), 4096);
            cut.complete();
            CaptureStream tooLong = begin(engine, URL, body, clock);
            EngineFixture.write(tooLong, Arrays.copyOf(body, body.length + 1), 4096);
            CaptureStream left = begin(engine, URL, body, clock);
            EngineFixture.write(left, Arrays.copyOf(body, 9), 4096);
            left.abandon(NotStored.CUT);
            assertThat(drop(cut)).isEqualTo(NotStored.TRUNCATED);
            assertThat(drop(tooLong)).isEqualTo(NotStored.TOO_LONG);
            assertThat(drop(left)).isEqualTo(NotStored.CUT);
            assertThat(capture(engine, URL, "<html>login, please</html>".getBytes(StandardCharsets.UTF_8), 1, clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.MAGIC));
            assertThat(capture(engine, URL, deb(8, 20), 1, clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.MAGIC));
            assertThat(drop(engine.capture(EngineFixture.request(URL, OptionalLong.empty(), clock), () -> {})))
                    .isEqualTo(NotStored.TRUNCATED);
            assertThat(drop(engine.capture(EngineFixture.request(URL, OptionalLong.of(0), clock), () -> {})))
                    .isEqualTo(NotStored.SIZE);
            String rpm = "http://h/a.rpm";
            assertThat(drop(engine.capture(
                            EngineFixture.request(rpm, OptionalLong.of((1 << 20) + 1), clock), () -> {})))
                    .isEqualTo(NotStored.SIZE);
            assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            assertThat(engine.capacity().reservedBytes()).isZero();
            assertThat(engine.inventory().stats().capturesRunning()).isZero();
        }
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
        assertThat(EngineFixture.files(store.resolve("blobs"))).isEmpty();
    }

    private static NotStored drop(CaptureStream stream) {
        return ((CaptureOutcome.Dropped) await(stream.outcome())).why();
    }

    @Test
    void anUnannouncedBodyEndsAtTheLargestSizeKept() throws Exception {
        String url = "http://h/sha256/" + "ab".repeat(32) + "/a.rpm";
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            CaptureStream stream = engine.capture(EngineFixture.request(url, OptionalLong.empty(), clock), () -> {});
            EngineFixture.write(stream, new byte[(1 << 20) + 1], 1 << 16);
            assertThat(drop(stream)).isEqualTo(NotStored.SIZE);
        }
    }

    @Test
    void theSameBytesTwiceAtOnceAreStoredOnce() throws Exception {
        byte[] body = deb(9, 100_000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            CaptureStream one = begin(engine, "http://one/a.deb", body, clock);
            CaptureStream two = begin(engine, "http://two/b.deb", body, clock);
            EngineFixture.write(one, body, 4096);
            EngineFixture.write(two, body, 4096);
            one.complete();
            two.complete();
            CaptureOutcome.Stored first = (CaptureOutcome.Stored) await(one.outcome());
            CaptureOutcome.Stored second = (CaptureOutcome.Stored) await(two.outcome());
            assertThat(first.alreadyHeld()).isNotEqualTo(second.alreadyHeld());
            assertThat(hit(engine, "http://one/a.deb")).isEqualTo(hit(engine, "http://two/b.deb"));
            assertThat(engine.capacity().storedBytes()).isEqualTo(102_400);
            assertThat(engine.capacity().reservedBytes()).isZero();
        }
    }

    @Test
    void aHundredCapturesAtOnceFillTheStoreAndNoFurther() throws Exception {
        EngineSettings small = EngineFixture.settings(store, 37 * 4096, FsyncPolicy.OFF, IdentityMode.CONFIRM);
        try (CacheEngine engine = CacheEngine.open(small, OwnFetches.NONE, clock)) {
            List<CaptureStream> streams = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] body = deb(1000 + i, 4096);
                CaptureStream stream = begin(engine, "http://h/" + i + ".deb", body, clock);
                EngineFixture.write(stream, body, 1000);
                stream.complete();
                streams.add(stream);
            }
            long stored = streams.stream()
                    .filter(stream -> await(stream.outcome()) instanceof CaptureOutcome.Stored)
                    .count();
            // Later ones may find room that was made for them.
            assertThat(stored).isBetween(37L, 100L);
            assertThat(engine.capacity().storedBytes()).isBetween(30L * 4096, 37L * 4096);
            assertThat(engine.acceptsCaptures()).isTrue();
        }
    }

    @Test
    void aSecondServerIsRefusedUntilTheFirstIsGone() throws Exception {
        try (CacheEngine first = EngineFixture.open(store, clock)) {
            assertThatThrownBy(() -> EngineFixture.open(store, clock))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another server uses the store")
                    .extracting(e -> ((StoreException) e).kind())
                    .isEqualTo(StoreException.Kind.LOCKED);
            assertThat(first.acceptsCaptures()).isTrue();
        }
        EngineFixture.open(store, clock).close();
    }

    @Test
    void aBlobThatIsMissingOrShortIsForgottenAndCanComeBack() throws Exception {
        byte[] body = deb(11, 9000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, URL, body, clock);
            Files.write(EngineFixture.blob(store, sha256(body)), new byte[5]);
            assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            assertThat(engine.capacity().storedBytes()).isZero();
            assertThat(EngineFixture.files(store.resolve("quarantine"))).hasSize(1);
            capture(engine, URL, body, clock);
            Files.delete(EngineFixture.blob(store, sha256(body)));
            assertThat(capture(engine, "http://other/a.deb", body, clock))
                    .isEqualTo(new CaptureOutcome.Stored(sha256(body), body.length, false));
            assertThat(hit(engine, URL)).isEqualTo(body);
            assertThat(engine.capacity().storedBytes()).isEqualTo(12_288);
        }
    }

    @Test
    void afterAPowerLossUnsyncedBlobsAreHashedBeforeUse() throws Exception {
        byte[] torn = deb(13, 9000);
        byte[] whole = deb(14, 9000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, "http://h/torn.deb", torn, clock);
            capture(engine, "http://h/whole.deb", whole, clock);
        }
        Files.writeString(store.resolve("sync-mark"), "boot=another-boot\nsequence=0\nclean=false\n");
        torn[8000] ^= 1;
        Files.write(EngineFixture.blob(store, sha256(deb(13, 9000))), torn);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(resolve(engine, "http://h/torn.deb")).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            assertThat(hit(engine, "http://h/whole.deb")).isEqualTo(whole);
            // The background work may have been the one to find it, and be at it still.
            Awaitility.await().until(() -> engine.capacity().storedBytes() == 12_288);
        }
        assertThat(EngineFixture.files(store.resolve("quarantine"))).hasSize(1);
        assertThat(Files.readString(store.resolve("sync-mark"))).contains("sequence=2\nclean=true\n");
    }

    @Test
    void aStoreOfANewerServerIsRefused() throws Exception {
        EngineFixture.open(store, clock).close();
        Files.writeString(store.resolve("format"), "3\n");
        assertThatThrownBy(() -> EngineFixture.open(store, clock))
                .extracting(e -> ((StoreException) e).kind())
                .isEqualTo(StoreException.Kind.TOO_NEW);
    }

    @Test
    void anEngineThatIsClosedAnswersNothingAndKeepsNothing() throws Exception {
        CacheEngine engine = EngineFixture.open(store, clock);
        CaptureStream running = begin(engine, URL, deb(15, 5000), clock);
        EngineFixture.write(running, deb(15, 4000), 1000);
        engine.close();
        assertThat(drop(running)).isEqualTo(NotStored.STOPPING);
        assertThat(drop(begin(engine, URL, deb(15, 5000), clock))).isEqualTo(NotStored.STOPPING);
        assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Unavailable(Reason.STORE));
        assertThat(engine.acceptsCaptures()).isFalse();
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }
}
