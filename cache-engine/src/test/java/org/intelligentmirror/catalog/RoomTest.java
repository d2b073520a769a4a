package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.OLD;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    private static final String A = "http://a.example/";
    private static final String B = "http://b.example/";
    private static final String C = "http://c.example/";

    private final TestClock clock = new TestClock();
    private Stand stand;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        CatalogLimits limits = new CatalogLimits(64, 64, 8, Duration.ofDays(1), Duration.ofDays(90));
        stand = new Stand(directory, clock, List.of(), limits);
    }

    @AfterEach
    void close() {
        stand.close();
    }

    @Test
    void originMayHaveHalfOfAllAndNoEntryMore() throws Exception {
        suite(A + "full/", 4);
        assertThat(told(A + "full/")).isEqualTo("catalog old");
        suite(B + "more/", 5);
        assertThat(told(B + "more/")).isEqualTo("none");
    }

    @Test
    void originBeyondItsShareLosesWhatItHasHadUntouchedForLongest() throws Exception {
        suite(A + "one/", 2);
        suite(A + "two/", 2);
        suite(A + "three/", 2);
        assertThat(told(A + "one/")).isEqualTo("none");
        assertThat(told(A + "two/")).isEqualTo("catalog old");
        assertThat(told(A + "three/")).isEqualTo("catalog old");
        assertThat(stand.index.totalEntries()).isEqualTo(4);
    }

    @Test
    void formerGenerationsGoBeforePresentOnes() throws Exception {
        suite(A + "one/", 1);
        suite(A + "two/", 2);
        suite(A + "two/", 3);
        assertThat(told(A + "one/")).isEqualTo("catalog old");
        assertThat(told(A + "two/")).isEqualTo("catalog old");
        assertThat(stand.index.totalEntries()).isEqualTo(4);
    }

    @Test
    void nobodyDrivesOutTheListsOfOthers() throws Exception {
        suite(B, 2);
        suite(C, 2);
        for (int i = 0; i < 20; i++) {
            suite(A + i + "/", 3);
        }
        assertThat(told(A + "19/")).isEqualTo("catalog old");
        assertThat(told(B)).isEqualTo("catalog old");
        assertThat(told(C)).isEqualTo("catalog old");
    }

    @Test
    void whenAllIsTakenTheOriginWithTheMostMakesRoom() throws Exception {
        suite(A + "one/", 2);
        suite(A + "two/", 2);
        suite(B, 3);
        suite(C, 2);
        assertThat(told(A + "one/")).isEqualTo("none");
        assertThat(told(A + "two/")).isEqualTo("catalog old");
        assertThat(told(B)).isEqualTo("catalog old");
        assertThat(told(C)).isEqualTo("catalog old");
    }

    private String told(String root) throws Exception {
        return stand.told(root + DEB, OLD);
    }

    /** A repository of so many packages, none of whose lists is another's. */
    private void suite(String root, int packages) {
        clock.advance(Duration.ofSeconds(1));
        Map<String, byte[]> files = new HashMap<>(Map.of(DEB, OLD));
        for (int i = 1; i < packages; i++) {
            files.put("pool/" + i + ".deb", Stand.bytes(root + packages + i));
        }
        byte[] list = Repository.packages(files);
        String path = "main/" + Integer.toHexString(root.hashCode()) + "/Packages";
        stand.arrive(root + "dists/s/InRelease", Repository.inRelease(root, Map.of(path, list)));
        stand.arrive(root + "dists/s/" + path, list);
    }
}
