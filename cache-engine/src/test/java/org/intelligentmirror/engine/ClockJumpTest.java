package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.limited;
import static org.intelligentmirror.engine.EngineFixture.resolve;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Capacity.Limit;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock jumps by years, as it does on machines whose own has no battery. */
class ClockJumpTest {
    private static final int BLOCK = 4096;
    private static final long LIMIT = 100L * BLOCK;
    private static final int DAILY = 10;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private CacheEngine open() throws StoreException {
        CacheEngine engine = EngineFixture.open(limited(store, LIMIT, 0, 0), clock, FileOperations.real());
        Awaitility.await().until(() -> engine.eviction().ready());
        return engine;
    }

    private static String url(int number) {
        return "http://mirror.example/pool/p" + number + "_1.deb";
    }

    private void store(CacheEngine engine, int number) {
        clock.advance(Duration.ofSeconds(10));
        assertThat(capture(engine, url(number), deb(number, 2 * BLOCK), clock))
                .isInstanceOf(CaptureOutcome.Stored.class);
    }

    private void useDaily(CacheEngine engine) throws Exception {
        for (int use = 0; use < 4; use++) {
            for (int daily = 0; daily < DAILY; daily++) {
                assertThat(hit(engine, url(daily))).isEqualTo(deb(daily, 2 * BLOCK));
            }
        }
        assertThat(engine.inventory().byName("none.deb")).isEmpty();
    }

    private static long evicted(CacheEngine engine) {
        return engine.eviction().evicted().values().stream()
                .mapToLong(each -> each.packages())
                .sum();
    }

    private static void dailyIsThere(CacheEngine engine) throws Exception {
        for (int daily = 0; daily < DAILY; daily++) {
            assertThat(engine.inventory().open(EngineFixture.sha256(deb(daily, 2 * BLOCK))))
                    .as("daily %d", daily)
                    .hasValueSatisfying(StoredPackage::close);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-30 * 365, 30 * 365})
    void whatIsWorthKeepingStaysWhateverTheClockDoes(long days) throws Exception {
        try (CacheEngine engine = open()) {
            for (int daily = 0; daily < DAILY; daily++) {
                store(engine, daily);
            }
            useDaily(engine);
            clock.advance(Duration.ofDays(days));
            for (int number = 100; number < 130; number++) {
                store(engine, number);
            }
            assertThat(evicted(engine)).isZero();
            for (int number = 200; number < 320; number++) {
                store(engine, number);
            }
            assertThat(engine.eviction().lastIdle())
                    .hasValueSatisfying(idle -> assertThat(idle).isBetween(Duration.ZERO, Duration.ofDays(1)));
            dailyIsThere(engine);
        }
        clock.advance(Duration.ofDays(-days));
        try (CacheEngine engine = open()) {
            for (int number = 400; number < 520; number++) {
                store(engine, number);
            }
            dailyIsThere(engine);
            assertThat(engine.capacity().storedBytes()).isBetween(LIMIT * 9 / 10, LIMIT);
            assertThat(engine.eviction().lastIdle())
                    .hasValueSatisfying(idle -> assertThat(idle).isGreaterThanOrEqualTo(Duration.ZERO));
        }
    }

    @Test
    void aUseOfTheFutureIsNoNegativeAge() {
        EvictionTally tally = new EvictionTally();
        tally.add(Limit.MAX_SIZE, BLOCK, clock.instant().plusSeconds(10), clock.instant());
        assertThat(tally.lastIdle()).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(longs = {-30 * 365, 30 * 365})
    void captureThatIsOfNoTimeNearNowIsAskedForAnewAndThenServed(long days) throws Exception {
        try (CacheEngine engine = open()) {
            store(engine, 1);
            clock.advance(Duration.ofDays(days));
            assertThat(resolve(engine, url(1))).isEqualTo(new Resolution.Miss(Reason.EXPIRED));
            store(engine, 1);
            assertThat(hit(engine, url(1))).isEqualTo(deb(1, 2 * BLOCK));
        }
    }
}
