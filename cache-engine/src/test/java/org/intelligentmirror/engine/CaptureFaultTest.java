package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.begin;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.FsyncPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureFaultTest {
    private static final String URL = "http://mirror.example/pool/a_1.deb";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();

    @ParameterizedTest
    @CsvSource({"OFF, Input/output error, FAULT", "COMMIT, No space left on device, FULL"})
    void whicheverOperationFailsNothingTornIsLeft(FsyncPolicy fsync, String error, NotStored why) throws Exception {
        EngineSettings settings = EngineFixture.settings(store, 0, fsync, IdentityMode.CONFIRM);
        byte[] body = deb(1, 30_000);
        int failures = 0;
        for (int n = 1; ; n++) {
            CaptureOutcome outcome;
            try (CacheEngine engine = EngineFixture.open(settings, clock, files)) {
                files.failAt(n, error);
                outcome = capture(engine, URL, body, 10_000, clock);
                boolean reached = files.operations() >= n;
                files.failAt(0, "");
                if (!reached) {
                    break;
                }
                failures++;
                assertThat(outcome).as("operation " + n).isEqualTo(new CaptureOutcome.Dropped(why));
                assertThat(engine.acceptsCaptures()).isFalse();
                assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
                assertThat(EngineFixture.files(store.resolve("blobs"))).isEmpty();
                assertThat(engine.capacity().storedBytes()).isZero();
                assertThat(engine.capacity().reservedBytes()).isZero();
                clock.advance(CaptureRunner.BACKOFF);
                assertThat(engine.acceptsCaptures()).isTrue();
                assertThat(capture(engine, URL, body, clock)).isInstanceOf(CaptureOutcome.Stored.class);
                assertThat(hit(engine, URL)).isEqualTo(body);
                assertThat(engine.inventory().purge(sha256(body))).isTrue();
            }
        }
        assertThat(failures).isGreaterThanOrEqualTo(fsync == FsyncPolicy.COMMIT ? 11 : 7);
    }

    @Test
    void freeSpaceIsLeftAsConfigured() throws Exception {
        files.usable = 100 * 4096;
        EngineSettings settings = new EngineSettings(
                store,
                0,
                98 * 4096,
                FsyncPolicy.OFF,
                IdentityMode.CONFIRM,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                EngineFixture.settings(store).types(),
                EngineFixture.ARRIVALS);
        try (CacheEngine engine = EngineFixture.open(settings, clock, files)) {
            assertThat(capture(engine, "http://h/0.deb", deb(0, 2 * 4096 + 1), clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.FULL));
            assertThat(capture(engine, "http://h/1.deb", deb(1, 2 * 4096), clock))
                    .isInstanceOf(CaptureOutcome.Stored.class);
            // More than would be free if all that is stored went.
            assertThat(capture(engine, "http://h/2.deb", deb(2, 2 * 4096 + 1), clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.FULL));
            assertThat(hit(engine, "http://h/1.deb")).hasSize(2 * 4096);
        }
    }

    @Test
    void aSlowDiskStopsTheCallerAndStartsItAgain() throws Exception {
        byte[] body = deb(3, 2 << 20);
        AtomicInteger released = new AtomicInteger();
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        try (CacheEngine engine = EngineFixture.open(EngineFixture.settings(store), clock, files)) {
            files.writes.drainPermits();
            CaptureStream stream = engine.capture(
                    EngineFixture.request(URL, OptionalLong.of(body.length), clock), () -> drained.complete(true));
            assertThat(stream.write(ByteBuffer.wrap(body, 0, (1 << 20) - 1), released::incrementAndGet))
                    .isTrue();
            assertThat(stream.write(ByteBuffer.wrap(body, (1 << 20) - 1, 1).slice(), released::incrementAndGet))
                    .isFalse();
            assertThat(drained).isNotDone();
            files.writes.release(1 << 30);
            assertThat(await(drained)).isTrue();
            stream.write(ByteBuffer.wrap(body, 1 << 20, 1 << 20).slice(), released::incrementAndGet);
            stream.complete();
            assertThat(await(stream.outcome())).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(released).hasValue(3);
            assertThat(hit(engine, URL)).isEqualTo(body);
        }
    }

    @Test
    void aDiskThatDoesNotMoveEndsTheCaptureAndFreesTheCaller() throws Exception {
        byte[] body = deb(4, 3 << 20);
        AtomicInteger released = new AtomicInteger();
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        CaptureLimits hasty = new CaptureLimits(1 << 20, 1 << 18, Duration.ofMillis(50), 10);
        try (CacheEngine engine = CacheEngine.open(
                EngineFixture.settings(store),
                OwnFetches.NONE,
                clock,
                files,
                new CacheEngine.EngineBounds(4, 100, hasty))) {
            files.writes.drainPermits();
            CaptureStream stream = engine.capture(
                    EngineFixture.request(URL, OptionalLong.of(body.length), clock), () -> drained.complete(true));
            stream.write(ByteBuffer.wrap(body, 0, 1 << 19), released::incrementAndGet);
            stream.write(ByteBuffer.wrap(body, 1 << 19, 1 << 19).slice(), released::incrementAndGet);
            assertThat(await(drained)).isTrue();
            assertThat(stream.write(ByteBuffer.wrap(body, 1 << 20, 1 << 20).slice(), released::incrementAndGet))
                    .isTrue();
            Awaitility.await().until(() -> released.get() >= 2);
            files.writes.release(1 << 30);
            assertThat(await(stream.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.STALLED));
            assertThat(released).hasValue(3);
            assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
        }
    }

    @Test
    void aLookUpWaitsForTheCommitOfABodyThatIsWhole() throws Exception {
        byte[] body = deb(5, 50_000);
        try (CacheEngine engine = EngineFixture.open(EngineFixture.settings(store), clock, files)) {
            files.writes.drainPermits();
            CaptureStream stream = begin(engine, URL, body, clock);
            EngineFixture.write(stream, body, 10_000);
            var answer = engine.resolve(EngineFixture.wanted(URL), false).toCompletableFuture();
            var reload = engine.resolve(EngineFixture.wanted(URL), true).toCompletableFuture();
            assertThat(answer).isNotDone();
            stream.complete();
            files.writes.release(1 << 30);
            assertThat(EngineFixture.read(((Resolution.Hit) await(answer)).stored()))
                    .isEqualTo(body);
            assertThat(await(reload)).isEqualTo(new Resolution.Miss(Reason.RELOAD));
        }
    }

    @Test
    void capturesAndLookUpsPastTheBoundAreRefusedAtOnce() throws Exception {
        CaptureLimits two = new CaptureLimits(1 << 20, 1 << 18, Duration.ofSeconds(2), 2);
        try (CacheEngine engine = CacheEngine.open(
                EngineFixture.settings(store),
                OwnFetches.NONE,
                clock,
                files,
                new CacheEngine.EngineBounds(1, 1, two))) {
            CaptureStream first = begin(engine, "http://h/1.deb", deb(1, 100), clock);
            CaptureStream second = begin(engine, "http://h/2.deb", deb(2, 100), clock);
            assertThat(engine.acceptsCaptures()).isFalse();
            assertThat(await(begin(engine, "http://h/3.deb", deb(3, 100), clock).outcome()))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.OVERLOAD));
            CompletableFuture<Boolean> gate = new CompletableFuture<>();
            engine.blockingPool().execute(gate::join);
            Awaitility.await().until(() -> tryExecute(engine, () -> {}));
            assertThat(EngineFixture.resolve(engine, URL)).isEqualTo(new Resolution.Unavailable(Reason.OVERLOAD));
            EngineFixture.write(first, deb(1, 100), 100);
            assertThat(await(first.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.OVERLOAD));
            gate.complete(true);
            second.abandon(NotStored.CUT);
            assertThat(await(second.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.CUT));
            assertThat(engine.acceptsCaptures()).isTrue();
        }
    }

    private static boolean tryExecute(CacheEngine engine, Runnable work) {
        try {
            engine.blockingPool().execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
