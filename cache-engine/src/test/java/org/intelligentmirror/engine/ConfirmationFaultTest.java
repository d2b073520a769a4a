package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.ConfirmFixture.assertNotConfirmed;
import static org.intelligentmirror.engine.ConfirmFixture.capture;
import static org.intelligentmirror.engine.ConfirmFixture.confirm;
import static org.intelligentmirror.engine.ConfirmFixture.confirmed;
import static org.intelligentmirror.engine.ConfirmFixture.response;
import static org.intelligentmirror.engine.ConfirmFixture.sql;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.rpm.RpmSample;
import org.intelligentmirror.store.FsyncPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What confirmation and proving do to the disk and the threads, and what these do to them. */
class ConfirmationFaultTest {
    private static final String SEEN = "http://seen.example/7/tool.rpm";
    private static final String OTHER = "http://other.example/tool.rpm";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();
    private final byte[] body = RpmSample.proven(1, 60_000);

    private CacheEngine open() throws Exception {
        return EngineFixture.open(EngineFixture.settings(store), clock, files);
    }

    @Test
    void aCandidateThatIsGoneOrShortIsForgottenAndCanComeBack() throws Exception {
        try (CacheEngine engine = open()) {
            capture(engine, SEEN, body, clock);
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
            Files.delete(EngineFixture.blob(store, sha256(body)));
            assertNotConfirmed(engine, response(OTHER, body, clock));
            assertThat(engine.capacity().storedBytes()).isZero();

            capture(engine, SEEN, body, clock);
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
            Files.write(EngineFixture.blob(store, sha256(body)), new byte[5]);
            assertNotConfirmed(engine, response(OTHER, body, clock));
            assertThat(EngineFixture.files(store.resolve("quarantine"))).hasSize(1);
        }
        assertThat(sql(store, "SELECT COUNT(*) FROM rpm_proof")).isZero();
    }

    @Test
    void aCandidateThatCannotBeReadIsNoReasonToFail() throws Exception {
        try (CacheEngine engine = open()) {
            capture(engine, SEEN, body, clock);
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
            files.failAt(1, "Input/output error");
            assertNotConfirmed(engine, response(OTHER, body, clock));
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
        }
    }

    @Test
    void proofsOutliveARestart() throws Exception {
        try (CacheEngine engine = open()) {
            capture(engine, SEEN, body, clock);
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
        }
        try (CacheEngine engine = open()) {
            files.failAt(0, "");
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
            // A look at the file, a line of the journal.
            assertThat(files.operations()).isEqualTo(2);
        }
    }

    @Test
    void capturesThatWereNeverLookedAtAreProvenWhenTheyAreNeeded() throws Exception {
        EngineSettings strict = EngineFixture.settings(store, 0, FsyncPolicy.OFF, IdentityMode.STRICT);
        try (CacheEngine engine = EngineFixture.open(strict, clock, files)) {
            capture(engine, SEEN, body, clock);
        }
        assertThat(sql(store, "SELECT COUNT(*) FROM rpm_proof")).isZero();
        try (CacheEngine engine = open()) {
            files.failAt(0, "");
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
            // Two looks at the file, a line of the journal.
            assertThat(files.operations()).isEqualTo(3);
        }
        assertThat(sql(store, "SELECT COUNT(*) FROM rpm_proof WHERE signature_end > 0"))
                .isEqualTo(1);
    }

    @Test
    void aFileWithoutProofIsReadOnceOnly() throws Exception {
        byte[] forged = RpmSample.withForgedPayload(body);
        try (CacheEngine engine = open()) {
            capture(engine, SEEN, forged, clock);
            assertNotConfirmed(engine, response(OTHER, forged, clock));
            files.failAt(0, "");
            assertNotConfirmed(engine, response(OTHER, forged, clock));
            assertThat(files.operations()).isZero();
        }
        assertThat(sql(store, "SELECT COUNT(*) FROM rpm_proof WHERE signature_end IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void aPackageOf64MebibytesIsReadByTheEnginesThreadsOnly() throws Exception {
        byte[] large = RpmSample.proven(3, 64 << 20);
        EngineSettings settings = new EngineSettings(
                store,
                0,
                0,
                FsyncPolicy.OFF,
                IdentityMode.CONFIRM,
                EngineFixture.settings(store).revalidateAfter(),
                EngineFixture.settings(store).indexMaxAge(),
                EngineFixture.settings(store).mirrorGroups(),
                EngineFixture.settings(store).privateHosts(),
                Map.of("rpm", new TypeSettings(true, 0, 0, 0)),
                EngineFixture.ARRIVALS);
        try (CacheEngine engine = EngineFixture.open(settings, clock, files)) {
            assertThat(EngineFixture.capture(engine, SEEN, large, 1 << 20, clock))
                    .isInstanceOf(CaptureOutcome.Stored.class);
            Awaitility.await().until(() -> {
                Optional<Confirmation> confirmation = confirm(engine, response(OTHER, large, clock));
                confirmation.ifPresent(found -> found.stored().close());
                return confirmation.isPresent();
            });
        }
        assertThat(files.readers).isNotEmpty().allMatch(name -> name.matches("engine-[0-9]+"));
    }

    @Test
    void aCandidateWhoseCommitIsUnderWayIsWaitedFor() throws Exception {
        try (CacheEngine engine = open()) {
            files.writes.drainPermits();
            CaptureStream stream = EngineFixture.begin(engine, SEEN, body, clock);
            EngineFixture.write(stream, body, 10_000);
            var answer = engine.confirm(response(OTHER, body, clock)).toCompletableFuture();
            assertThat(answer).isNotDone();
            files.writes.release(1 << 30);
            stream.complete();
            assertThat(EngineFixture.read(await(answer).orElseThrow().stored())).isEqualTo(body);
        }
    }

    @Test
    void anEngineThatIsClosedOrHasNoRoomConfirmsNothingAtOnce() throws Exception {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        CacheEngine engine = CacheEngine.open(
                EngineFixture.settings(store),
                OwnFetches.NONE,
                clock,
                files,
                new CacheEngine.EngineBounds(1, 1, CaptureLimits.STANDARD));
        try (engine) {
            capture(engine, SEEN, body, clock);
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
            engine.blockingPool().execute(gate::join);
            Awaitility.await().until(() -> tryExecute(engine));
            assertNotConfirmed(engine, response(OTHER, body, clock));
            gate.complete(true);
        }
        assertNotConfirmed(engine, response(OTHER, body, clock));
    }

    private static boolean tryExecute(CacheEngine engine) {
        try {
            engine.blockingPool().execute(() -> {});
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
