package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.limited;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.Repository;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that no index lists any more goes before what is used less. */
class DelistedTest {
    private static final int BLOCK = 4096;
    private static final long LIMIT = 100L * BLOCK;
    private static final String ROOT = "http://m.example/debian/";
    private static final String LISTED = "pool/listed_1.deb";
    private static final String LEFT = "pool/left_1.deb";
    private static final String PINNED = "pool/pinned_1.deb";
    private static final Map<String, byte[]> ALL =
            Map.of(LISTED, deb(1, 2 * BLOCK), LEFT, deb(2, 2 * BLOCK), PINNED, deb(3, 2 * BLOCK));

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private void index(CacheEngine engine, String label, Map<String, byte[]> files) {
        clock.advance(Duration.ofSeconds(10));
        byte[] list = Repository.packages(files);
        tap(engine, "dists/s/Release", Repository.release(label, Map.of("main/x/Packages", list)));
        tap(engine, "dists/s/main/x/Packages", list);
    }

    private void tap(CacheEngine engine, String path, byte[] body) {
        EngineFixture.tap(engine, ROOT + path, body, OptionalLong.of(body.length), clock);
    }

    private void storeAndUse(CacheEngine engine, String path, int uses) throws Exception {
        clock.advance(Duration.ofSeconds(10));
        byte[] body = Objects.requireNonNull(ALL.get(path));
        assertThat(capture(engine, ROOT + path, body, clock)).isInstanceOf(CaptureOutcome.Stored.class);
        for (int i = 0; i < uses; i++) {
            assertThat(hit(engine, ROOT + path)).isEqualTo(body);
        }
        // Uses are ranked when they are written down, which whoever lists packages has done first.
        assertThat(engine.inventory().byName("none.deb")).isEmpty();
    }

    private void sweep(CacheEngine engine, int number) {
        clock.advance(Duration.ofSeconds(10));
        capture(engine, "http://sweep.example/" + number + ".deb", deb(number, 2 * BLOCK), clock);
    }

    private static byte[] bytes(String path) {
        return Objects.requireNonNull(ALL.get(path));
    }

    /** Without a use of it. */
    private static boolean holds(CacheEngine engine, String path) throws StoreException {
        return engine.inventory().show(sha256(bytes(path))).isPresent();
    }

    @Test
    void whatNoIndexListsGoesFirstUnlessItIsPinned() throws Exception {
        try (CacheEngine engine = EngineFixture.open(limited(store, LIMIT, 0, 0), clock, new FaultyFiles())) {
            Awaitility.await().until(() -> engine.eviction().ready());
            index(engine, "one", ALL);
            storeAndUse(engine, LISTED, 4);
            storeAndUse(engine, LEFT, 8);
            storeAndUse(engine, PINNED, 8);
            engine.pins().pin(Pin.Kind.DIGEST, sha256(bytes(PINNED)).toString());
            clock.advance(DelistedWatch.IDLE);
            index(engine, "two", Map.of(LISTED, bytes(LISTED)));
            for (int number = 100; number < 140; number++) {
                sweep(engine, number);
            }
            AtomicInteger number = new AtomicInteger(140);
            Awaitility.await().until(() -> {
                sweep(engine, number.getAndIncrement());
                return !holds(engine, LEFT);
            });
            assertThat(holds(engine, LISTED)).isTrue();
            assertThat(holds(engine, PINNED)).isTrue();
        }
    }
}
