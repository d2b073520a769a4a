package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsePolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private final ResponsePolicy policy = new ResponsePolicy(
            Map.of("deb", new TypeSettings(true, 0, 10, 1000)),
            locator -> locator.path().contains("vouched"));

    private Judgement judge(String url, String method, int status, String... response) {
        return judge(url, new Exchange(method, TestHeaders.of(), status, TestHeaders.of(response)));
    }

    private Judgement judge(String url, Exchange exchange) {
        Locator locator = LocatorParser.parse(url).orElseThrow();
        return policy.judge(
                new Classification.Wanted(
                        locator, Kinds.forFileName(locator.fileName()).orElseThrow()),
                exchange,
                NOW);
    }

    private static Judgement leave(Reason reason) {
        return new Judgement.Leave(reason);
    }

    @Test
    void onlyACompleteAnswerToAGetIsKept() {
        assertThat(judge("http://h/a.deb", "HEAD", 200, "Content-Length", "100"))
                .isEqualTo(leave(Reason.METHOD));
        for (int status : new int[] {203, 206, 301, 304, 404, 500}) {
            assertThat(judge("http://h/a.deb", "GET", status, "Content-Length", "100"))
                    .isEqualTo(leave(Reason.STATUS));
        }
        assertThat(judge(
                        "http://h/a.deb",
                        new Exchange(
                                "GET",
                                TestHeaders.of("Range", "bytes=5-"),
                                200,
                                TestHeaders.of("Content-Length", "100"))))
                .isInstanceOf(Judgement.Keep.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Range, bytes 0-99/100, STATUS",
        "Transfer-Encoding, gzip, STATUS",
        "Transfer-Encoding, 'gzip, chunked', STATUS",
        "Content-Encoding, gzip, ENCODING",
        "Content-Encoding, 'identity, br', ENCODING",
        "Vary, *, ENCODING",
        "Vary, 'Accept-Encoding, User-Agent', ENCODING",
        "Set-Cookie, a=b, PRIVATE",
        "Set-Cookie2, a=b, PRIVATE",
        "Cache-Control, Private, PRIVATE",
        "Cache-Control, 'private=\"x\"', PRIVATE",
        "Cache-Control, 'max-age=1, no-store', PRIVATE",
    })
    void unfitResponsesAreLeft(String field, String value, Reason reason) {
        assertThat(judge("http://h/a.deb", "GET", 200, "Content-Length", "100", field, value))
                .isEqualTo(leave(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "Transfer-Encoding, chunked",
        "Content-Encoding, Identity",
        "Vary, accept-encoding",
        "Cache-Control, 'x=\"private, no-store\"'",
        "Cache-Control, no-cache",
    })
    void harmlessFieldsAreNoReason(String field, String value) {
        assertThat(judge("http://h/a.deb", "GET", 200, "Content-Length", "100", field, value))
                .isInstanceOf(Judgement.Keep.class);
    }

    @Test
    void aRequestThatForbidsStoringIsObeyed() {
        assertThat(judge(
                        "http://h/a.deb",
                        new Exchange(
                                "GET",
                                TestHeaders.of("Cache-Control", "no-store"),
                                200,
                                TestHeaders.of("Content-Length", "100"))))
                .isEqualTo(leave(Reason.PRIVATE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+100", "1e3", "0x10", "100,101", "100,", "9223372036854775808", "1099511627777"})
    void aContentLengthThatIsNoneIsRefused(String value) {
        assertThat(judge("http://h/vouched/a.deb", "GET", 200, "Content-Length", value))
                .isEqualTo(leave(Reason.LENGTH));
    }

    @Test
    void repeatedLengthsMustAgree() {
        assertThat(judge("http://h/a.deb", "GET", 200, "Content-Length", "100, 100", "Content-Length", "100"))
                .isInstanceOf(Judgement.Keep.class);
        assertThat(judge("http://h/a.deb", "GET", 200, "Content-Length", "100", "Content-Length", "99"))
                .isEqualTo(leave(Reason.LENGTH));
    }

    @ParameterizedTest
    @CsvSource({"9, false", "10, true", "1000, true", "1001, false", "0, false"})
    void boundsOfTheTypeAreInclusive(String length, boolean kept) {
        assertThat(judge("http://h/a.deb", "GET", 200, "Content-Length", length) instanceof Judgement.Keep)
                .isEqualTo(kept);
    }

    @Test
    void withoutLengthOnlyAKnownDigestProvesCompleteness() {
        assertThat(judge("http://h/a.deb", "GET", 200)).isEqualTo(leave(Reason.LENGTH));
        assertThat(((Judgement.Keep) judge("http://h/vouched/a.deb", "GET", 200)).contentLength())
                .isEqualTo(OptionalLong.empty());
    }

    @Test
    void sourcesNeedADigest() {
        assertThat(judge("http://h/a.dsc", "GET", 200, "Content-Length", "100")).isEqualTo(leave(Reason.UNVOUCHED));
        assertThat(judge("http://h/vouched/a.dsc", "GET", 200, "Content-Length", "100"))
                .isInstanceOf(Judgement.Keep.class);
        assertThat(judge("http://h/a.rpm", "GET", 200, "Content-Length", "100")).isEqualTo(leave(Reason.TYPE_OFF));
    }
}
