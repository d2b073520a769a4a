package org.intelligentmirror.locator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorParserTest {
    @ParameterizedTest
    @CsvSource({
        "HTTP://Example.ORG/a.rpm, http://example.org/a.rpm",
        "http://example.org./a.rpm, http://example.org/a.rpm",
        "http://example.org:80/a.rpm, http://example.org/a.rpm",
        "http://example.org:/a.rpm, http://example.org/a.rpm",
        "https://example.org:443/a.rpm, https://example.org/a.rpm",
        "https://example.org:80/a.rpm, https://example.org:80/a.rpm",
        "http://example.org, http://example.org/",
        "http://example.org?x, http://example.org/?x",
        "http://example.org/a.rpm#part, http://example.org/a.rpm",
        "http://example.org/g%2b%2B.deb, http://example.org/g++.deb",
        "http://example.org/%7Euser/%61.deb, http://example.org/~user/a.deb",
        "http://example.org/1%3a2.deb, http://example.org/1:2.deb",
        "http://example.org/a%c3%a9.deb, http://example.org/a%C3%A9.deb",
        "http://example.org/a^1.rpm, http://example.org/a%5E1.rpm",
        "http://example.org/a%5e1.rpm, http://example.org/a%5E1.rpm",
        "http://example.org/a%3b1.rpm, http://example.org/a%3B1.rpm",
        "http://example.org/a;1.rpm, http://example.org/a;1.rpm",
        "http://example.org/a.rpm?q=%2b%zz../, http://example.org/a.rpm?q=%2b%zz../",
        "http://[2001:DB8::1]:8080/a.rpm, http://[2001:db8::1]:8080/a.rpm",
        "http://example.org/dir/, http://example.org/dir/",
        // Kept as it is: nobody says that it means the same without.
        "http://example.org/x/./%7Ea.deb, http://example.org/x/./~a.deb",
        "http://example.org/././a.deb, http://example.org/././a.deb",
    })
    void spellingsOfOneResourceBecomeOneLocator(String spelling, String normal) {
        assertThat(LocatorParser.parse(spelling).map(Locator::url)).contains(normal);
        assertThat(LocatorParser.parse(normal).map(Locator::url)).contains(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a.rpm",
                "ftp://example.org/a.rpm",
                "http:///a.rpm",
                "http:/example.org/a.rpm",
                "http://example.org/../a.rpm",
                "http://example.org/x/.",
                "http://example.org/x/%2e/a.rpm",
                "http://example.org/x/%2E",
                "http://example.org/x/./.%2e/a.rpm",
                "http://example.org/x/..",
                "http://example.org/%2e%2E/a.rpm",
                "http://example.org/.%2e/a.rpm",
                "http://example.org/%2fa.rpm",
                "http://example.org/%5ca.rpm",
                "http://example.org/a\\b.rpm",
                "http://example.org/a%00.rpm",
                "http://example.org/a%0a.rpm",
                "http://example.org/a%7f.rpm",
                "http://example.org/a b.rpm",
                "http://example.org/a\u0001.rpm",
                "http://example.org/a\u00e9.rpm",
                "http://example.org//a.rpm",
                "http://example.org/x//a.rpm",
                "http://example.org/x//",
                "http://example.org/a%.rpm",
                "http://example.org/a%2",
                "http://example.org/a%g1.rpm",
                "http://user@example.org/a.rpm",
                "http://example.org:0/a.rpm",
                "http://example.org:65536/a.rpm",
                "http://example.org:8x/a.rpm",
                "http://example.org:000080/a.rpm",
                "http://exa%6dple.org/a.rpm",
                "http://exam!ple.org/a.rpm",
                "http://.example.org/a.rpm",
                "http://example..org/a.rpm",
                "http://example.org../a.rpm",
                "http://[::1/a.rpm",
                "http://[zz::1]/a.rpm",
                "http://example.org\\@evil/a.rpm",
            })
    void whatANormaliserCouldChangeIsRefused(String url) {
        assertThat(LocatorParser.parse(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/a/./b.deb, http://h/a/b.deb",
        "http://h/././a/./././b.deb, http://h/a/b.deb",
        "https://h:8443/./?x=/./, https://h:8443/",
        "http://h/a/.b/c./..d, http://h/a/.b/c./..d",
    })
    void aPlaceIsToldWithoutSegmentsOfOneDot(String url, String place) {
        Locator locator = LocatorParser.parse(url).orElseThrow();
        assertThat(locator.place()).isEqualTo(place);
        assertThat(locator.url()).isEqualTo(url);
    }

    @Test
    void theLongestUrlIsAcceptedAndOneLongerIsRefused() {
        String prefix = "http://example.org/";
        String longest = prefix + "a".repeat(LocatorParser.MAX_LENGTH - prefix.length());
        assertThat(LocatorParser.parse(longest)).isPresent();
        assertThat(LocatorParser.parse(longest + "a")).isEmpty();
        assertThat(LocatorParser.parse(prefix + "^".repeat(3000))).isEmpty();
    }

    @Test
    void theLongestHostIsAcceptedAndOneLongerIsRefused() {
        assertThat(LocatorParser.parse("http://" + "a".repeat(253) + "/")).isPresent();
        assertThat(LocatorParser.parse("http://" + "a".repeat(254) + "/")).isEmpty();
    }

    @Test
    void userInfoIsSeenInTheAuthorityOnly() {
        assertThat(LocatorParser.hasUserInfo("http://u:p@example.org/a")).isTrue();
        assertThat(LocatorParser.hasUserInfo("http://@example.org")).isTrue();
        assertThat(LocatorParser.hasUserInfo("http://example.org/a@b")).isFalse();
        assertThat(LocatorParser.hasUserInfo("http://example.org?u@b")).isFalse();
        assertThat(LocatorParser.hasUserInfo("no url")).isFalse();
    }

    @Test
    void fileNamesAreDecodedOnlyWhenThatIsSafe() {
        assertThat(name("http://h/a%5E1.rpm")).isEqualTo("a^1.rpm");
        assertThat(name("http://h/a%C3%A9.rpm")).isEqualTo("a\u00e9.rpm");
        assertThat(name("http://h/a%FF.rpm")).isEqualTo("a%FF.rpm");
        assertThat(name("http://h/a%C2%85.rpm")).isEqualTo("a%C2%85.rpm");
    }

    private static String name(String url) {
        return LocatorParser.parse(url).orElseThrow().decodedFileName();
    }

    /** Pieces that meet each other in every order: what is accepted is a fixed point, and holds nothing unsafe. */
    @Test
    void parsingANormalFormChangesNothing() {
        String[] pieces = {
            "/", "a", "B", ".", "..", "%2B", "%2b", "+", "%7E", "~", "%", "%41", "%5E", "^", ";", "%3B", "%25", "?",
            "#", "@", ":", "%2e", "%3A", "%C3", "[", "|", "&", "=", "\"", "80", "-"
        };
        Random random = new Random(20080601);
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder url = new StringBuilder(random.nextBoolean() ? "http://h" : "hTTps://H.");
            url.append(random.nextInt(4) == 0 ? ":443" : "").append(random.nextInt(8) == 0 ? "" : "/");
            for (int n = random.nextInt(8); n > 0; n--) {
                url.append(pieces[random.nextInt(pieces.length)]);
            }
            Optional<Locator> once = LocatorParser.parse(url.toString());
            if (once.isPresent()) {
                accepted++;
                assertThat(LocatorParser.parse(once.get().url()))
                        .as(url.toString())
                        .isEqualTo(once);
                assertThat(once.get().path()).doesNotContain("//", "/../", "\\");
            }
        }
        assertThat(accepted).isGreaterThan(50_000);
    }
}
