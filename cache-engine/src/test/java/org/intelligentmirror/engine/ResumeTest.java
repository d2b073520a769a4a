package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.ConfirmFixture.assertNotConfirmed;
import static org.intelligentmirror.engine.ConfirmFixture.captureTagged;
import static org.intelligentmirror.engine.ConfirmFixture.confirm;
import static org.intelligentmirror.engine.ConfirmFixture.tagged;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.locator;
import static org.intelligentmirror.engine.EngineFixture.wanted;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.MirrorGroup;
import org.intelligentmirror.catalog.Repository;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.ReplyHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which validators come with a package, wherever it is asked for. */
class ResumeTest {
    private static final String ONE = "http://one.example/debian/";
    private static final String TWO = "https://two.example/mirror/";
    private static final String OTHER = "http://other.example/";
    private static final String DEB = "pool/a/a_1_amd64.deb";
    private static final byte[] OLD = deb(1, 200_000);
    private static final byte[] NEW = deb(2, 200_000);
    private static final Optional<String> E1 = Optional.of("\"e1\"");
    private static final Optional<String> E2 = Optional.of("\"e2\"");

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();

    private void tap(CacheEngine engine, String url, byte[] body) {
        ReplyHeaders headers = ConfirmFixture.headers(Optional.of("\"v\""), clock);
        CaptureStream stream =
                engine.tap(new TapRequest(locator(url), OptionalLong.of(body.length), headers), () -> {});
        EngineFixture.write(stream, body, 1000);
        stream.complete();
        await(stream.outcome());
        await(engine.catalog().settled(locator(url), Duration.ofSeconds(20)));
    }

    private void index(CacheEngine engine, String root, String suite) {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        String path = "main/binary-amd64/Packages";
        tap(engine, root + "dists/s/InRelease", Repository.inRelease(suite, Map.of(path, list)));
        tap(engine, root + "dists/s/" + path, list);
    }

    private static boolean isArriving(CacheEngine engine) {
        Resolution found = await(engine.askForPart(wanted(ONE + DEB), false, Optional.empty()));
        if (found instanceof Resolution.Join join) {
            join.joiner().close();
        }
        return found instanceof Resolution.Join;
    }

    /** The ETag a part comes with. */
    private static Optional<String> part(CacheEngine engine, String url, Optional<String> ifRange) {
        Resolution found = await(engine.askForPart(wanted(url), false, ifRange));
        if (found instanceof Resolution.Join join) {
            join.joiner().close();
            return join.joiner().headers().etag();
        }
        StoredPackage stored = ((Resolution.Hit) found).stored();
        stored.close();
        return stored.headers().etag();
    }

    @Test
    void validatorsCountAtRootsWithTheSameTopIndexAndNowhereElse() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s");
            index(engine, TWO, "s");
            index(engine, OTHER, "t");
            captureTagged(engine, ONE + DEB, OLD, E1, clock);
            assertThat(part(engine, ONE + DEB, Optional.empty())).isEqualTo(E1);
            assertThat(part(engine, TWO + DEB, Optional.empty())).isEqualTo(E1);
            assertThat(part(engine, TWO + DEB, E1)).isEqualTo(E1);
            assertThat(part(engine, OTHER + DEB, E1)).isEmpty();
            assertThat(part(engine, OTHER + DEB, Optional.empty())).isEmpty();
            captureTagged(engine, TWO + DEB, OLD, E2, clock);
            assertThat(part(engine, TWO + DEB, Optional.empty())).isEqualTo(E2);
            assertThat(part(engine, TWO + DEB, E1)).isEqualTo(E1);
            assertThat(part(engine, ONE + DEB, E2)).isEqualTo(E2);
            assertThat(part(engine, ONE + DEB, Optional.of("\"e3\""))).isEqualTo(E1);
            assertThat(part(engine, OTHER + DEB, E2)).isEmpty();
        }
    }

    @Test
    void validatorsCountInAMirrorGroup() throws Exception {
        MirrorGroup group = new MirrorGroup("g", List.of(ONE, TWO));
        EngineSettings grouped = EngineFixture.grouped(EngineFixture.settings(store), group);
        try (CacheEngine engine = CacheEngine.open(grouped, OwnFetches.NONE, clock)) {
            captureTagged(engine, ONE + DEB, OLD, E1, clock);
            assertThat(part(engine, TWO + DEB, E1)).isEqualTo(E1);
            captureTagged(engine, TWO + DEB, OLD, E2, clock);
            assertThat(part(engine, TWO + DEB, E1)).isEqualTo(E1);
            assertThat(part(engine, TWO + DEB, Optional.empty())).isEqualTo(E2);
        }
    }

    @Test
    void aRootHadTheSameTagOverOtherBytes() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            captureTagged(engine, TWO + DEB, NEW, E1, clock);
            index(engine, ONE, "s");
            index(engine, TWO, "s");
            captureTagged(engine, ONE + DEB, OLD, E1, clock);
            assertThat(part(engine, ONE + DEB, E1)).isEqualTo(E1);
            assertThat(part(engine, TWO + DEB, E1)).isEmpty();
        }
    }

    @Test
    void aTagRepeatedOverOtherBytesCountsForNeither() throws Exception {
        String url = "http://liar.example/a_1.deb";
        for (boolean again : new boolean[] {false, true}) {
            try (CacheEngine engine = EngineFixture.open(store, clock)) {
                if (!again) {
                    captureTagged(engine, url, OLD, E1, clock);
                    assertThat(part(engine, url, E1)).isEqualTo(E1);
                }
                captureTagged(engine, url, again ? OLD : NEW, E1, clock);
                assertThat(part(engine, url, E1)).isEmpty();
                assertNotConfirmed(engine, tagged(url, NEW, "\"e1\"", clock));
                assertNotConfirmed(engine, tagged(url, OLD, "\"e1\"", clock));
                // That it comes with the same bytes next time makes it no better.
                captureTagged(engine, url, OLD, E1, clock);
                assertThat(part(engine, url, E1)).isEmpty();
                assertNotConfirmed(engine, tagged(url, OLD, "\"e1\"", clock));
            }
        }
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            captureTagged(engine, url, NEW, E2, clock);
            assertThat(part(engine, url, E2)).isEqualTo(E2);
            confirm(engine, tagged(url, NEW, "\"e2\"", clock))
                    .orElseThrow()
                    .stored()
                    .close();
        }
    }

    @Test
    void aTwinConfirmsNothingUnderATagThatWasDisprovedHere() throws Exception {
        MirrorGroup group = new MirrorGroup("g", List.of(ONE, TWO));
        EngineSettings grouped = EngineFixture.grouped(EngineFixture.settings(store), group);
        try (CacheEngine engine = CacheEngine.open(grouped, OwnFetches.NONE, clock)) {
            captureTagged(engine, TWO + DEB, OLD, E1, clock);
            captureTagged(engine, TWO + DEB, NEW, E1, clock);
            captureTagged(engine, ONE + DEB, OLD, E1, clock);
            assertNotConfirmed(engine, tagged(TWO + DEB, OLD, "\"e1\"", clock));
        }
    }

    @Test
    void whatArrivesBringsItsValidatorsToUnitedRootsOnly() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            index(engine, ONE, "s");
            index(engine, TWO, "s");
            index(engine, OTHER, "t");
            CaptureRequest request = new CaptureRequest(
                    locator(ONE + DEB),
                    wanted(ONE + DEB).kind(),
                    OptionalLong.of(OLD.length),
                    ConfirmFixture.headers(E1, clock));
            CaptureStream leader = engine.capture(request, () -> {});
            EngineFixture.write(leader, Arrays.copyOf(OLD, 100_000), 8192);
            Awaitility.await().until(() -> isArriving(engine));
            assertThat(part(engine, TWO + DEB, E1)).isEqualTo(E1);
            assertThat(part(engine, OTHER + DEB, E1)).isEmpty();
            leader.abandon(NotStored.CUT);
        }
    }
}
