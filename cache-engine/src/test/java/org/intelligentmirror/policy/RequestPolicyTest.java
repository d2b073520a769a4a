package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPolicyTest {
    private final RequestPolicy policy = new RequestPolicy(
            Map.of("rpm", new TypeSettings(true, 0, 0, 0), "deb", new TypeSettings(false, 0, 0, 0)),
            List.of("*.Internal", "secret-*-host", "exact.org"),
            "0ur5");

    @ParameterizedTest
    @CsvSource({
        "POST, http://h/a.rpm, METHOD",
        "get, http://h/a.rpm, METHOD",
        "POST, http://u@h/../x, METHOD",
        "GET, http://u@h/../x, PRIVATE",
        "GET, http://h/../a.rpm, LOCATOR",
        "GET, http://h/repodata/repomd.xml, INDEX",
        "GET, http://h/readme.html, OTHER",
        "GET, http://h/readme.html?a.rpm, OTHER",
        "GET, http://h/a.deb, TYPE_OFF",
        "GET, http://a.INTERNAL/a.rpm, PRIVATE",
        "GET, http://secret-1-host/a.rpm, PRIVATE",
        "GET, http://exact.org/a.rpm, PRIVATE",
    })
    void unwantedRequestsSayWhy(String method, String url, Reason reason) {
        assertThat(policy.classify(method, url, TestHeaders.of())).isEqualTo(new Classification.Unwanted(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Basic x, PRIVATE",
        "COOKIE, '', PRIVATE",
        "X-IntelligentMirror-Fetch, 0ur5, SELF",
    })
    void credentialsAndOurOwnFetchesAreUnwanted(String field, String value, Reason reason) {
        assertThat(policy.classify("GET", "http://h/a.rpm", TestHeaders.of(field, value)))
                .isEqualTo(new Classification.Unwanted(reason));
    }

    @Test
    void fetchesOfOtherCachesAreWanted() {
        assertThat(policy.classify(
                        "GET", "http://h/a.rpm", TestHeaders.of(RequestPolicy.OWN_FETCH_HEADER, "another's")))
                .isInstanceOf(Classification.Wanted.class);
        RequestPolicy withoutFetcher = new RequestPolicy(Map.of("rpm", new TypeSettings(true, 0, 0, 0)), List.of(), "");
        assertThat(withoutFetcher.classify("GET", "http://h/a.rpm", TestHeaders.of(RequestPolicy.OWN_FETCH_HEADER, "")))
                .isInstanceOf(Classification.Wanted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, http://h/a.rpm",
        "HEAD, http://h/a.rpm?x=1",
        "GET, http://xexact.org/a.rpm",
        "GET, http://internal/a.rpm",
        "GET, http://h/repodata/a.rpm",
    })
    void packagesAreWanted(String method, String url) {
        assertThat(policy.classify(method, url, TestHeaders.of())).isInstanceOf(Classification.Wanted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /dists/s/InRelease, mutable",
        "HEAD, /dists/s/InRelease, mutable",
        "GET,  /dists/s/InRelease?x, INDEX",
        "GET,  /repodata/repomd.xml, mutable",
        "GET,  /repodata/primary.xml.gz, mutable",
        "GET,  /repodata/HEX-primary.xml.gz, index",
        "HEAD, /repodata/HEX-filelists.xml.gz, index",
        "GET,  /dists/s/main/by-hash/SHA256/HEX, index",
        "GET,  /dists/s/main/by-hash/SHA512/HEXHEX, mutable",
        "GET,  /repodata/HEX-a.rpm, rpm",
    })
    void indexesAreReadIfTheyAreSwitchedOn(String method, String path, String expected) {
        RequestPolicy reading = new RequestPolicy(
                Map.of("index", new TypeSettings(true, 0, 0, 0), "rpm", new TypeSettings(true, 0, 0, 0)),
                List.of("private"),
                "0ur5");
        String file = path.replace("HEX", "ab".repeat(32));
        assertThat(told(reading.classify(method, "http://h" + file, TestHeaders.of())))
                .isEqualTo(expected);
        assertThat(told(reading.classify(method, "http://private" + file, TestHeaders.of())))
                .isEqualTo("PRIVATE");
        assertThat(told(reading.classify(
                        method, "http://h" + file, TestHeaders.of(RequestPolicy.OWN_FETCH_HEADER, "0ur5"))))
                .isEqualTo("SELF");
    }

    private static String told(Classification classification) {
        if (classification instanceof Classification.Wanted wanted) {
            return wanted.kind().type();
        }
        return classification instanceof Classification.Unwanted unwanted
                ? unwanted.reason().name()
                : "mutable";
    }

    @ParameterizedTest
    @CsvSource({
        "Range, bytes=0-1, true, false, false, false",
        "Cache-Control, 'foo, No-Cache', false, true, false, false",
        "Cache-Control, max-age=0, false, true, false, false",
        "Cache-Control, max-age=\"00\", false, true, false, false",
        "Cache-Control, max-age=1, false, false, false, false",
        "Cache-Control, 'x=\"a, no-cache\"', false, false, false, false",
        "Pragma, no-cache, false, true, false, false",
        "If-Match, *, false, false, true, false",
        "If-Unmodified-Since, x, false, false, true, false",
        "Cache-Control, no-store, false, false, false, true",
    })
    void needsAreReadFromTheirFields(
            String field, String value, boolean range, boolean reload, boolean precondition, boolean noStore) {
        assertThat(RequestNeeds.of(TestHeaders.of(field, value)))
                .isEqualTo(new RequestNeeds(range, reload, precondition, false, noStore));
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'deflate, gzip;q=1.0, *;q=0.5', true",
        "'identity, br', true",
        "identity, false",
        "'', false",
        "'gzip, identity;q=0', false",
        "'gzip, identity ; Q=0.00', false",
        "'gzip, *;q=0', false",
        "'gzip, br;q=0', true",
        "'gzip, identity;q=0.5', true",
    })
    void codingsAreAskedForWhereTheBytesAsTheyAreWouldDo(String value, boolean encoded) {
        assertThat(RequestNeeds.of(TestHeaders.of("Accept-Encoding", value)).encoded())
                .isEqualTo(encoded);
    }

    @Test
    void pragmaCountsOnlyWithoutCacheControl() {
        assertThat(RequestNeeds.of(TestHeaders.of("Pragma", "no-cache", "Cache-Control", "max-age=9"))
                        .reload())
                .isFalse();
    }
}
