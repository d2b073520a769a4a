package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributionTest {
    private static final String SUNDAY = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final Instant NOW = Instant.parse("1994-11-07T00:00:00Z");

    /** {@code new e1}: the bytes asked for with the ETag "e1"; {@code old} are others, and a dash is a mark. */
    private static Binding binding(String word) {
        String[] parts = word.strip().split(" ", -1);
        Optional<String> tag = parts.length < 2
                ? Optional.empty()
                : Optional.of(parts[1].replaceFirst("\\w+", "\"" + parts[1].replace("-", "") + "\""));
        ReplyHeaders headers =
                new ReplyHeaders(Optional.empty(), Optional.empty(), tag, Optional.empty(), Instant.EPOCH, 0);
        return binding(parts[0], headers);
    }

    private static Binding binding(String bytes, ReplyHeaders headers) {
        Blob blob = new Blob(1, digest(bytes), "deb", "a.deb", 1, 1, NOW, NOW, 0);
        return new Binding(blob, "http://m.example/a.deb", "m.example", "a.deb", NOW, 4, headers);
    }

    private static Sha256 digest(String bytes) {
        return EngineFixture.sha256(bytes.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Binding> bindings(String words) {
        return Arrays.stream(words.split(",", -1)).map(AttributionTest::binding).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // what the locator and those united with it are bound to | If-Range | the ETag that counts | satisfied
        "'new e1',                    e1, e1, true",
        "'new e1',                    e2, e1, false",
        "'new',                       e1, ,   false",
        "'new e1, new e2',            e2, e2, true",
        "'new e1, new e2',            e3, e1, false",
        "'new, new e2',               e2, e2, true",
        "'old e1, new e2',            e2, e2, true",
        "'old e1, new e2',            e1, e2, false",
        "'old e1, new e1',            e1, ,   false",
        "'new e1, old e1',            e1, ,   false",
        "'new e1, old e1, new e2',    e1, ,   false",
        "'new e1, old e1, new e2',    e2, e2, true",
        "'new e1, old e2',            e1, e1, true",
        "'new -e1',                   e1, ,   false",
        "'new -e1, new e1',           e1, ,   false",
        "'old -e1, new e1',           e1, ,   false",
        "'new -e1, new e2',           e2, e2, true",
    })
    void aValidatorCountsWhereItWasSeenWithTheseBytesAndNoOthers(
            String seen, String ifRange, @Nullable String etag, boolean satisfied) {
        String asked = '"' + ifRange + '"';
        Attribution said = Attribution.of(digest("new"), Optional.of(asked), bindings(seen))
                .orElseThrow();
        assertThat(said.headers().etag()).isEqualTo(Optional.ofNullable(etag).map(tag -> '"' + tag + '"'));
        assertThat(said.satisfies(asked)).isEqualTo(satisfied);
        assertThat(said.receivedAt()).isEqualTo(NOW);
    }

    @Test
    void bytesThatWereSeenNowhereHaveNone() {
        assertThat(Attribution.of(digest("new"), Optional.empty(), List.of())).isEmpty();
        assertThat(Attribution.of(digest("new"), Optional.of("\"e1\""), bindings("old e1")))
                .isEmpty();
    }

    @Test
    void withoutAConditionTheFirstCounts() {
        assertThat(Attribution.of(digest("new"), Optional.empty(), bindings("old e0, new e1, new e2")))
                .map(said -> said.headers().etag())
                .hasValue(Optional.of("\"e1\""));
    }

    @Test
    void datesCountByTheSameRule() {
        ReplyHeaders dated = new ReplyHeaders(
                Optional.empty(), Optional.of(SUNDAY), Optional.of("\"e1\""), Optional.empty(), NOW, 0);
        List<Binding> elsewhere = List.of(binding("new e2"), binding("new", dated));
        Attribution said =
                Attribution.of(digest("new"), Optional.of(SUNDAY), elsewhere).orElseThrow();
        assertThat(said.headers()).isEqualTo(dated);
        List<Binding> overOthers = List.of(binding("new", dated), binding("old", dated.beside(dated, false)));
        assertThat(Attribution.of(digest("new"), Optional.of(SUNDAY), overOthers))
                .map(Attribution::headers)
                .hasValue(dated.withoutValidators());
    }
}
