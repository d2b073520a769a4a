package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final ReplyHeaders STORED = stored("\"v1\"", MODIFIED, "1994-11-07T00:00:00Z");

    private static ReplyHeaders stored(String etag, String lastModified, String date) {
        return new ReplyHeaders(
                Optional.empty(),
                Optional.of(lastModified),
                Optional.of(etag),
                Optional.empty(),
                Instant.parse(date),
                0);
    }

    private static Selection get(ReplyHeaders stored, long length, String... fields) {
        return Selection.of(
                "GET", TestHeaders.of(fields), stored, length, value -> Preconditions.ifRange(value, stored));
    }

    /** What a Range means for 100 bytes, in the words of {@code bytes=}: {@code 200}, {@code 416} or the parts. */
    private static String of100(String range) {
        return text(get(STORED, 100, "Range", range));
    }

    private static String text(Selection selection) {
        if (selection instanceof Selection.Parts parts) {
            return parts.parts().stream()
                    .map(part -> part.first() + "-" + part.last())
                    .collect(Collectors.joining(" "));
        }
        return selection instanceof Selection.Whole
                ? "200"
                : selection instanceof Selection.NotModified
                        ? "304"
                        : selection instanceof Selection.Unsatisfiable ? "416" : "412";
    }

    @Nested
    @DisplayName("RFC 9110 section 14")
    class Ranges {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                bytes=0-0                   | 0-0
                bytes=10-19                 | 10-19
                bytes=90-                   | 90-99
                bytes=90-1000               | 90-99
                bytes=0-                    | 0-99
                bytes=-1                    | 99-99
                bytes=-100                  | 0-99
                bytes=-1000                 | 0-99
                bytes=99-99                 | 99-99
                bytes=0-4,10-14             | 0-4 10-14
                bytes=10-14 , 0-4           | 10-14 0-4
                bytes=,0-4,,10-14,          | 0-4 10-14
                bytes=0-4,100-,-1           | 0-4 99-99
                bytes=0-4,4-8               | 0-4 4-8
                BYTES=0-4                   | 0-4
                bytes=000000000000000000000000001-002 | 1-2
                bytes=0-99999999999999999999999999999 | 0-99
                """)
        void partsAreThoseAskedForInTheirOrder(String range, String parts) {
            assertThat(of100(range)).isEqualTo(parts);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "bytes=100-",
                    "bytes=100-200",
                    "bytes=-0",
                    "bytes=100-,200-300",
                    "bytes=99999999999999999999-"
                })
        void rangesOfNothingAreUnsatisfiable(String range) {
            assertThat(of100(range)).isEqualTo("416");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "bytes",
                    "bytes=",
                    "bytes=,",
                    "bytes=-",
                    "bytes=5",
                    "bytes=5-4",
                    "bytes=a-b",
                    "bytes=1-2,x",
                    "bytes= 1 - 2",
                    "bytes=--1",
                    "bytes=1-2-3",
                    "bytes=-1-",
                    "items=0-1",
                    "bytes 0-1",
                    "bytes=0-1;2-3",
                    "bytes=+1-2",
                    "bytes=\u0661-\u0662"
                })
        void whatIsNoRangeOfBytesIsIgnored(String range) {
            assertThat(of100(range)).isEqualTo("200");
        }

        @Test
        void twoFieldsAreIgnored() {
            assertThat(text(get(STORED, 100, "Range", "bytes=0-1", "Range", "bytes=0-1")))
                    .isEqualTo("200");
        }

        @Test
        void aBodyOfNothingIsSentWhole() {
            assertThat(text(get(STORED, 0, "Range", "bytes=0-"))).isEqualTo("200");
            assertThat(text(get(STORED, 0, "Range", "bytes=-5"))).isEqualTo("200");
        }

        @Test
        void rangesCountForGetOnly() {
            assertThat(Selection.of("HEAD", TestHeaders.of("Range", "bytes=0-1"), STORED, 100, v -> true))
                    .isEqualTo(new Selection.Whole());
        }

        @Test
        void asManyRangesAsZchunkAsksForAndNotOneMore() {
            assertThat(get(STORED, 10_000, "Range", ranges(RangeField.MAX_RANGES)))
                    .isInstanceOfSatisfying(
                            Selection.Parts.class,
                            parts -> assertThat(parts.parts()).hasSize(RangeField.MAX_RANGES));
            assertThat(text(get(STORED, 10_000, "Range", ranges(RangeField.MAX_RANGES + 1))))
                    .isEqualTo("200");
        }

        private static String ranges(int number) {
            return IntStream.range(0, number)
                    .mapToObj(i -> i * 3 + "-" + (i * 3 + 1))
                    .collect(Collectors.joining(",", "bytes=", ""));
        }

        @Test
        void aLongerFieldThanSoManyRangesCanHaveIsIgnored() {
            String padded = "bytes=0-" + "0".repeat(RangeField.MAX_LENGTH - "bytes=0-".length() - 1) + "1";
            assertThat(of100(padded)).isEqualTo("0-1");
            assertThat(of100(padded.replace("0-0", "0-00"))).isEqualTo("200");
        }

        @Test
        void rangesThatSumUpToMoreThanThereIsAreIgnored() {
            assertThat(of100("bytes=0-49,0-49")).isEqualTo("0-49 0-49");
            assertThat(of100("bytes=0-49,0-50")).isEqualTo("200");
            assertThat(of100("bytes=0-,0-")).isEqualTo("200");
        }
    }

    @Nested
    @DisplayName("RFC 9110 section 13.1.5, If-Range")
    class IfRange {
        private static String part(ReplyHeaders stored, String ifRange) {
            return text(get(stored, 100, "Range", "bytes=1-2", "If-Range", ifRange));
        }

        @Test
        void theStrongTagAndTheExactDateHold() {
            assertThat(part(STORED, "\"v1\"")).isEqualTo("1-2");
            assertThat(part(STORED, MODIFIED)).isEqualTo("1-2");
            assertThat(part(STORED, "Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo("1-2");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"v2\"",
                    "W/\"v1\"",
                    "v1",
                    "",
                    "*",
                    "\"v1\", \"v2\"",
                    "Sun, 06 Nov 1994 08:49:38 GMT",
                    "Sun, 06 Nov 1994 08:49:36 GMT"
                })
        void anythingElseGetsTheWhole(String ifRange) {
            assertThat(part(STORED, ifRange)).isEqualTo("200");
        }

        @Test
        void aWeakTagNeverHolds() {
            assertThat(part(stored("W/\"v1\"", MODIFIED, "1994-11-07T00:00:00Z"), "W/\"v1\""))
                    .isEqualTo("200");
        }

        @Test
        void aDateIsStrongASecondBeforeTheResponseAndNotSooner() {
            assertThat(part(stored("\"v1\"", MODIFIED, "1994-11-06T08:49:38Z"), MODIFIED))
                    .isEqualTo("1-2");
            assertThat(part(stored("\"v1\"", MODIFIED, "1994-11-06T08:49:37Z"), MODIFIED))
                    .isEqualTo("200");
        }

        @Test
        void twoFieldsGetTheWhole() {
            assertThat(text(get(STORED, 100, "Range", "bytes=1-2", "If-Range", "\"v1\"", "If-Range", "\"v1\"")))
                    .isEqualTo("200");
        }

        @Test
        void withoutRangeItMeansNothing() {
            assertThat(text(get(STORED, 100, "If-Range", "\"v2\""))).isEqualTo("200");
        }

        @Test
        void aMismatchBeatsAnUnsatisfiableRange() {
            assertThat(text(get(STORED, 100, "Range", "bytes=100-", "If-Range", "\"v2\"")))
                    .isEqualTo("200");
        }
    }

    @Nested
    @DisplayName("RFC 9110 section 13.2.2, the order")
    class Order {
        private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                If-Match: "v1"                                                 | 1-2
                If-Match: "v0", "v1"                                           | 1-2
                If-Match: *                                                    | 1-2
                If-Match: "v2"                                                 | 412
                If-Match: W/"v1"                                               | 412
                If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT             | 1-2
                If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT             | 412
                If-Unmodified-Since: yesterday                                 | 1-2
                If-Match: "v1"; If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT | 1-2
                If-Match: "v2"; If-None-Match: "v1"                            | 412
                If-Match: "v1"; If-None-Match: "v1"                            | 304
                If-None-Match: "v1"; If-Range: "v1"                            | 304
                If-None-Match: "v2"; If-Range: "v1"                            | 1-2
                If-None-Match: "v2"; If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT | 1-2
                If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT               | 304
                If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT               | 1-2
                """)
        void everyConditionStandsWhereItBelongs(String fields, String answer) {
            List<String> all = Stream.concat(
                            Stream.of("Range", "bytes=1-2"),
                            Stream.of(fields.split("; ", -1)).flatMap(field -> {
                                int colon = field.indexOf(": ");
                                return Stream.of(field.substring(0, colon), field.substring(colon + 2));
                            }))
                    .toList();
            assertThat(text(get(STORED, 100, all.toArray(String[]::new)))).isEqualTo(answer);
        }

        @Test
        void aTagThatIsWeakOnOurSideMatchesNoIfMatch() {
            ReplyHeaders weak = stored("W/\"v1\"", MODIFIED, "1994-11-07T00:00:00Z");
            assertThat(text(get(weak, 100, "If-Match", "\"v1\""))).isEqualTo("412");
            assertThat(text(get(weak, 100, "If-None-Match", "\"v1\""))).isEqualTo("304");
        }

        @Test
        void headIsJudgedToo() {
            assertThat(Selection.of("HEAD", TestHeaders.of("If-Unmodified-Since", EARLIER), STORED, 100, value -> true))
                    .isEqualTo(new Selection.PreconditionFailed());
        }
    }
}
