package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of validators that an origin repeats over other bytes. */
class ReplyHeadersTest {
    private static final String SUNDAY = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String MONDAY = "Mon, 07 Nov 1994 08:49:37 GMT";

    private static ReplyHeaders headers(@Nullable String modified, @Nullable String etag) {
        return new ReplyHeaders(
                Optional.of("a/b"),
                Optional.ofNullable(modified),
                Optional.ofNullable(etag),
                Optional.of("bytes"),
                Instant.EPOCH,
                7);
    }

    @ParameterizedTest
    @CsvSource({
        // before, whether with the same bytes, now, kept as
        "'\"a\"',   false, '\"b\"',   '\"b\"'",
        "'\"a\"',   true,  '\"a\"',   '\"a\"'",
        "'\"a\"',   false, '\"a\"',   '-\"a\"'",
        "'-\"a\"',  true,  '\"a\"',   '-\"a\"'",
        "'-\"a\"',  false, '\"a\"',   '-\"a\"'",
        "'-\"a\"',  false, '\"b\"',   '\"b\"'",
        "'W/\"a\"', false, 'W/\"a\"', '-W/\"a\"'",
        ",          false, '\"a\"',   '\"a\"'",
        "'\"a\"',   false, ,",
    })
    void aTagRepeatedOverOtherBytesIsMarkedForAsLongAsItIsRepeated(
            @Nullable String before, boolean sameBytes, @Nullable String now, @Nullable String kept) {
        assertThat(headers(MONDAY, now).beside(headers(SUNDAY, before), sameBytes))
                .isEqualTo(headers(MONDAY, kept));
    }

    @Test
    void aDateIsMarkedTooAndOfItsOwn() {
        assertThat(headers(SUNDAY, "\"b\"").beside(headers(SUNDAY, "\"a\""), false))
                .isEqualTo(headers("-" + SUNDAY, "\"b\""));
        assertThat(headers(SUNDAY, "\"a\"").beside(headers(MONDAY, "\"a\""), false))
                .isEqualTo(headers(SUNDAY, "-\"a\""));
    }

    @Test
    void whatIsMarkedCountsForNothing() {
        ReplyHeaders marked = headers("-" + SUNDAY, "-\"a\"");
        assertThat(marked.believed()).isEqualTo(headers(null, null));
        assertThat(headers("-" + SUNDAY, "\"a\"").believed()).isEqualTo(headers(null, "\"a\""));
        assertThat(headers(SUNDAY, "-\"a\"").believed()).isEqualTo(headers(SUNDAY, null));
        assertThat(marked.strongEtag()).isEmpty();
        assertThat(marked.disproves("\"a\"")).isTrue();
        assertThat(marked.disproves("\"b\"")).isFalse();
        assertThat(headers(null, "\"a\"").disproves("\"a\"")).isFalse();
    }
}
