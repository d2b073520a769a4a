package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.ConfirmFixture.assertNotConfirmed;
import static org.intelligentmirror.engine.ConfirmFixture.captureTagged;
import static org.intelligentmirror.engine.ConfirmFixture.confirm;
import static org.intelligentmirror.engine.ConfirmFixture.headers;
import static org.intelligentmirror.engine.ConfirmFixture.response;
import static org.intelligentmirror.engine.ConfirmFixture.tagged;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.MirrorGroup;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.FsyncPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How a URL's own capture is revalidated. */
class ValidatorConfirmationTest {
    private static final String URL = "http://mirror.example/pool/a_1.deb";
    private static final String TAG = "\"5f-1a\"";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final byte[] body = EngineFixture.deb(1, 50_000);

    @ParameterizedTest
    @EnumSource(IdentityMode.class)
    void theSameStrongTagAndLengthRenewACaptureOfAnyAge(IdentityMode mode) throws Exception {
        EngineSettings settings = EngineFixture.settings(store, 0, FsyncPolicy.OFF, mode);
        try (CacheEngine engine = CacheEngine.open(settings, OwnFetches.NONE, clock)) {
            captureTagged(engine, URL, body, Optional.of(TAG), clock);
            clock.advance(Duration.ofDays(1000));
            Confirmation confirmation =
                    confirm(engine, tagged(URL, body, TAG, clock)).orElseThrow();
            assertThat(confirmation.reason()).isEqualTo(Reason.VALIDATOR);
            assertThat(confirmation.stored().headers().date()).isEqualTo(clock.instant());
            assertThat(EngineFixture.read(confirmation.stored())).isEqualTo(body);
            assertThat(hit(engine, URL)).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIRM, http://two.example/x/pool/a_1.deb, \"5f-1a\", true",
        "NAME,    http://two.example/x/pool/a_1.deb, \"5f-1a\", true",
        "STRICT,  http://two.example/x/pool/a_1.deb, \"5f-1a\", false",
        "CONFIRM, http://two.example/x/pool/a_1.deb, \"5f-1b\", false",
        "CONFIRM, http://two.example/x/pool/b_1.deb, \"5f-1a\", false",
        "CONFIRM, http://two.example/pool/a_1.deb,   \"5f-1a\", false",
        "CONFIRM, http://four.example/pool/a_1.deb,  \"5f-1a\", false",
    })
    void theSameStrongTagConfirmsWhatAMemberOfTheMirrorGroupSent(
            IdentityMode mode, String url, String tag, boolean confirmed) throws Exception {
        List<String> roots = List.of("http://mirror.example/", "http://two.example/x/");
        EngineSettings plain = EngineFixture.settings(store, 0, FsyncPolicy.OFF, mode);
        EngineSettings grouped = EngineFixture.grouped(plain, new MirrorGroup("g", roots));
        try (CacheEngine engine = CacheEngine.open(grouped, OwnFetches.NONE, clock)) {
            captureTagged(engine, URL, body, Optional.of(TAG), clock);
            clock.advance(Duration.ofDays(8));
            assertThat(confirm(engine, tagged(url, body, tag, clock)).map(its -> {
                        its.stored().close();
                        return its.reason();
                    }))
                    .isEqualTo(confirmed ? Optional.of(Reason.VALIDATOR) : Optional.empty());
            assertNotConfirmed(
                    engine, tagged("http://two.example/x/pool/a_1.deb", EngineFixture.deb(2, 50_000), TAG, clock));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "\"a\",   \"b\"",
        "\"a\",   \"A\"",
        "W/\"a\", W/\"a\"",
        "W/\"a\", \"a\"",
        "\"a\",   W/\"a\"",
        "\"a\",   ",
        ",        \"a\"",
        ",        ",
    })
    void otherWeakAndMissingTagsConfirmNothing(String captured, String sent) throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            captureTagged(engine, URL, body, Optional.ofNullable(captured), clock);
            clock.advance(Duration.ofDays(8));
            OptionalLong length = OptionalLong.of(body.length);
            assertNotConfirmed(engine, response(URL, body, 16_384, length, headers(Optional.ofNullable(sent), clock)));
            assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Miss(Reason.EXPIRED));
        }
    }

    @Test
    void anotherLengthOrAnotherStartIsAnotherPackage() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            captureTagged(engine, URL, body, Optional.of(TAG), clock);
            assertNotConfirmed(engine, tagged(URL, EngineFixture.deb(1, body.length + 1), TAG, clock));
            assertNotConfirmed(engine, tagged(URL, EngineFixture.deb(2, body.length), TAG, clock));
            assertNotConfirmed(engine, response(URL, body, 9, OptionalLong.empty(), headers(Optional.of(TAG), clock)));
            assertThat(confirm(engine, tagged(URL, body, TAG, clock)).map(Confirmation::reason))
                    .contains(Reason.VALIDATOR);
        }
    }

    @Test
    void tagsSpeakForTheirOwnUrlOnly() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            captureTagged(engine, URL, body, Optional.of(TAG), clock);
            captureTagged(engine, URL + "?signed=1", body, Optional.of(TAG), clock);
            assertNotConfirmed(engine, tagged("https://mirror.example/pool/a_1.deb", body, TAG, clock));
            assertNotConfirmed(engine, tagged("http://mirror.example/other/a_1.deb", body, TAG, clock));
            assertNotConfirmed(engine, tagged(URL + "?signed=1", body, TAG, clock));
        }
    }
}
