package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.MirrorGroup;
import org.intelligentmirror.catalog.Repository;
import org.intelligentmirror.catalog.Version;
import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.FsyncPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: indexes pass, packages pass, and requests are answered on what both prove. */
class EvidenceTest {
    private static final String ONE = "http://one.example/debian/";
    private static final String TWO = "https://two.example/debian/";
    private static final String DEB = "pool/a/a_1_amd64.deb";
    private static final byte[] OLD = deb(1, 9000);
    private static final byte[] NEW = deb(2, 9000);

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private CaptureOutcome tap(CacheEngine engine, String url, byte[] body, OptionalLong announced) {
        return EngineFixture.tap(engine, url, body, announced, clock);
    }

    private void index(CacheEngine engine, String root, String suite, Map<String, byte[]> files) {
        byte[] list = Repository.packages(files);
        String path = "main/binary-amd64/Packages";
        tap(
                engine,
                root + "dists/" + suite + "/InRelease",
                Repository.inRelease(suite, Map.of(path, list)),
                OptionalLong.empty());
        tap(engine, root + "dists/" + suite + "/" + path, list, OptionalLong.of(list.length));
    }

    private static Reason missed(CacheEngine engine, String url) {
        return ((Resolution.Miss) resolve(engine, url)).reason();
    }

    private static Evidence evidence(CacheEngine engine, String url) {
        Resolution.Hit hit = (Resolution.Hit) resolve(engine, url);
        hit.stored().close();
        return hit.evidence();
    }

    @Test
    void whatAnIndexListsIsAHitFromTheMomentItIsStored() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(capture(engine, "http://elsewhere/a_1_amd64.deb", OLD, clock))
                    .isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.UNKNOWN);
            index(engine, ONE, "s", Map.of(DEB, OLD));
            assertThat(evidence(engine, ONE + DEB)).isEqualTo(new Evidence.Catalog(sha256(OLD)));
            assertThat(hit(engine, ONE + DEB)).isEqualTo(OLD);
            index(engine, TWO, "s", Map.of(DEB, OLD));
            assertThat(hit(engine, TWO + DEB)).isEqualTo(OLD);
        }
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }

    @Test
    void aShortStopInOrderLeavesTheCatalogTrustedAndALongerOneDoesNot() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s", Map.of(DEB, OLD));
            capture(engine, ONE + DEB, OLD, clock);
        }
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(evidence(engine, ONE + DEB)).isEqualTo(new Evidence.Catalog(sha256(OLD)));
        }
        clock.advance(CacheEngine.SHORT_ABSENCE);
        Instant longAgo = Instant.now().minus(CacheEngine.SHORT_ABSENCE).minusSeconds(1);
        Files.setLastModifiedTime(store.resolve("sync-mark"), FileTime.from(longAgo));
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.STALE);
            index(engine, ONE, "s", Map.of(DEB, OLD));
            assertThat(evidence(engine, ONE + DEB)).isEqualTo(new Evidence.Catalog(sha256(OLD)));
        }
    }

    @Test
    void anAbsenceBeginsWhenNothingIsShownAnyMore() throws Exception {
        Instant left;
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            engine.leaves();
            left = Instant.now();
        }
        Instant marked = Files.getLastModifiedTime(store.resolve("sync-mark")).toInstant();
        assertThat(marked).isBeforeOrEqualTo(left);
    }

    @Test
    void whatAnIndexVouchedForIsNothingWhenTheCatalogIsLost() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s", Map.of(DEB, OLD));
            capture(engine, ONE + DEB, OLD, clock);
            capture(engine, TWO + DEB, OLD, clock);
        }
        for (Path file : EngineFixture.files(store.resolve("index"))) {
            Files.delete(file);
        }
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(hit(engine, TWO + DEB)).isEqualTo(OLD));
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.EXPIRED);
            index(engine, ONE, "s", Map.of(DEB, OLD));
            assertThat(evidence(engine, ONE + DEB)).isEqualTo(new Evidence.Catalog(sha256(OLD)));
        }
    }

    @Test
    void aRepublishedPackageIsAMissAtOnceAndThenTheNewBytes() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, ONE + DEB, OLD, clock);
            assertThat(evidence(engine, ONE + DEB)).isInstanceOf(Evidence.SameUrl.class);
            index(engine, ONE, "s", Map.of(DEB, NEW));
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.UNKNOWN);
            capture(engine, ONE + DEB, NEW, clock);
            assertThat(hit(engine, ONE + DEB)).isEqualTo(NEW);
        }
    }

    @Test
    void aMirrorThatSendsOtherBytesIsCountedAndNothingIsStored() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s", Map.of(DEB, OLD));
            assertThat(capture(engine, ONE + DEB, NEW, clock)).isEqualTo(new CaptureOutcome.Dropped(NotStored.DIGEST));
            assertThat(engine.catalog().disagreements()).hasSize(1);
            assertThat(engine.catalog().disagreements().get(0).root()).isEqualTo(ONE);
            CaptureStream cut = EngineFixture.begin(engine, ONE + DEB, OLD, clock);
            EngineFixture.write(cut, Arrays.copyOf(OLD, 5000), 1000);
            cut.complete();
            assertThat(await(cut.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.TRUNCATED));
            assertThat(engine.catalog().disagreements().get(0).count()).isEqualTo(1);
            assertThat(engine.inventory().stats().packages()).isZero();
        }
    }

    @Test
    void aVouchedDigestProvesABodyWithoutContentLengthToBeWhole() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s", Map.of(DEB, OLD));
            assertThat(chunked(engine, ONE + DEB, Arrays.copyOf(OLD, 5000)))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.TRUNCATED));
            assertThat(engine.catalog().disagreements()).isEmpty();
            assertThat(chunked(engine, ONE + "pool/unlisted.deb", OLD))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.TRUNCATED));
            assertThat(chunked(engine, ONE + DEB, OLD)).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(engine.capacity().reservedBytes()).isZero();
        }
    }

    private CaptureOutcome chunked(CacheEngine engine, String url, byte[] body) {
        CaptureStream stream = engine.capture(EngineFixture.request(url, OptionalLong.empty(), clock), () -> {});
        EngineFixture.write(stream, body, 1000);
        stream.complete();
        return await(stream.outcome());
    }

    @Test
    void sourcePackagesAreStoredOnAnIndexsDigestOnly() throws Exception {
        byte[] source = "anything at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] list = Repository.sources("pool/s", Map.of("s_1.dsc", source));
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(capture(engine, ONE + "pool/s/s_1.dsc", source, clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.UNVOUCHED));
            byte[] release = Repository.release("r", Map.of("main/source/Sources", list));
            tap(engine, ONE + "dists/s/Release", release, OptionalLong.of(release.length));
            tap(engine, ONE + "dists/s/main/source/Sources", list, OptionalLong.empty());
            assertThat(capture(engine, ONE + "pool/s/s_1.dsc", source, clock))
                    .isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(capture(engine, ONE + "pool/s/s_2.dsc", source, clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.UNVOUCHED));
            assertThat(evidence(engine, ONE + "pool/s/s_1.dsc").rank()).isEqualTo(2);
        }
    }

    @Test
    void digestsOfSha512AloneAreProofOnceTheBytesWereSeen() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD), "SHA512");
        byte[] release = Repository.release("r", Map.of("main/x/Packages", list));
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, "http://elsewhere/a_1_amd64.deb", OLD, clock);
            tap(engine, ONE + "dists/s/Release", release, OptionalLong.of(release.length));
            tap(engine, ONE + "dists/s/main/x/Packages", list, OptionalLong.of(list.length));
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.UNKNOWN);
            assertThat(capture(engine, ONE + DEB, NEW, clock)).isEqualTo(new CaptureOutcome.Dropped(NotStored.DIGEST));
            assertThat(capture(engine, ONE + DEB, OLD, clock))
                    .isEqualTo(new CaptureOutcome.Stored(sha256(OLD), OLD.length, true));
            assertThat(evidence(engine, ONE + DEB)).isEqualTo(new Evidence.Catalog(sha256(OLD)));
        }
    }

    @Test
    void aListNamedByItsDigestIsStoredServedAndReadEvenFromTheStore() throws Exception {
        byte[] primary = Repository.primary(Map.of("p/a-1.noarch.rpm", OLD));
        byte[] repomd = Repository.repomd(primary);
        String file = "repodata/" + sha256(primary) + "-primary.xml";
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            assertThat(captureIndex(engine, "http://early.example/r/" + file, primary))
                    .isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(captureIndex(engine, "http://early.example/r/" + file, repomd))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.DIGEST));
            tap(engine, "http://one.example/r/repodata/repomd.xml", repomd, OptionalLong.empty());
            EngineSettings settings = EngineFixture.settings(store);
            assertThat(settings.types()).containsKey(Kinds.indexType());
            String rpm = "http://one.example/r/p/a-1.noarch.rpm";
            assertThat(missed(engine, rpm)).isEqualTo(Reason.UNKNOWN);
            assertThat(capture(engine, rpm, OLD, clock)).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(evidence(engine, rpm)).isEqualTo(new Evidence.Mirror(sha256(OLD)));
            captureIndex(engine, "http://one.example/r/" + file, primary);
            assertThat(evidence(engine, rpm)).isEqualTo(new Evidence.Catalog(sha256(OLD)));
            Classification.Wanted wanted = indexFile("http://other.example/r/" + file);
            assertThat(((Resolution.Hit) await(engine.resolve(wanted, true)))
                            .evidence()
                            .reason())
                    .isEqualTo(Reason.URL_DIGEST);
        }
    }

    private static Classification.Wanted indexFile(String url) {
        var locator = EngineFixture.locator(url);
        return new Classification.Wanted(
                locator, Kinds.forHashNamedIndex(locator).orElseThrow());
    }

    private CaptureOutcome captureIndex(CacheEngine engine, String url, byte[] body) {
        return EngineFixture.captureIndex(engine, url, body, clock);
    }

    @Test
    void contradictingSuitesAreNotAnsweredFromAndEitherMayBeStored() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s", Map.of(DEB, OLD));
            capture(engine, ONE + DEB, OLD, clock);
            index(engine, ONE, "t", Map.of(DEB, NEW));
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.CONFLICT);
            assertThat(capture(engine, ONE + DEB, NEW, clock)).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(capture(engine, ONE + DEB, deb(3, 9000), clock))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.DIGEST));
        }
    }

    @Test
    void aStaleIndexJudgesNothingAndServesNothingItContradicts() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s", Map.of(DEB, OLD));
            capture(engine, ONE + DEB, OLD, clock);
            engine.catalog().unread(EngineFixture.locator(ONE + "dists/s/InRelease"), Version.UNKNOWN);
            assertThat(evidence(engine, ONE + DEB)).isInstanceOf(Evidence.SameUrl.class);
            assertThat(capture(engine, ONE + DEB, NEW, clock)).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(missed(engine, ONE + DEB)).isEqualTo(Reason.STALE);
        }
    }

    @Test
    void whatAnIndexListsStandsAboveAConfirmation() throws Exception {
        String url = ONE + "pool/a_1_amd64.deb";
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            ConfirmFixture.captureTagged(engine, url, OLD, Optional.of("\"v\""), clock);
            ConfirmRequest again = ConfirmFixture.tagged(url, OLD, "\"v\"", clock);
            assertThat(ConfirmFixture.confirmed(engine, again)).isEqualTo(OLD);
            index(engine, ONE, "s", Map.of("pool/a_1_amd64.deb", NEW));
            ConfirmFixture.assertNotConfirmed(engine, again);
            index(engine, ONE, "s", Map.of("pool/a_1_amd64.deb", OLD));
            assertThat(ConfirmFixture.confirmed(engine, again)).isEqualTo(OLD);
        }
    }

    @Test
    void aMirrorGroupSharesCaptures() throws Exception {
        EngineSettings strict = EngineFixture.settings(store, 0, FsyncPolicy.OFF, IdentityMode.STRICT);
        EngineSettings grouped = EngineFixture.grouped(strict, new MirrorGroup("g", List.of(ONE, TWO)));
        try (CacheEngine engine = CacheEngine.open(grouped, OwnFetches.NONE, clock)) {
            capture(engine, ONE + DEB, OLD, clock);
            assertThat(evidence(engine, TWO + DEB)).isEqualTo(new Evidence.Mirror(sha256(OLD)));
            assertThat(missed(engine, "http://one.example/" + DEB)).isEqualTo(Reason.UNKNOWN);
            clock.advance(Duration.ofDays(7));
            assertThat(missed(engine, TWO + DEB)).isEqualTo(Reason.UNKNOWN);
        }
    }

    @Test
    void indexFilesBeyondTheBoundAreNotReadAndMakeWhatIsKnownStale() throws Exception {
        byte[] top = Repository.inRelease("s", Map.of());
        EngineSettings plain = EngineFixture.settings(store);
        EngineSettings bounded = new EngineSettings(
                store,
                0,
                0,
                FsyncPolicy.OFF,
                IdentityMode.CONFIRM,
                Duration.ofDays(7),
                Duration.ofDays(7),
                List.of(),
                List.of(),
                Map.of(
                        "index",
                        new TypeSettings(true, 0, 0, top.length),
                        "deb",
                        plain.types().get("deb")),
                EngineFixture.ARRIVALS);
        String url = ONE + "dists/s/InRelease";
        try (CacheEngine engine = CacheEngine.open(bounded, OwnFetches.NONE, clock)) {
            assertThat(tap(engine, url, top, OptionalLong.of(top.length))).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(engine.catalog().wantsWhole(EngineFixture.locator(url))).isFalse();
            byte[] larger = Repository.inRelease("ss", Map.of());
            assertThat(tap(engine, url, larger, OptionalLong.empty()))
                    .isEqualTo(new CaptureOutcome.Dropped(NotStored.SIZE));
            clock.advance(Duration.ofMinutes(1));
            assertThat(engine.catalog().wantsWhole(EngineFixture.locator(url))).isTrue();
        }
    }

    @Test
    void aPackageAskedForWithTheLastByteOfItsListWaitsUntilTheListIsRead() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, TWO + DEB, OLD, clock);
            index(engine, TWO, "s", Map.of(DEB, OLD));
            byte[] list = Repository.packages(Map.of(DEB, OLD));
            String path = "main/binary-amd64/Packages";
            tap(engine, ONE + "dists/s/InRelease", Repository.inRelease("s", Map.of(path, list)), OptionalLong.empty());
            OptionalLong length = OptionalLong.of(list.length);
            CaptureStream stream = engine.tap(
                    new TapRequest(
                            EngineFixture.locator(ONE + "dists/s/" + path), length, EngineFixture.headers(clock)),
                    () -> {});
            EngineFixture.write(stream, list, 1000);
            // The client has the list; that its body ended comes later.
            CompletionStage<Resolution> asked =
                    engine.ask(EngineFixture.wanted(ONE + DEB), false).answer();
            stream.complete();
            Resolution.Hit hit = (Resolution.Hit) await(asked);
            hit.stored().close();
            assertThat(hit.evidence().reason()).isEqualTo(Reason.CATALOG);
        }
    }
}
