package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.ConfirmFixture.PREVIEW;
import static org.intelligentmirror.engine.ConfirmFixture.assertNotConfirmed;
import static org.intelligentmirror.engine.ConfirmFixture.capture;
import static org.intelligentmirror.engine.ConfirmFixture.confirm;
import static org.intelligentmirror.engine.ConfirmFixture.confirmed;
import static org.intelligentmirror.engine.ConfirmFixture.headers;
import static org.intelligentmirror.engine.ConfirmFixture.response;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.rpm.RpmSample;
import org.intelligentmirror.store.FsyncPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which RPM packages an origin never seen is confirmed to send. */
class RpmConfirmationTest {
    private static final String SEEN = "http://seen.example/7/tool-1-1.x86_64.rpm";
    private static final String OTHER = "https://other.example:8443/mirror/tool-1-1.x86_64.rpm";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final byte[] body = RpmSample.proven(1, 60_000);
    private final ReplyHeaders plain = headers(Optional.empty(), clock);

    @Test
    void aProvenPackageIsConfirmedByItsStartAndLengthAndIsAHitFromThenOn() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            clock.advance(Duration.ofDays(30));
            Confirmation confirmation =
                    confirm(engine, response(OTHER, body, clock)).orElseThrow();
            assertThat(confirmation.reason()).isEqualTo(Reason.RPM);
            assertThat(confirmation.stored().sha256()).isEqualTo(sha256(body));
            assertThat(confirmation.stored().headers()).isEqualTo(headers(Optional.empty(), clock));
            assertThat(confirmation.stored().receivedAt()).isEqualTo(clock.instant());
            assertThat(EngineFixture.read(confirmation.stored())).isEqualTo(body);

            Resolution.Hit hit = (Resolution.Hit) resolve(engine, OTHER);
            assertThat(hit.evidence()).isEqualTo(new Evidence.SameUrl(sha256(body), clock.instant()));
            assertThat(hit.stored().headers()).isEqualTo(headers(Optional.empty(), clock));
            assertThat(EngineFixture.read(hit.stored())).isEqualTo(body);
            assertThat(resolve(engine, SEEN)).isEqualTo(new Resolution.Miss(Reason.EXPIRED));
            assertThat(engine.inventory().show(sha256(body)).orElseThrow().hits())
                    .isEqualTo(2);
        }
        assertThat(ConfirmFixture.sql(store, "SELECT evidence_rank FROM locator WHERE host = 'other.example'"))
                .isEqualTo(5);
    }

    @Test
    void aForgedFileBehindAGenuineSignatureHeaderIsNeverACandidate() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, RpmSample.withForgedPayload(body), clock);
            capture(engine, "http://evil.example/tool-1-1.x86_64.rpm", RpmSample.withForgedHeader(body), clock);
            assertNotConfirmed(engine, response(OTHER, body, clock));
            assertNotConfirmed(engine, response(OTHER, RpmSample.withForgedPayload(body), clock));
            assertNotConfirmed(engine, response(OTHER, RpmSample.withForgedHeader(body), clock));

            capture(engine, "http://third.example/tool-1-1.x86_64.rpm", body, clock);
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
        }
    }

    @Test
    void forgedFilesLeaveThePlacesOfCandidatesToOthers() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            for (int i = 0; i < Confirmer.MAX_CANDIDATES; i++) {
                byte[] forged = RpmSample.withForgedPayload(body);
                forged[forged.length - 2] = (byte) i;
                String url = "http://evil.example/" + i + "/tool-1-1.x86_64.rpm";
                capture(engine, url, forged, clock);
                assertNotConfirmed(engine, response(OTHER, RpmSample.proven(99, 60_000), clock));
            }
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
        }
    }

    @Test
    void theNewestCandidatesOfANameAreCompared() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            for (int i = 0; i <= Confirmer.MAX_CANDIDATES; i++) {
                capture(engine, "http://h/" + i + "/tool-1-1.x86_64.rpm", RpmSample.proven(i, 1000), clock);
            }
            for (int i = 1; i <= Confirmer.MAX_CANDIDATES; i++) {
                byte[] sent = RpmSample.proven(i, 1000);
                assertThat(confirmed(engine, response(OTHER, sent, clock))).isEqualTo(sent);
            }
            assertNotConfirmed(engine, response(OTHER, RpmSample.proven(0, 1000), clock));
        }
    }

    @Test
    void otherBytesOfTheSameNameAreNotConfirmed() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            byte[] rebuilt = RpmSample.proven(2, 60_000);
            assertThat(rebuilt).hasSameSizeAs(body);
            assertNotConfirmed(engine, response(OTHER, rebuilt, clock));
            byte[] contradicting = body.clone();
            contradicting[PREVIEW - 1] ^= 1;
            assertNotConfirmed(engine, response(OTHER, contradicting, clock));
            assertNotConfirmed(engine, response(OTHER.replace("tool-1-1", "tool-1-2"), body, clock));
            assertNotConfirmed(engine, response(OTHER.replace("x86", "X86"), body, clock));
            assertThat(resolve(engine, OTHER)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
        }
    }

    @Test
    void theLengthMustBeKnownAndTheSame() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            for (long length : new long[] {0, body.length - 1, body.length + 1, body.length + (1L << 32)}) {
                assertNotConfirmed(engine, response(OTHER, body, PREVIEW, OptionalLong.of(length), plain));
            }
            assertNotConfirmed(engine, response(OTHER, body, PREVIEW, OptionalLong.empty(), plain));
        }
    }

    @Test
    void thePreviewMustHoldTheWholeSignatureHeader() throws Exception {
        int end = RpmSample.signatureEnd(body);
        OptionalLong length = OptionalLong.of(body.length);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            assertNotConfirmed(engine, response(OTHER, body, 0, length, plain));
            assertNotConfirmed(engine, response(OTHER, body, end - 1, length, plain));
            assertThat(confirmed(engine, response(OTHER, body, end, length, plain)))
                    .isEqualTo(body);
        }
    }

    @Test
    void theOperatorMayForbidIt() throws Exception {
        try (CacheEngine engine = CacheEngine.open(in(IdentityMode.STRICT), OwnFetches.NONE, clock)) {
            capture(engine, SEEN, body, clock);
            assertNotConfirmed(engine, response(OTHER, body, clock));
        }
        try (CacheEngine engine = CacheEngine.open(in(IdentityMode.NAME), OwnFetches.NONE, clock)) {
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
        }
    }

    private EngineSettings in(IdentityMode mode) {
        return EngineFixture.settings(store, 0, FsyncPolicy.OFF, mode);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/p/libstdc%2B%2B-4%3A1%7Erc1-2.x86_64.rpm, http://b/libstdc++-4:1~rc1-2.x86_64.rpm",
        "http://a/caf%C3%A9-1.RPM, http://b/x/caf%c3%a9-1.RPM",
    })
    void spellingsOfOneNameAreOneName(String captured, String asked) throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, captured, body, clock);
            assertThat(confirmed(engine, response(asked, body, clock))).isEqualTo(body);
            assertThat(hit(engine, asked)).isEqualTo(body);
        }
    }

    @Test
    void onlyPlainLocatorsOfRealRpmsAreConfirmed() throws Exception {
        byte[] deb = EngineFixture.deb(1, 60_000);
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            assertNotConfirmed(engine, response(OTHER + "?token=1", body, clock));
            capture(engine, "http://seen.example/tool.drpm", body, clock);
            assertNotConfirmed(engine, response("http://other.example/tool.drpm", body, clock));
            capture(engine, "http://seen.example/tool.deb", deb, clock);
            assertNotConfirmed(engine, response("http://other.example/tool.deb", deb, clock));
        }
    }

    @Test
    void aDigestInTheUrlForbidsAnyOther() throws Exception {
        String stated = "http://h/sha256/" + sha256(RpmSample.proven(2, 10)) + "/tool-1-1.x86_64.rpm";
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            capture(engine, SEEN, body, clock);
            assertNotConfirmed(engine, response(stated, body, clock));
            assertThat(confirmed(engine, response(OTHER, body, clock))).isEqualTo(body);
        }
    }
}
