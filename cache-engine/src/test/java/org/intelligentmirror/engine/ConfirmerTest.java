package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.catalog.CatalogLimits;
import org.intelligentmirror.catalog.CatalogSettings;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.rpm.RpmSample;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of confirmation by themselves, over a store with one package. */
class ConfirmerTest {
    private static final String SEEN = "http://seen.example/tool.rpm";
    private static final String OTHER = "http://other.example/tool.rpm";
    private static final String TAG = "\"1\"";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final byte[] body = RpmSample.proven(1, 5000);
    private final WorkerPool pool = new WorkerPool(1, 10);
    private final FaultyFiles files = new FaultyFiles();
    private BlobStore store;
    private H2PackageIndex index;
    private Catalog catalog;
    private PackageVault vault;
    private CaptureRunner captures;

    @BeforeEach
    void fillTheStore() throws Exception {
        EngineSettings unproven = EngineFixture.settings(folder, 0, FsyncPolicy.OFF, IdentityMode.STRICT);
        try (CacheEngine engine = CacheEngine.open(unproven, OwnFetches.NONE, clock)) {
            ConfirmFixture.captureTagged(engine, SEEN, body, Optional.of(TAG), clock);
        }
        store = BlobStore.open(folder, FsyncPolicy.OFF, files);
        index = H2PackageIndex.open(folder, 3);
        vault = EngineFixture.vault(store, index, new Capacity(0, 0, Map.of()), new Suspects(0, 0), clock);
        catalog = Catalog.open(
                index.catalog(),
                sha256 -> Optional.empty(),
                new CatalogSettings(Duration.ZERO, List.of()),
                CatalogLimits.STANDARD,
                clock);
        captures = new CaptureRunner(
                new CaptureRunner.Means(vault, catalog, pool, clock),
                unproven,
                CaptureLimits.STANDARD,
                OwnFetches.NONE.fetcher());
    }

    @AfterEach
    void close() {
        captures.stop(Duration.ofSeconds(1));
        assertThat(pool.stop(Duration.ofSeconds(10))).isTrue();
        catalog.stop(Duration.ofSeconds(10));
        index.close();
        store.close();
    }

    private Optional<Reason> confirm(Objections objections, ConfirmRequest request) {
        RpmProver prover = new RpmProver(vault, pool, captures.faults());
        Confirmer confirmer = new Confirmer(
                vault,
                prover,
                captures,
                new Confirmer.Rules(IdentityMode.CONFIRM, objections, locator -> List.of()),
                clock);
        Optional<Confirmation> confirmation = await(confirmer.confirm(request));
        confirmation.ifPresent(found -> found.stored().close());
        return confirmation.map(Confirmation::reason);
    }

    @Test
    void anObjectionForbidsACandidateOfEitherKind() {
        ConfirmRequest byTag = ConfirmFixture.tagged(SEEN, body, TAG, clock);
        ConfirmRequest byProof = ConfirmFixture.response(OTHER, body, clock);
        List<String> asked = new ArrayList<>();
        Objections all = (locator, candidate) -> {
            asked.add(locator.url());
            return candidate.equals(sha256(body));
        };
        assertThat(confirm(all, byTag)).isEmpty();
        assertThat(confirm(all, byProof)).isEmpty();
        assertThat(asked).startsWith(SEEN).contains(OTHER);
        assertThat(confirm(Objections.NONE, byTag)).contains(Reason.VALIDATOR);
        assertThat(confirm((locator, candidate) -> !candidate.equals(sha256(body)), byProof))
                .contains(Reason.RPM);
    }

    @Test
    void anObjectionThatFailsConfirmsNothing() {
        Objections broken = (locator, candidate) -> {
            throw new IllegalStateException("broken");
        };
        assertThat(confirm(broken, ConfirmFixture.response(OTHER, body, clock))).isEmpty();
    }

    @Test
    void theProverTakesNoMoreThanItsBoundAndEachPackageOnce() {
        RpmProver prover = new RpmProver(vault, pool, captures.faults());
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        pool.execute(gate::join);
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        for (int i = 0; i < RpmProver.MAX_TASKS; i++) {
            taken.add(prover.examine(digest(i)));
        }
        assertThat(taken).noneMatch(CompletableFuture::isDone);
        assertThat(prover.examine(digest(0))).isSameAs(taken.get(0));
        assertThat(prover.examine(digest(-1))).isDone();
        gate.complete(true);
        taken.forEach(EngineFixture::await);
        assertThat(await(prover.examine(digest(-1)))).isNull();
    }

    @Test
    void theProverGivesUpWhenThePoolIsFullAndStartsAgain() throws Exception {
        Sha256 stored = sha256(body);
        RpmProver prover = new RpmProver(vault, pool, captures.faults());
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        pool.execute(gate::join);
        while (pool.tryExecute(() -> {})) {
            assertThat(gate).isNotDone();
        }
        assertThat(prover.examine(digest(1))).isDone();
        gate.complete(true);
        Awaitility.await().until(() -> pool.tryExecute(() -> {}));
        index.forget(stored);
        assertThat(await(prover.examine(stored))).isNull();
    }

    @Test
    void aProverThatIsStoppedLeavesWhatItReadsUnknownAndLooksAtNothingMore() throws Exception {
        Blob blob = index.blob(sha256(body)).orElseThrow();
        RpmProver prover = new RpmProver(vault, pool, captures.faults());
        files.opened = prover::stop;
        assertThat(await(prover.examine(blob.sha256()))).isNull();
        assertThat(index.isExamined(blob)).isFalse();
        assertThat(prover.examine(blob.sha256())).isDone();

        files.opened = () -> {};
        assertThat(await(new RpmProver(vault, pool, captures.faults()).examine(blob.sha256())))
                .isNull();
        assertThat(index.isExamined(blob)).isTrue();
    }

    private static Sha256 digest(int i) {
        return sha256(new byte[] {(byte) i, (byte) (i >> 8)});
    }
}
