package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.begin;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.limited;
import static org.intelligentmirror.engine.EngineFixture.read;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.engine.EvictionReport.Room;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store keeps within its limits, and keeps what is worth keeping. */
class EvictionTest {
    private static final int BLOCK = 4096;
    private static final long LIMIT = 100L * BLOCK;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();

    private CacheEngine open(EngineSettings settings) throws StoreException {
        CacheEngine engine = EngineFixture.open(settings, clock, files);
        // What does not fit before everything is ranked is refused.
        Awaitility.await().until(() -> engine.eviction().ready());
        return engine;
    }

    private static String url(int number) {
        return "http://mirror.example/pool/p" + number + "_1.deb";
    }

    private CaptureOutcome store(CacheEngine engine, int number, int blocks) {
        clock.advance(Duration.ofSeconds(10));
        return capture(engine, url(number), deb(number, blocks * BLOCK), clock);
    }

    private void use(CacheEngine engine, int number, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(hit(engine, url(number))).isEqualTo(deb(number, 2 * BLOCK));
        }
        // Uses are ranked when they are written down, which whoever lists packages has done first.
        assertThat(engine.inventory().byName("none.deb")).isEmpty();
    }

    private static boolean holds(CacheEngine engine, int number) throws IOException {
        if (resolve(engine, url(number)) instanceof Resolution.Hit hit) {
            read(hit.stored());
            return true;
        }
        return false;
    }

    private long onDisk() {
        long sum = 0;
        for (String part : new String[] {"blobs", "tmp"}) {
            try {
                for (Path file : EngineFixture.files(store.resolve(part))) {
                    sum += (Files.size(file) + BLOCK - 1) / BLOCK * BLOCK;
                }
            } catch (IOException | UncheckedIOException e) {
                // A file went while it was looked at: less than there was.
                return 0;
            }
        }
        return sum;
    }

    @Test
    void theStoreStaysBelowItsLimitAndTakesWhatIsNew() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            for (int number = 0; number < 300; number++) {
                assertThat(store(engine, number, 1 + number % 7)).isInstanceOf(CaptureOutcome.Stored.class);
                assertThat(engine.capacity().storedBytes()).isLessThanOrEqualTo(LIMIT);
                assertThat(onDisk()).isLessThanOrEqualTo(LIMIT);
            }
            assertThat(holds(engine, 299)).isTrue();
            assertThat(holds(engine, 0)).isFalse();
            EvictionReport report = engine.eviction();
            assertThat(evicted(engine, Capacity.Limit.MAX_SIZE)).isGreaterThan(200);
            assertThat(report.lastIdle()).isPresent();
            assertThat(report.room()).isEqualTo(Room.FREE);
        }
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            assertThat(engine.capacity().storedBytes()).isEqualTo(onDisk()).isGreaterThan(LIMIT * 9 / 10);
        }
    }

    @Test
    void aPackageLargerThanTheStoreEvictsNothing() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 50L * BLOCK))) {
            store(engine, 1, 2);
            assertThat(store(engine, 2, 101)).isEqualTo(new CaptureOutcome.Dropped(NotStored.FULL));
            assertThat(store(engine, 3, 51)).isEqualTo(new CaptureOutcome.Dropped(NotStored.FULL));
            assertThat(holds(engine, 1)).isTrue();
        }
    }

    @Test
    void aHundredCapturesAtOnceStayBelowTheLimit() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            for (int number = 0; number < 30; number++) {
                store(engine, number, 3);
            }
            List<CaptureStream> streams = new ArrayList<>();
            for (int number = 100; number < 200; number++) {
                streams.add(begin(engine, url(number), deb(number, 4 * BLOCK), clock));
                assertThat(engine.eviction().usedBytes()).isLessThanOrEqualTo(LIMIT);
            }
            for (int part = 0; part < 4; part++) {
                for (int i = 0; i < streams.size(); i++) {
                    byte[] body = deb(100 + i, 4 * BLOCK);
                    write(streams.get(i), Arrays.copyOfRange(body, part * BLOCK, (part + 1) * BLOCK), BLOCK);
                    assertThat(engine.eviction().usedBytes()).isLessThanOrEqualTo(LIMIT);
                    assertThat(onDisk()).isLessThanOrEqualTo(LIMIT);
                }
            }
            streams.forEach(CaptureStream::complete);
            long kept = streams.stream()
                    .filter(stream -> await(stream.outcome()) instanceof CaptureOutcome.Stored)
                    .count();
            assertThat(kept).isGreaterThanOrEqualTo(20);
            assertThat(onDisk()).isEqualTo(engine.capacity().storedBytes()).isLessThanOrEqualTo(LIMIT);
            assertThat(engine.capacity().reservedBytes()).isZero();
        }
    }

    @Test
    void aSweepLeavesWhatIsUsedDailyEvenAcrossARestart() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            for (int daily = 0; daily < 10; daily++) {
                store(engine, daily, 2);
                use(engine, daily, 4);
            }
            for (int swept = 100; swept < 300; swept++) {
                store(engine, swept, 2);
            }
        }
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            for (int swept = 300; swept < 500; swept++) {
                assertThat(store(engine, swept, 2)).isInstanceOf(CaptureOutcome.Stored.class);
            }
            for (int daily = 0; daily < 10; daily++) {
                assertThat(holds(engine, daily)).as("daily " + daily).isTrue();
            }
            assertThat(holds(engine, 100)).isFalse();
        }
    }

    @Test
    void whatIsBeingReadStaysReadable() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            store(engine, 1, 2);
            Resolution.Hit hit = (Resolution.Hit) resolve(engine, url(1));
            for (int number = 100; number < 300; number++) {
                store(engine, number, 2);
            }
            assertThat(holds(engine, 1)).isFalse();
            assertThat(read(hit.stored())).isEqualTo(deb(1, 2 * BLOCK));
        }
    }

    @Test
    void loweredLimitsAreReachedInTheBackground() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            IntStream.range(0, 45).forEach(number -> store(engine, number, 2));
            assertThat(engine.capacity().storedBytes()).isEqualTo(90 * BLOCK);
        }
        try (CacheEngine engine = open(limited(store, 60L * BLOCK, 0, 0))) {
            Awaitility.await().until(() -> engine.capacity().storedBytes() <= 57 * BLOCK);
            assertThat(engine.capacity().storedBytes()).isEqualTo(56 * BLOCK).isEqualTo(onDisk());
            assertThat(holds(engine, 0)).isFalse();
            assertThat(holds(engine, 44)).isTrue();
        }
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 20L * BLOCK))) {
            Awaitility.await().until(() -> engine.capacity().storedBytes("deb") <= 19 * BLOCK);
            assertThat(evicted(engine, Capacity.Limit.TYPE_MAX_SIZE)).isEqualTo(19);
        }
    }

    @Test
    void otherTypesStayWhenOneReachesItsLimit() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 20L * BLOCK))) {
            String rpm = "http://mirror.example/r.rpm";
            byte[] body = deb(7, 2 * BLOCK);
            System.arraycopy(
                    new byte[] {(byte) 0xed, (byte) 0xab, (byte) 0xee, (byte) 0xdb, 3, 0, 0, 0}, 0, body, 0, 8);
            capture(engine, rpm, body, clock);
            for (int number = 0; number < 50; number++) {
                assertThat(store(engine, number, 2)).isInstanceOf(CaptureOutcome.Stored.class);
                assertThat(engine.capacity().storedBytes("deb")).isLessThanOrEqualTo(20 * BLOCK);
            }
            assertThat(hit(engine, rpm)).isEqualTo(body);
        }
    }

    @Test
    void aDiskThatOthersFillStopsCapturesAndNothingElse() throws Exception {
        files.usable = 500L * BLOCK;
        try (CacheEngine engine = open(limited(store, 0, LIMIT, 0))) {
            store(engine, 1, 2);
            files.usable = LIMIT / 2;
            Awaitility.await().until(() -> engine.eviction().room() == Room.DISK);
            assertThat(engine.acceptsCaptures()).isFalse();
            assertThat(store(engine, 2, 2)).isEqualTo(new CaptureOutcome.Dropped(NotStored.FULL));
            assertThat(holds(engine, 1)).isTrue();
            files.usable = 500L * BLOCK;
            Awaitility.await().until(() -> engine.eviction().room() == Room.FREE);
            assertThat(engine.acceptsCaptures()).isTrue();
            assertThat(store(engine, 2, 2)).isInstanceOf(CaptureOutcome.Stored.class);
        }
    }

    @Test
    void aDiskThatRunsLowIsGivenBackWhatIsMissing() throws Exception {
        files.usable = 500L * BLOCK;
        try (CacheEngine engine = open(limited(store, 0, LIMIT, 0))) {
            IntStream.range(0, 50).forEach(number -> store(engine, number, 2));
            files.usable = 101L * BLOCK;
            Awaitility.await().until(() -> evicted(engine, Capacity.Limit.MIN_FREE) >= 2);
            assertThat(engine.acceptsCaptures()).isTrue();
            assertThat(holds(engine, 0)).isFalse();
            assertThat(holds(engine, 49)).isTrue();
        }
    }

    @Test
    void aFileThatCannotBeDeletedIsBookedUntilItCan() throws Exception {
        try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
            IntStream.range(0, 49).forEach(number -> store(engine, number, 2));
            files.stuck = true;
            CaptureOutcome outcome = store(engine, 100, 5);
            assertThat(outcome).isInstanceOf(CaptureOutcome.Dropped.class);
            assertThat(engine.eviction().usedBytes()).isLessThanOrEqualTo(LIMIT);
            assertThat(engine.capacity().storedBytes()).isEqualTo(98 * BLOCK);
            files.stuck = false;
            clock.advance(CaptureRunner.BACKOFF);
            Awaitility.await().until(() -> engine.capacity().storedBytes() < 98 * BLOCK);
            Awaitility.await().until(() -> onDisk() == engine.capacity().storedBytes());
            assertThat(store(engine, 100, 5)).isInstanceOf(CaptureOutcome.Stored.class);
            // Files that were stuck may still be going.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(onDisk())
                            .isEqualTo(engine.capacity().storedBytes())
                            .isLessThanOrEqualTo(LIMIT));
        }
    }

    @Test
    void whicheverOperationFailsBookAndDiskAgree() throws Exception {
        for (int operation = 1; operation <= 12; operation++) {
            try (CacheEngine engine = open(limited(store, LIMIT, 0, 0))) {
                for (int number = 0; number < 60; number++) {
                    store(engine, 1000 * operation + number, 2);
                }
                files.failAt(operation, "Input/output error");
                store(engine, 1000 * operation + 100, 30);
                files.failAt(0, "");
                clock.advance(CaptureRunner.BACKOFF);
                assertThat(engine.eviction().usedBytes()).isLessThanOrEqualTo(LIMIT);
                Awaitility.await().until(() -> onDisk() == engine.capacity().storedBytes());
            }
        }
    }

    private static long evicted(CacheEngine engine, Capacity.Limit limit) {
        return Objects.requireNonNull(engine.eviction().evicted().get(limit)).packages();
    }
}
