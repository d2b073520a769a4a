package org.intelligentmirror.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AccessLineTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void everyKeyIsThereInOrderAndNullWhenThereIsNothingToSay() {
        assertThat(line(AccessEntries.miss("http://host/a.rpm")))
                .isEqualTo("{\"time\":\"2026-11-22T16:40:01.123Z\",\"service\":\"reqmod\",\"client\":\"192.0.2.7\","
                        + "\"user\":null,\"method\":\"GET\",\"url\":\"http://host/a.rpm\",\"verdict\":\"MISS\","
                        + "\"reason\":\"unknown\",\"bytes\":0,\"ms\":3,\"sha256\":null,\"stored\":null}\n");
    }

    @Test
    void whatIsKnownIsWritten() {
        AccessEntry entry = new AccessEntry(
                Instant.EPOCH,
                "respmod",
                "::1",
                Optional.of("ann"),
                "GET",
                "http://user:secret@host/a.rpm?secret",
                Verdict.CAPTURE,
                Reason.COMPLETE,
                5_000_000_000L,
                12,
                Sha256.parse(DIGEST),
                Optional.of("no:digest"));

        assertThat(line(entry))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00.000Z\",\"service\":\"respmod\",\"client\":\"::1\","
                        + "\"user\":\"ann\",\"method\":\"GET\",\"url\":\"http://host/a.rpm?\",\"verdict\":\"CAPTURE\","
                        + "\"reason\":\"complete\",\"bytes\":5000000000,\"ms\":12,\"sha256\":\"" + DIGEST
                        + "\",\"stored\":\"no:digest\"}\n");
    }

    @Test
    void foreignTextStaysInItsStringAndInAscii() {
        String hostile = "http://host/\"}\n{\u001b[31m\u009b\u007f\u2028\u202e\uD800é";
        String line = line(AccessEntries.miss(hostile));

        assertThat(line).hasLineCount(1).matches("[ -~]*\n");
        assertThat(JsonMapper.shared().readTree(line).get("url").asString()).isEqualTo(hostile.replace('\u007f', '?'));
    }

    @Test
    void aUrlIsCutAtItsBoundAndNotBefore() {
        String prefix = "http://host/";
        String longest = prefix + "a".repeat(AccessLine.MAX_URL - prefix.length());

        assertThat(url(longest)).isEqualTo(longest);
        assertThat(url(longest + "a")).isEqualTo(longest);
    }

    @Test
    void aUserNameIsCutAtItsBoundAndNotBefore() {
        String longest = "u".repeat(AccessLine.MAX_TEXT);

        assertThat(user(longest)).isEqualTo(longest);
        assertThat(user(longest + "u")).isEqualTo(longest);
    }

    private static String url(String url) {
        return JsonMapper.shared()
                .readTree(line(AccessEntries.miss(url)))
                .get("url")
                .asString();
    }

    private static String user(String user) {
        AccessEntry miss = AccessEntries.miss("http://host/");
        AccessEntry entry = new AccessEntry(
                miss.time(),
                miss.service(),
                miss.client(),
                Optional.of(user),
                miss.method(),
                miss.url(),
                miss.verdict(),
                miss.reason(),
                0,
                0,
                Optional.empty(),
                Optional.empty());
        return JsonMapper.shared().readTree(line(entry)).get("user").asString();
    }

    private static String line(AccessEntry entry) {
        return new String(AccessLine.of(entry), StandardCharsets.US_ASCII);
    }
}
