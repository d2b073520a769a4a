package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.NEW;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.locator;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several roots on one host, not all of them the same person's: an index vouches below its own root only. */
class WhoSpeaksTest {
    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    /** Each index is its directory, then what it lists as "path=bytes"; rpm-md ones begin with a star. */
    @ParameterizedTest
    @CsvSource({
        // indexes, asked for, told
        "'~a/ p.deb=old',                          ~a/p.deb,       catalog old",
        "'~a/ p.deb=old',                          ~b/p.deb,       none",
        "'~a/ ../~b/p.deb=old',                    ~b/p.deb,       none",
        "'~a/ /~b/p.deb=old',                      ~b/p.deb,       none",
        "'~a/ http://h.example/~b/p.deb=old',      ~b/p.deb,       none",
        "'~a/ %2e%2e/~b/p.deb=old',                ~b/p.deb,       none",
        "'~a/ p.deb=old; ~b/ p.deb=new',           ~a/p.deb,       catalog old",
        "'~a/ p.deb=old; ~b/ p.deb=new',           ~b/p.deb,       catalog new",
        // The same index, copied into another directory, speaks for that one.
        "'~a/ p.deb=old; ~b/ p.deb=old',           ~b/p.deb,       catalog old",
        "'a/ p.deb=old; ab/ p.deb=new',            ab/p.deb,       catalog new",
        "'a/ p.deb=old; ab/ p.deb=new',            a/p.deb,        catalog old",
        // Two roots above one locator.
        "'a/ b/p.deb=old; a/b/ p.deb=old',         a/b/p.deb,      catalog old",
        "'a/ b/p.deb=old; a/b/ p.deb=new',         a/b/p.deb,      conflict",
        "'a/ b/p.deb=old; a/b/ q.deb=new',         a/b/p.deb,      catalog old",
        "'a/ q.deb=old; a/b/ p.deb=new',           a/b/p.deb,      catalog new",
        "'a/ p.deb=old; a/b/ ../p.deb=new',        a/p.deb,        catalog old",
        "'* a/ p.rpm=old; * a/b/ p.rpm=new',       a/p.rpm,        catalog old",
        "'* a/ b/p.rpm=old; * a/b/ p.rpm=new',     a/b/p.rpm,      conflict",
        "'* a/ ../p.rpm=old',                      p.rpm,          none",
        "'* a/ p.deb=old; a/ p.deb=new',           a/p.deb,        conflict",
    })
    void anIndexVouchesBelowItsOwnRoot(String indexes, String asked, String told) throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            for (String index : indexes.split("; ", -1)) {
                publish(stand, index);
            }
            assertThat(stand.told("http://h.example/" + asked, OLD, NEW)).isEqualTo(told);
            assertThat(stand.told("http://other.example/" + asked, OLD, NEW)).isEqualTo("none");
        }
    }

    private static void publish(Stand stand, String index) {
        boolean rpm = index.startsWith("* ");
        String[] words = index.substring(rpm ? 2 : 0).split(" ", -1);
        String root = "http://h.example/" + words[0];
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].lastIndexOf('=');
            files.put(words[i].substring(0, equals), Stand.bytes(words[i].substring(equals + 1)));
        }
        if (rpm) {
            byte[] primary = Repository.primary(files);
            stand.arrive(root + "repodata/repomd.xml", Repository.repomd(primary));
            stand.arrive(root + "repodata/" + Stand.sha256(primary) + "-primary.xml", primary);
        } else {
            byte[] list = Repository.packages(files);
            String path = "main/binary-amd64/Packages";
            stand.arrive(root + "dists/s/InRelease", Repository.inRelease("s", Map.of(path, list)));
            stand.arrive(root + "dists/s/" + path, list);
        }
    }

    @Test
    void whoCopiesAnIndexAndSendsOtherBytesLosesItsOwnTrustOnly() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            publish(stand, "~a/ p.deb=old");
            byte[] list = Repository.packages(Map.of("p.deb", OLD));
            stand.arrive(
                    "http://h.example/~b/dists/s/InRelease",
                    Repository.inRelease("s", Map.of("main/binary-amd64/Packages", list)));
            assertThat(stand.told("http://h.example/~b/p.deb", OLD)).isEqualTo("mirror old");
            for (int i = 0; i < Disagreements.TOLERATED; i++) {
                stand.catalog.disagreed(locator("http://h.example/~b/p.deb"));
            }
            assertThat(stand.told("http://h.example/~b/p.deb", OLD)).isEqualTo("conflict");
            assertThat(stand.told("http://h.example/~a/p.deb", OLD)).isEqualTo("catalog old");
            assertThat(stand.catalog.trusts(locator("http://h.example/~a/p.deb")))
                    .isTrue();
        }
    }
}
