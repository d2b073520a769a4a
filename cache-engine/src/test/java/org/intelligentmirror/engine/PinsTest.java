package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.limited;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.engine.EvictionReport.Room;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators want kept is kept. */
class PinsTest {
    private static final int BLOCK = 4096;
    private static final long LIMIT = 100L * BLOCK;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private CacheEngine open() throws StoreException {
        CacheEngine engine = EngineFixture.open(limited(store, LIMIT, 0, 0), clock, new FaultyFiles());
        Awaitility.await().until(() -> engine.eviction().ready());
        return engine;
    }

    private CaptureOutcome store(CacheEngine engine, String url, int seed) {
        clock.advance(Duration.ofSeconds(10));
        return capture(engine, url, deb(seed, 2 * BLOCK), clock);
    }

    private void sweep(CacheEngine engine, int from) {
        for (int number = from; number < from + 100; number++) {
            assertThat(store(engine, "http://sweep.example/s" + number + ".deb", number))
                    .isInstanceOf(CaptureOutcome.Stored.class);
        }
    }

    private static boolean holds(CacheEngine engine, String url) {
        return resolve(engine, url) instanceof Resolution.Hit;
    }

    @Test
    void byNameByRepositoryByHostAndByDigestNowAndLaterAndAfterARestart() throws Exception {
        String before = "http://a.example/pool/linux-image_1.deb";
        String later = "http://a.example/pool/linux-image_2.deb";
        String root = "http://b.example:8080/debian/pool/x.deb";
        String beside = "http://b.example:8080/ubuntu/pool/x2.deb";
        String host = "http://c.lab.example/y.deb";
        String digest = "http://d.example/z.deb";
        try (CacheEngine engine = open()) {
            store(engine, before, 1);
            Pins pins = engine.pins();
            assertThat(pins.pin(Pin.Kind.NAME, "LINUX-image_*"))
                    .isInstanceOfSatisfying(Pins.Outcome.Pinned.class, pinned -> {
                        assertThat(pinned.packages()).isEqualTo(1);
                        assertThat(pinned.bytes()).isEqualTo(2 * BLOCK);
                    });
            assertThat(pins.pin(Pin.Kind.REPOSITORY, "HTTP://b.example:8080/debian/"))
                    .isInstanceOf(Pins.Outcome.Pinned.class);
            assertThat(pins.pin(Pin.Kind.REPOSITORY, "*.lab.example")).isInstanceOf(Pins.Outcome.Pinned.class);
            assertThat(pins.pin(Pin.Kind.DIGEST, sha256(deb(6, 2 * BLOCK)).toString()))
                    .isInstanceOf(Pins.Outcome.Pinned.class);
            store(engine, later, 2);
            store(engine, root, 3);
            store(engine, beside, 4);
            store(engine, host, 5);
            store(engine, digest, 6);
            assertThat(engine.eviction().pinnedPackages()).isEqualTo(5);
            sweep(engine, 100);
            assertThat(holds(engine, beside)).isFalse();
        }
        try (CacheEngine engine = open()) {
            assertThat(engine.pins().list()).hasSize(4);
            assertThat(engine.eviction().pinnedBytes()).isEqualTo(10 * BLOCK);
            sweep(engine, 300);
            assertThat(hit(engine, before)).isEqualTo(deb(1, 2 * BLOCK));
            for (String url : new String[] {later, root, host, digest}) {
                assertThat(holds(engine, url)).as(url).isTrue();
            }
            assertThat(engine.pins().keeping(sha256(deb(3, 2 * BLOCK))))
                    .map(Pin::pattern)
                    .contains("http://b.example:8080/debian/");
        }
    }

    @Test
    void whatIsUnpinnedMayGoUnlessAnotherPinKeepsIt() throws Exception {
        try (CacheEngine engine = open()) {
            store(engine, "http://a.example/keep1.deb", 1);
            store(engine, "http://a.example/keep2.deb", 2);
            Pins.Outcome.Pinned all = (Pins.Outcome.Pinned) engine.pins().pin(Pin.Kind.NAME, "keep*");
            engine.pins().pin(Pin.Kind.DIGEST, sha256(deb(2, 2 * BLOCK)).toString());
            assertThat(engine.pins().pin(Pin.Kind.NAME, "keep*")).isEqualTo(all);
            assertThat(engine.pins().unpin(all.pin().id())).contains(all.pin());
            assertThat(engine.pins().unpin(all.pin().id())).isEmpty();
            assertThat(engine.eviction().pinnedPackages()).isEqualTo(1);
            sweep(engine, 100);
            assertThat(holds(engine, "http://a.example/keep1.deb")).isFalse();
            assertThat(holds(engine, "http://a.example/keep2.deb")).isTrue();
        }
    }

    @Test
    void pinningMoreThanTheLimitAllowsIsRefusedWithTheFigures() throws Exception {
        try (CacheEngine engine = open()) {
            for (int number = 0; number < 48; number++) {
                store(engine, "http://a.example/p" + number + ".deb", number);
            }
            assertThat(engine.pins().pin(Pin.Kind.NAME, "p?.deb")).isInstanceOf(Pins.Outcome.Pinned.class);
            assertThat(engine.pins().pin(Pin.Kind.NAME, "p*"))
                    .isEqualTo(new Pins.Outcome.OverLimit(Optional.empty(), 20 * BLOCK, 76 * BLOCK, 95 * BLOCK));
            assertThat(engine.pins().list()).hasSize(1);
            assertThat(engine.eviction().pinnedPackages()).isEqualTo(10);
        }
    }

    @Test
    void whenAllThatIsLeftIsPinnedCapturesStopAndNothingElse() throws Exception {
        try (CacheEngine engine = open()) {
            engine.pins().pin(Pin.Kind.NAME, "*");
            for (int number = 0; number < 50; number++) {
                store(engine, "http://a.example/p" + number + ".deb", number);
            }
            assertThat(store(engine, "http://a.example/more.deb", 50))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.FULL));
            Awaitility.await().until(() -> engine.eviction().room() == Room.PINNED);
            assertThat(engine.acceptsCaptures()).isFalse();
            assertThat(hit(engine, "http://a.example/p0.deb")).isEqualTo(deb(0, 2 * BLOCK));
            engine.pins().unpin(engine.pins().list().get(0).id());
            Awaitility.await().until(() -> engine.eviction().room() == Room.FREE);
            assertThat(store(engine, "http://a.example/more.deb", 50)).isInstanceOf(CaptureOutcome.Stored.class);
        }
    }

    @Test
    void whatIsNoPatternIsRefused() throws Exception {
        try (CacheEngine engine = open()) {
            for (String[] wrong : new String[][] {
                {"digest", "abc"},
                {"name", "a/b"},
                {"name", " "},
                {"name", "a\nb"},
                {"name", "a".repeat(Pin.MAX_PATTERN + 1)},
                {"repository", "http://a.example/no-slash"},
                {"repository", "a.example/debian/"}
            }) {
                assertThat(engine.pins().pin(Pin.Kind.of(wrong[0]).orElseThrow(), wrong[1]))
                        .as(wrong[1])
                        .isInstanceOf(Pins.Outcome.Refused.class);
            }
            assertThat(engine.pins().pin(Pin.Kind.NAME, "a".repeat(Pin.MAX_PATTERN)))
                    .isInstanceOf(Pins.Outcome.Pinned.class);
        }
    }
}
