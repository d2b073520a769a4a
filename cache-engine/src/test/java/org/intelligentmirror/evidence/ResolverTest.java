package org.intelligentmirror.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.evidence.Known.Capture;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolverTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final Sha256 A = Sha256.parse("aa".repeat(32)).orElseThrow();
    private static final Sha256 B = Sha256.parse("bb".repeat(32)).orElseThrow();

    private static Locator locator(String url) {
        return LocatorParser.parse(url).orElseThrow();
    }

    /** Captures are given by their age; a dash is none. "miss:" and "hit:" begin what is expected, in seconds. */
    @ParameterizedTest
    @CsvSource({
        // mode, window, same url, same name, fresh, expected
        "CONFIRM, P7D, -,      -,    false, miss:unknown",
        "CONFIRM, P7D, P6D,    -,    false, hit:same-url",
        "STRICT,  P7D, P6D,    -,    false, hit:same-url",
        "CONFIRM, P7D, P7D,    -,    false, miss:expired",
        "CONFIRM, P0D, P3650D, -,    false, hit:same-url",
        "CONFIRM, P7D, PT-5M,  -,    false, hit:same-url",
        "CONFIRM, P7D, PT-6M,  -,    false, miss:expired",
        "CONFIRM, P0D, PT-6M,  -,    false, miss:expired",
        "CONFIRM, P7D, -,      P1D,  false, miss:unknown",
        "STRICT,  P7D, P8D,    P1D,  false, miss:expired",
        "NAME,    P7D, -,      P99D, false, hit:name",
        "NAME,    P7D, P8D,    P99D, false, hit:name",
        "NAME,    P7D, P6D,    P1D,  false, hit:same-url",
        "NAME,    P7D, -,      -,    false, miss:unknown",
        "CONFIRM, P7D, P6D,    -,    true,  miss:reload",
        "NAME,    P7D, -,      P1D,  true,  miss:reload",
        "CONFIRM, P7D, P8D,    -,    true,  miss:unknown",
        "CONFIRM, P7D, -,      -,    true,  miss:unknown",
    })
    void capturesAnswerWithinTheRules(
            IdentityMode mode, Duration window, String sameUrl, String sameName, boolean fresh, String expected) {
        Known known = new Known(Optional.empty(), capture(sameUrl, A), capture(sameName, B));
        Decision decision = new Resolver(mode, window).decide(locator("http://h/a.deb"), known, NOW, fresh);
        String told = decision instanceof Decision.Serve serve
                ? "hit:" + serve.evidence().reason().token()
                : "miss:" + ((Decision.Miss) decision).reason().token();
        assertThat(told).isEqualTo(expected);
    }

    private static Optional<Capture> capture(String age, Sha256 sha256) {
        return age.equals("-") ? Optional.empty() : Optional.of(new Capture(sha256, NOW.minus(Duration.parse(age))));
    }

    @Test
    void aDigestInTheUrlWinsAndOutlivesReload() {
        Locator locator = locator("http://h/by-hash/SHA256/" + A + "/a.deb");
        Known known = new Known(Optional.of(A), Optional.of(new Capture(B, NOW)), Optional.empty());
        Resolver rules = new Resolver(IdentityMode.STRICT, WINDOW);
        Decision expected = new Decision.Serve(new Evidence.UrlDigest(A));
        assertThat(rules.decide(locator, known, NOW, false)).isEqualTo(expected);
        assertThat(rules.decide(locator, known, NOW, true)).isEqualTo(expected);
    }

    @Test
    void nothingElseAnswersAUrlThatStatesItsDigest() {
        Locator locator = locator("http://h/by-hash/SHA256/" + A + "/a.deb");
        Known known = new Known(Optional.empty(), Optional.of(new Capture(B, NOW)), Optional.of(new Capture(B, NOW)));
        assertThat(new Resolver(IdentityMode.NAME, WINDOW).decide(locator, known, NOW, false))
                .isEqualTo(new Decision.Miss(Reason.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "/dists/x/by-hash/SHA256/HEX, true",
        "/pool/by-hash/SHA256/HEX/a.deb, true",
        "/repodata/HEX-primary.xml.zst, true",
        "/files/sha256/HEX/a.deb, true",
        "/files/SHA256/HEX/a.deb, true",
        "/blobs/sha256:HEX/a.deb, true",
        "/by-hash/SHA512/HEX, false",
        "/sha256/HEX/x/a.deb, false",
        "/files/sha256/HEX/, false",
        "/repodata/HEX, false",
        "/repodata/HEX0-primary.xml, false",
        "/files/md5/HEX/a.deb, false",
        "/a.deb?by-hash/SHA256/HEX, false",
    })
    void digestsAreReadInTheShapesRepositoriesUse(String path, boolean found) {
        Locator locator = locator("http://h" + path.replace("HEX", A.toString()));
        assertThat(UrlDigests.of(locator)).isEqualTo(found ? Optional.of(A) : Optional.empty());
    }
}
