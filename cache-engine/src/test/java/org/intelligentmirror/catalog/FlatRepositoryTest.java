package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.NEW;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V1;
import static org.intelligentmirror.catalog.Stand.V2;
import static org.intelligentmirror.catalog.Stand.bytes;
import static org.intelligentmirror.catalog.Stand.locator;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.Vouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Repositories whose indexes lie beside their packages, or above them. */
class FlatRepositoryTest {
    private static final String HOST = "http://h.example/";
    private static final String LIST = HOST + "r/Packages";
    private static final String DEB = HOST + "r/p.deb";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    /**
     * Each index is its directory, then what it lists as "path=bytes". A plus: with a Release beside it. A slash: in a
     * tree below {@code dists}. An equals sign: one list is the Release's, another lies beside it.
     */
    @ParameterizedTest
    @CsvSource({
        // indexes, asked for, told
        // apt's "deb http://h.example/r /"
        "'r/ p.deb=old',                           r/p.deb,          catalog old",
        "'r/ ./p.deb=old',                         r/p.deb,          catalog old",
        "'r/ sub/p.deb=old',                       r/sub/p.deb,      catalog old",
        "'r/ ./sub/p.deb=old',                     r/sub/p.deb,      catalog old",
        "'+ r/ p.deb=old',                         r/p.deb,          catalog old",
        "'+ r/ ./sub/p.deb=old',                   r/sub/p.deb,      catalog old",
        "'+ ` p.deb=old',                          p.deb,            catalog old",
        // "deb http://h.example/r ./"
        "'r/./ ./p.deb=old',                       r/./p.deb,        catalog old",
        "'r/./ p.deb=old',                         r/p.deb,          catalog old",
        "'+ r/./ ./sub/p.deb=old',                 r/./sub/p.deb,    catalog old",
        "'r/./ p.deb=old; r/ p.deb=old',           r/p.deb,          catalog old",
        // "deb http://h.example/r sub/", "deb http://h.example r/sub/": relative to a directory above
        "'r/sub/ sub/p.deb=old',                   r/sub/p.deb,      catalog old",
        "'+ r/sub/ ./sub/p.deb=old',               r/sub/p.deb,      catalog old",
        "'r/sub/ r/sub/p.deb=old',                 r/sub/p.deb,      catalog old",
        "'r/./sub/ sub/p.deb=old',                 r/./sub/p.deb,    catalog old",
        "'r/sub/ sub/more/p.deb=old',              r/sub/more/p.deb, catalog old",
        "'1/2/3/4/5/6/7/8/ 1/2/3/4/5/6/7/8/p.deb=old',     1/2/3/4/5/6/7/8/p.deb,   catalog old",
        "'1/2/3/4/5/6/7/8/9/ 1/2/3/4/5/6/7/8/9/p.deb=old', 1/2/3/4/5/6/7/8/9/p.deb, none",
        // Both readings of a path may be meant; what they contradict each other about is not served.
        "'sub/ sub/p.deb=old, p.deb=old',          sub/p.deb,        catalog old",
        "'sub/ sub/p.deb=old, p.deb=new',          sub/p.deb,        conflict",
        // Nothing outside the directory of the indexes.
        "'r/sub/ p.deb=old',                       r/p.deb,          none",
        "'r/sub/ other/p.deb=old',                 r/other/p.deb,    none",
        "'r/sub/ ../p.deb=old',                    r/p.deb,          none",
        "'r/sub/ /r/p.deb=old',                    r/p.deb,          none",
        "'r/ ../s/p.deb=old',                      s/p.deb,          none",
        "'r/ p.deb=old',                           rr/p.deb,         none",
        // One host may carry several, and trees beside them.
        "'r/ p.deb=old; s/ p.deb=new',             r/p.deb,          catalog old",
        "'r/ p.deb=old; s/ p.deb=new',             s/p.deb,          catalog new",
        "'r/ s/p.deb=old; r/s/ p.deb=new',         r/s/p.deb,        conflict",
        "'r/ s/p.deb=old; r/s/ q.deb=new',         r/s/p.deb,        catalog old",
        "'/ r/ pool/p.deb=old; + r/ q.deb=new',    r/pool/p.deb,     catalog old",
        "'/ r/ pool/p.deb=old; r/ pool/p.deb=new', r/pool/p.deb,     conflict",
        "'+ r/ q.deb=new; / r/ pool/p.deb=old',    r/pool/p.deb,     catalog old",
        // Only what the Release lists counts where there is one.
        "'r/ p.deb=old; + r/ p.deb=new',           r/p.deb,          catalog new",
        "'+ r/ p.deb=new; = r/ p.deb=old',         r/p.deb,          stale",
        "'= r/ p.deb=old',                         r/p.deb,          none",
    })
    void whatAFlatIndexListsIsVouchedForBelowItsOwnDirectory(String indexes, String asked, String told)
            throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            for (String index : indexes.split("; ", -1)) {
                publish(stand, index);
            }
            assertThat(stand.told(HOST + asked, OLD, NEW)).isEqualTo(told);
            assertThat(stand.told("http://other.example/" + asked, OLD, NEW)).isEqualTo("none");
            assertThat(stand.told("https://h.example/" + asked, OLD, NEW)).isEqualTo("none");
        }
    }

    private static void publish(Stand stand, String index) {
        String[] words = index.replaceFirst("^[+=/] ", "").split(",? ", -1);
        String root = HOST + words[0].replace("`", "");
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].lastIndexOf('=');
            files.put(words[i].substring(0, equals), bytes(words[i].substring(equals + 1)));
        }
        byte[] list = Repository.packages(files);
        switch (index.charAt(0)) {
            case '+' -> {
                stand.arrive(root + "InRelease", Repository.inRelease("s", Map.of("Packages", list)));
                stand.arrive(root + "Packages", list);
            }
            case '=' -> {
                byte[] other = Repository.packages(Map.of("unknown.deb", NEW));
                stand.arrive(root + "Release", Repository.release("s", Map.of("Packages", other)));
                stand.arrive(root + "Packages", list);
            }
            case '/' -> {
                String path = "main/binary-amd64/Packages";
                stand.arrive(root + "dists/s/InRelease", Repository.inRelease("s", Map.of(path, list)));
                stand.arrive(root + "dists/s/" + path, list);
            }
            default -> stand.arrive(root + "Packages", list);
        }
    }

    /** A Release is one of a tree below {@code dists} or one of a flat repository, and leads to such lists only. */
    @ParameterizedTest
    @CsvSource({
        "dists/s/,   Packages,      dists/s/Packages",
        "dists/s/,   Packages,      dists/s/by-hash/SHA256/%s",
        "r/,         main/Packages, r/main/Packages",
        "r/,         main/Packages, r/main/by-hash/SHA256/%s",
        "r/,         main/Packages, r/by-hash/SHA256/%s",
    })
    void aReleaseLeadsToListsWhereItsKindHasThem(String base, String listed, String url) throws Exception {
        byte[] list = Repository.packages(Map.of("p.deb", OLD));
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(HOST + base + "Release", Repository.release("s", Map.of(listed, list)));
            stand.arrive(HOST + url.formatted(Stand.sha256(list)), list);
            for (String asked : List.of("p.deb", "dists/p.deb", "dists/s/p.deb", "dists/s/main/p.deb", "main/p.deb")) {
                assertThat(stand.told(HOST + asked, OLD)).isEqualTo("none");
            }
        }
    }

    /** The same bytes in a tree and beside it: each is read as what it is there. */
    @Test
    void aCopiedReleaseIsReadAnew() throws Exception {
        byte[] list = Repository.packages(Map.of("pool/p.deb", OLD));
        byte[] release = Repository.inRelease("s", Map.of("main/Packages", list));
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(HOST + "r/dists/s/InRelease", release);
            stand.arrive(HOST + "r/dists/s/main/Packages", list);
            stand.arrive(HOST + "copy/InRelease", release);
            assertThat(stand.told(HOST + "r/pool/p.deb", OLD)).isEqualTo("catalog old");
            assertThat(stand.told(HOST + "copy/pool/p.deb", OLD)).isEqualTo("none");
        }
    }

    @Test
    void mirrorsOfOneFlatRepositoryAreUnitedByItsRelease() throws Exception {
        byte[] list = Repository.packages(Map.of("./p.deb", OLD));
        byte[] release = Repository.inRelease("s", Map.of("Packages.gz", list));
        String mirror = "http://m.example/pub/vendor/";
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(HOST + "r/InRelease", release);
            stand.arrive(HOST + "r/by-hash/SHA256/" + Stand.sha256(list), list);
            stand.arrive(mirror + "InRelease", release);
            assertThat(stand.told(DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.told(mirror + "p.deb", OLD)).isEqualTo("mirror old");
            assertThat(stand.catalog.alternatives(locator(mirror + "p.deb"))).containsExactly(locator(DEB));
            stand.arrive(mirror + "Packages.gz", list);
            assertThat(stand.told(mirror + "p.deb", OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void mirrorsOfOneFlatRepositoryAreUnitedByItsList() throws Exception {
        byte[] list = Repository.packages(Map.of("sub/p.deb", OLD));
        String other = "http://m.example/pub/sub/";
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(HOST + "r/sub/Packages", list);
            stand.arrive(other + "Packages", list);
            stand.arrive("http://n.example/elsewhere/Packages", list);
            assertThat(stand.told(other + "p.deb", OLD)).isEqualTo("catalog old");
            // There the same list means another place.
            assertThat(stand.told("http://n.example/elsewhere/p.deb", OLD)).isEqualTo("none");
            assertThat(stand.catalog.alternatives(locator(other + "p.deb")))
                    .containsExactly(locator(HOST + "r/sub/p.deb"));
        }
    }

    @Test
    void theListOfAFlatRepositoryRepublishedCountsAtOnce() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(LIST, Repository.packages(Map.of("p.deb", OLD)));
            clock.advance(Duration.ofMinutes(1));
            stand.arrive(LIST, Repository.packages(Map.of("p.deb", NEW, "q.deb", OLD)), true, V2);
            assertThat(stand.told(DEB, NEW)).isEqualTo("catalog new");
            assertThat(stand.vouch(HOST + "r/u.deb").captureNotBefore()).isEqualTo(clock.instant());
        }
    }

    /** One client fetches the list plain, another one compressed: it is one list. */
    @Test
    void theCompressionThatPassedLastCounts() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(LIST, Repository.packages(Map.of("p.deb", OLD)));
            clock.advance(Duration.ofMinutes(1));
            stand.arrive(LIST + ".gz", Repository.packages(Map.of("p.deb", NEW)));
            assertThat(stand.told(DEB, NEW)).isEqualTo("catalog new");
            clock.advance(Duration.ofMinutes(1));
            stand.arrive(HOST + "r/Sources", Repository.sources(".", Map.of("p.dsc", OLD)));
            assertThat(stand.told(DEB, NEW)).isEqualTo("catalog new");
            assertThat(stand.told(HOST + "r/p.dsc", OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void aListThatIsUnchangedIsRenewedAndOneThatIsAnotherIsStale() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(LIST, Repository.packages(Map.of("p.deb", OLD)));
            clock.advance(Duration.ofDays(6));
            stand.renew(LIST, V1);
            clock.advance(Duration.ofDays(6));
            assertThat(stand.told(DEB, OLD)).isEqualTo("catalog old");
            stand.renew(LIST, V2);
            assertThat(stand.told(DEB, OLD)).isEqualTo("stale");
            assertThat(stand.catalog.wantsWhole(locator(LIST))).isTrue();
        }
    }

    @Test
    void aListThatIsCutShortOrMalformedVouchesForNothing() throws Exception {
        byte[] whole = Repository.packages(Map.of("p.deb", OLD));
        byte[] malformed = bytes("Package: p\nFilename: p.deb\nSize: 3\nSHA256\n\n");
        try (Stand stand = new Stand(directory, clock)) {
            // Nothing says that these are all.
            stand.arrive(LIST, whole, false, V1);
            assertThat(stand.told(DEB, OLD)).isEqualTo("none");
            stand.arrive(LIST, malformed);
            assertThat(stand.told(DEB, OLD)).isEqualTo("none");
            stand.arrive(LIST, whole);
            assertThat(stand.told(DEB, OLD)).isEqualTo("catalog old");
            clock.advance(Duration.ofMinutes(1));
            stand.arrive(LIST, malformed, true, V2);
            assertThat(stand.told(DEB, OLD)).isEqualTo("stale");
            // The same bytes were whole before.
            stand.arrive(LIST, whole, false, V1);
            assertThat(stand.told(DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void nothingCountsWhileAListHasPassedAndIsNotRead() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(LIST, Repository.packages(Map.of("p.deb", OLD)));
            Runnable read = stand.catalog.announce(locator(LIST));
            assertThat(stand.told(DEB, OLD)).isEqualTo("stale");
            assertThat(stand.vouch(DEB)).isInstanceOf(Vouched.Stale.class);
            read.run();
            assertThat(stand.told(DEB, OLD)).isEqualTo("catalog old");
        }
    }

    @Test
    void aFlatIndexThatIsAnotherOutdatesWhatWasCapturedBelowIt() throws Exception {
        byte[] first = Repository.inRelease("1", Map.of());
        byte[] second = Repository.inRelease("2", Map.of());
        String unlisted = HOST + "r/unlisted.deb";
        try (Stand stand = new Stand(directory, clock)) {
            for (byte[] body : List.of(first, first, second)) {
                clock.advance(Duration.ofMinutes(1));
                Instant before = stand.vouch(unlisted).captureNotBefore();
                stand.arrive(HOST + "r/InRelease", body);
                boolean again = stand.arrivals.get() == 2;
                assertThat(stand.vouch(unlisted).captureNotBefore()).isEqualTo(again ? before : clock.instant());
                assertThat(stand.told(unlisted)).isEqualTo("none");
            }
            assertThat(stand.vouch(HOST + "other/unlisted.deb").captureNotBefore())
                    .isEqualTo(Instant.MIN);
        }
    }

    @Test
    void whatIsKnownOfAFlatRepositoryOutlivesTheServer() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(HOST + "r/./Packages", Repository.packages(Map.of("./p.deb", OLD)));
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(HOST + "r/./p.deb", OLD)).isEqualTo("catalog old");
        }
    }
}
