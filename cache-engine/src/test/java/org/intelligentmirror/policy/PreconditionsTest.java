package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.policy.Preconditions.Answer.NOT_MODIFIED;
import static org.intelligentmirror.policy.Preconditions.Answer.SEND;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
    private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final ReplyHeaders FULL = stored(Optional.of("\"v,1\""), Optional.of(DATE));
    private static final ReplyHeaders BARE = stored(Optional.empty(), Optional.empty());

    private static ReplyHeaders stored(Optional<String> etag, Optional<String> lastModified) {
        return new ReplyHeaders(Optional.empty(), lastModified, etag, Optional.empty(), Instant.EPOCH, 0);
    }

    @Nested
    @DisplayName("RFC 9110 section 13, MUST")
    class Must {
        @ParameterizedTest
        @ValueSource(strings = {"\"v,1\"", "W/\"v,1\"", "\"x\", \"v,1\"", "\"x\",W/\"v,1\"", "*"})
        void ifNoneMatchComparesWeaklyAgainstEveryMember(String value) {
            assertThat(Preconditions.evaluate(TestHeaders.of("If-None-Match", value), FULL))
                    .isEqualTo(NOT_MODIFIED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"x\"", "v,1", "", "\"v\", \"1\"", "\"*\""})
        void otherTagsDoNotMatch(String value) {
            assertThat(Preconditions.evaluate(TestHeaders.of("If-None-Match", value), FULL))
                    .isEqualTo(SEND);
        }

        @Test
        void ifModifiedSinceIsIgnoredBesideIfNoneMatch() {
            assertThat(Preconditions.evaluate(
                            TestHeaders.of("If-None-Match", "\"x\"", "If-Modified-Since", DATE), FULL))
                    .isEqualTo(SEND);
        }

        @ParameterizedTest
        @ValueSource(strings = {"yesterday", "", "Sun, 06 Nov 1994 08:49:37 CET", "Mon, 06 Nov 1994 08:49:37 GMT"})
        void malformedDatesAreIgnored(String value) {
            assertThat(Preconditions.evaluate(TestHeaders.of("If-Modified-Since", value), FULL))
                    .isEqualTo(SEND);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Sun, 06 Nov 1994 08:49:37 GMT",
                    "Sunday, 06-Nov-94 08:49:37 GMT",
                    "Sun Nov  6 08:49:37 1994",
                    "Sun, 06 Nov 1994 08:49:38 GMT"
                })
        void allThreeDateFormatsCount(String value) {
            assertThat(Preconditions.evaluate(TestHeaders.of("If-Modified-Since", value), FULL))
                    .isEqualTo(NOT_MODIFIED);
        }

        @Test
        void aPackageModifiedLaterIsSent() {
            assertThat(Preconditions.evaluate(
                            TestHeaders.of("If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"), FULL))
                    .isEqualTo(SEND);
        }
    }

    @Nested
    @DisplayName("What is not known does not match")
    class Unknown {
        @Test
        void aPackageWithoutTagMatchesTheStarOnly() {
            assertThat(Preconditions.evaluate(TestHeaders.of("If-None-Match", "\"v\""), BARE))
                    .isEqualTo(SEND);
            assertThat(Preconditions.evaluate(TestHeaders.of("If-None-Match", "*"), BARE))
                    .isEqualTo(NOT_MODIFIED);
        }

        @Test
        void aPackageWithoutDateIsSent() {
            assertThat(Preconditions.evaluate(TestHeaders.of("If-Modified-Since", DATE), BARE))
                    .isEqualTo(SEND);
            assertThat(Preconditions.evaluate(TestHeaders.of(), FULL)).isEqualTo(SEND);
        }
    }
}
