package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyHeaderReaderTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");
    private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

    @Test
    void cleanFieldsAreKeptAsSent() {
        ReplyHeaders kept = ReplyHeaderReader.read(
                TestHeaders.of(
                        "Content-Type", "a/b; c=d", "ETag", "W/\"x\"", "Last-Modified", DATE, "Accept-Ranges", "bytes"),
                NOW);
        assertThat(kept.contentType()).contains("a/b; c=d");
        assertThat(kept.etag()).contains("W/\"x\"");
        assertThat(kept.lastModified()).contains(DATE);
        assertThat(kept.acceptRanges()).contains("bytes");
        assertThat(kept.date()).isEqualTo(NOW);
        assertThat(kept.initialAge()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"Content-Type, 256", "Accept-Ranges, 64"})
    void valuesAreBounded(String field, int bound) {
        assertThat(count(ReplyHeaderReader.read(TestHeaders.of(field, "x".repeat(bound)), NOW)))
                .isEqualTo(1);
        assertThat(count(ReplyHeaderReader.read(TestHeaders.of(field, "x".repeat(bound + 1)), NOW)))
                .isZero();
    }

    @Test
    void tagsAreBounded() {
        assertThat(count(ReplyHeaderReader.read(TestHeaders.of("ETag", '"' + "x".repeat(509) + '"'), NOW)))
                .isEqualTo(1);
        assertThat(count(ReplyHeaderReader.read(TestHeaders.of("ETag", '"' + "x".repeat(510) + '"'), NOW)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"x", "w/\"x\"", "\"a b\"", "\"a\"b\"", "\"\r\"", "\"a\", \"b\""})
    void tagsThatAreNoneAreDropped(String tag) {
        assertThat(count(ReplyHeaderReader.read(TestHeaders.of("ETag", tag), NOW)))
                .isZero();
    }

    @Test
    void hostileValuesAreDroppedWhole() {
        assertThat(count(ReplyHeaderReader.read(
                        TestHeaders.of(
                                "Content-Type", "a/b\r\nX: y", "Last-Modified", "now", "Accept-Ranges", "\u00e9"),
                        NOW)))
                .isZero();
        assertThat(count(ReplyHeaderReader.read(TestHeaders.of("Content-Type", "a/b", "Content-Type", "c/d"), NOW)))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:27 GMT|5|10",
                "Sun, 06 Nov 1994 08:49:27 GMT|50|50",
                "Sun, 06 Nov 1994 08:50:00 GMT|0|0",
                "Mon, 01 Jan 1900 00:00:00 GMT|0|315360000",
                "nonsense|7|7",
                "nonsense|-7|0",
                "nonsense|99999999999999999999|315360000",
            })
    void theInitialAgeIsTheGreaterOfWhatIsSaidAndWhatShows(String date, String age, long initialAge) {
        ReplyHeaders kept = ReplyHeaderReader.read(TestHeaders.of("Date", date, "Age", age), NOW);
        assertThat(kept.initialAge()).isEqualTo(initialAge);
    }

    private static int count(ReplyHeaders headers) {
        return (headers.contentType().isPresent() ? 1 : 0)
                + (headers.etag().isPresent() ? 1 : 0)
                + (headers.lastModified().isPresent() ? 1 : 0)
                + (headers.acceptRanges().isPresent() ? 1 : 0);
    }
}
