package org.intelligentmirror.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
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

    @Test
    void aCaptureOnAnIndexesWordIsNothingWithoutAnyIndex() {
        Optional<Capture> vouchedOnce = Optional.of(new Capture(A, NOW, true));
        Resolver resolver = new Resolver(IdentityMode.CONFIRM, WINDOW);
        Known lost = known(Optional.empty(), vouchedOnce, Optional.empty());
        assertThat(resolver.decide(locator("http://h/a.deb"), lost, NOW, false))
                .isEqualTo(new Decision.Miss(Reason.EXPIRED));
        Known lapsed = new Known(
                Optional.empty(),
                new Vouched.Stale(Set.of(A), Instant.MIN),
                Optional.empty(),
                vouchedOnce,
                Optional.empty(),
                Optional.empty());
        assertThat(resolver.decide(locator("http://h/a.deb"), lapsed, NOW, false))
                .isEqualTo(new Decision.Serve(new Evidence.SameUrl(A, NOW)));
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
        Known known = known(Optional.empty(), capture(sameUrl, A), capture(sameName, B));
        Decision decision = new Resolver(mode, window).decide(locator("http://h/a.deb"), known, NOW, fresh);
        String told = decision instanceof Decision.Serve serve
                ? "hit:" + serve.evidence().reason().token()
                : "miss:" + ((Decision.Miss) decision).reason().token();
        assertThat(told).isEqualTo(expected);
    }

    private static Known known(Optional<Sha256> urlDigest, Optional<Capture> sameUrl, Optional<Capture> sameName) {
        return new Known(urlDigest, new Vouched.None(), Optional.empty(), sameUrl, Optional.empty(), sameName);
    }

    private static Optional<Capture> capture(String age, Sha256 sha256) {
        return age.equals("-")
                ? Optional.empty()
                : Optional.of(new Capture(sha256, NOW.minus(Duration.parse(age)), false));
    }

    /**
     * What indexes say (-, agreed on A by the own or a mirror's index, conflict, stale after A was listed) against what
     * is stored: A itself, a capture of the same URL by its bytes and age in days, one of its mirror group, one of its
     * name.
     */
    @ParameterizedTest
    @CsvSource({
        // mode, vouched, A stored, same url, in group, same name, expected
        "CONFIRM, catalog,  yes, -,    -,    -,    hit:catalog:A",
        "STRICT,  catalog,  yes, B:1,  -,    -,    hit:catalog:A",
        "STRICT,  mirror,   yes, B:1,  -,    -,    hit:mirror:A",
        "CONFIRM, catalog,  no,  B:1,  -,    -,    miss:unknown",
        "NAME,    catalog,  no,  B:1,  B:1,  B:1,  miss:unknown",
        "NAME,    mirror,   no,  B:1,  B:1,  B:1,  miss:unknown",
        "NAME,    sha512,   no,  B:1,  B:1,  B:1,  miss:unknown",
        "CONFIRM, conflict, no,  A:1,  -,    -,    miss:conflict",
        "NAME,    conflict, no,  A:1,  A:1,  A:1,  miss:conflict",
        "CONFIRM, stale,    no,  A:1,  -,    -,    hit:same-url:A",
        "CONFIRM, stale,    no,  B:1,  -,    -,    miss:stale",
        "CONFIRM, stale,    no,  A:8,  -,    -,    miss:stale",
        "CONFIRM, stale,    no,  -,    -,    -,    miss:stale",
        "NAME,    stale,    no,  -,    -,    B:1,  miss:stale",
        "CONFIRM, unlisted, no,  B:1,  -,    -,    hit:same-url:B",
        "CONFIRM, unlisted, no,  -,    -,    -,    miss:unknown",
        "STRICT,  -,        no,  -,    A:1,  -,    hit:mirror:A",
        "STRICT,  -,        no,  -,    A:7,  -,    miss:unknown",
        "STRICT,  -,        no,  B:1,  A:1,  -,    hit:same-url:B",
        "STRICT,  -,        no,  B:8,  A:1,  -,    hit:mirror:A",
        "NAME,    -,        no,  -,    A:1,  B:1,  hit:mirror:A",
    })
    void indexesStandAboveCaptures(
            IdentityMode mode,
            String vouched,
            String stored,
            String sameUrl,
            String inGroup,
            String sameName,
            String expected) {
        Known known = new Known(
                Optional.empty(),
                vouched(vouched),
                stored.equals("yes") ? Optional.of(A) : Optional.empty(),
                days(sameUrl),
                days(inGroup),
                days(sameName));
        Decision decision = new Resolver(mode, WINDOW).decide(locator("http://h/a.deb"), known, NOW, false);
        assertThat(told(decision)).isEqualTo(expected);
    }

    private static String told(Decision decision) {
        if (decision instanceof Decision.Serve serve) {
            Evidence evidence = serve.evidence();
            return "hit:" + evidence.reason().token() + (evidence.sha256().equals(A) ? ":A" : ":B");
        }
        return "miss:" + ((Decision.Miss) decision).reason().token();
    }

    private static Vouched vouched(String what) {
        Claim a = new Claim(1, Optional.of(A), Optional.empty());
        Claim b = new Claim(1, Optional.of(B), Optional.empty());
        return switch (what) {
            case "catalog" -> new Vouched.Agreed(a, Reason.CATALOG);
            case "mirror" -> new Vouched.Agreed(a, Reason.MIRROR);
            case "sha512" ->
                new Vouched.Agreed(new Claim(1, Optional.empty(), Optional.of("ab".repeat(64))), Reason.CATALOG);
            case "conflict" -> new Vouched.Conflict(Set.of(a, b));
            case "stale" -> new Vouched.Stale(Set.of(A));
            case "unlisted" -> new Vouched.Stale(Set.of());
            default -> new Vouched.None();
        };
    }

    private static Optional<Capture> days(String capture) {
        if (capture.equals("-")) {
            return Optional.empty();
        }
        Sha256 sha256 = capture.startsWith("A") ? A : B;
        return Optional.of(
                new Capture(sha256, NOW.minus(Duration.ofDays(Long.parseLong(capture.substring(2)))), false));
    }

    @ParameterizedTest
    @CsvSource({
        "/chrome-stable_current_amd64.deb, miss:expired, hit:catalog:A",
        "/app-latest.rpm, miss:expired, hit:catalog:A",
        "/latest/app_1.2_amd64.deb, miss:expired, hit:catalog:A",
        "/Latest.rpm, miss:expired, hit:catalog:A",
        "/app-latest-1.x86_64.rpm, miss:expired, hit:catalog:A",
        "/libcurrent-perl_1.0_all.deb, hit:same-url:A, hit:catalog:A",
        "/latest-things/app_1.2_amd64.deb, hit:same-url:A, hit:catalog:A",
        "/app_1.2_amd64.deb, hit:same-url:A, hit:catalog:A",
    })
    void namesThatMeanTheNewestOneNeedAnIndex(String path, String unvouched, String indexed) {
        Optional<Capture> capture = Optional.of(new Capture(A, NOW, false));
        Resolver rules = new Resolver(IdentityMode.NAME, WINDOW);
        Known known = new Known(Optional.empty(), new Vouched.None(), Optional.empty(), capture, capture, capture);
        assertThat(told(rules.decide(locator("http://h" + path), known, NOW, false)))
                .isEqualTo(unvouched);
        Known listed = new Known(Optional.empty(), vouched("catalog"), Optional.of(A), capture, capture, capture);
        assertThat(told(rules.decide(locator("http://h" + path), listed, NOW, false)))
                .isEqualTo(indexed);
        assertThat(told(rules.decide(locator("http://h" + path), listed, NOW, true)))
                .isEqualTo("miss:reload");
    }

    @Test
    void aDigestInTheUrlWinsAndOutlivesReload() {
        Locator locator = locator("http://h/by-hash/SHA256/" + A + "/a.deb");
        Known known = known(Optional.of(A), Optional.of(new Capture(B, NOW, false)), Optional.empty());
        Resolver rules = new Resolver(IdentityMode.STRICT, WINDOW);
        Decision expected = new Decision.Serve(new Evidence.UrlDigest(A));
        assertThat(rules.decide(locator, known, NOW, false)).isEqualTo(expected);
        assertThat(rules.decide(locator, known, NOW, true)).isEqualTo(expected);
    }

    @Test
    void nothingElseAnswersAUrlThatStatesItsDigest() {
        Locator locator = locator("http://h/by-hash/SHA256/" + A + "/a.deb");
        Known known = known(
                Optional.empty(), Optional.of(new Capture(B, NOW, false)), Optional.of(new Capture(B, NOW, false)));
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
