package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.V1;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Old and new generations of one repository in any order, at one host and across its mirrors. */
class RivalsTest {
    private static final String STEADY = "pool/main/s/steady_1.deb";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    /** A generation of the repository: DEB is rebuilt in each, STEADY never is. */
    private static void arrive(Stand stand, String host, String generation) {
        Map<String, byte[]> files = new HashMap<>();
        files.put(DEB, Stand.bytes(generation));
        files.put(STEADY, Stand.bytes("steady"));
        byte[] list = Repository.packages(files);
        String suite = root(host) + "dists/s/";
        stand.arrive(suite + "InRelease", Repository.inRelease("s", Map.of("main/x/Packages", list)));
        stand.arrive(suite + "main/x/Packages", list);
    }

    private static String root(String host) {
        return "http://" + host + ".example/debian/";
    }

    /** x and y are mirrors; each step is one of them serving a generation, or confirming the one it has. */
    @ParameterizedTest
    @CsvSource({
        // what happens, what x then vouches for, and y
        "x1,                  1,        -",
        "x1 x2,               2,        -",
        "x1 x2 x1,            conflict, -",
        "x1 x2 x1 x1,         conflict, -",
        "x1 x2 x1 x304,       conflict, -",
        "x1 x2 x1 x2,         conflict, -",
        "x1 x2 x1 x3,         3,        -",
        "x1 y1,               1,        1",
        "x1 y1 x2,            2,        conflict",
        "x1 y1 x2 x3,         3,        conflict",
        "x1 y1 x2 y1,         2,        1",
        "x1 y1 x2 y304,       2,        1",
        "x1 y1 x2 y2,         2,        2",
        "x1 y1 x2 y2 y1,      2,        conflict",
        "x1 y1 x2 x3 y2,      3,        2",
        "x1 y1 x2 x3 y2 y3,   3,        3",
        "x1 x2 y1,            2,        1",
        "x1 y1 y2 x2 y3 x304, 2,        3",
    })
    void whereAMoreRecentGenerationListsOtherBytesNothingIsServed(String steps, String x, String y) throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            for (String step : steps.split(" ", -1)) {
                clock.advance(Duration.ofMinutes(5));
                String host = step.substring(0, 1);
                if (step.endsWith("304")) {
                    stand.renew(root(host) + "dists/s/InRelease", V1);
                } else {
                    arrive(stand, host, step.substring(1));
                }
            }
            check(stand, x, y);
        }
        try (Stand stand = new Stand(directory, clock)) {
            check(stand, x, y);
        }
    }

    private static void check(Stand stand, String x, String y) throws Exception {
        byte[][] any = {Stand.bytes("1"), Stand.bytes("2"), Stand.bytes("3"), Stand.bytes("steady")};
        for (String host : new String[] {"x", "y"}) {
            String expected = host.equals("x") ? x : y;
            if (!expected.equals("-")) {
                assertThat(stand.told(root(host) + DEB, any).replace("catalog ", ""))
                        .as(host)
                        .isEqualTo(expected);
                assertThat(stand.told(root(host) + STEADY, any)).as(host).isEqualTo("catalog steady");
            }
        }
    }

    @Test
    void arrivingBytesMayBeThoseOfEitherGeneration() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            arrive(stand, "x", "1");
            arrive(stand, "y", "1");
            clock.advance(Duration.ofMinutes(5));
            arrive(stand, "x", "2");
            assertThat(stand.vouch(root("y") + DEB).claims()).hasSize(2);
            assertThat(stand.told("http://other.example/debian/" + DEB)).isEqualTo("none");
        }
    }

    @Test
    void rivalsAreKeptUntilTheyAreNone() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            arrive(stand, "x", "1");
            arrive(stand, "x", "2");
            arrive(stand, "x", "1");
            clock.advance(Duration.ofDays(2));
            stand.renew(root("x") + "dists/s/InRelease", V1);
            stand.settle(root("x"));
            assertThat(stand.index.dropStep(clock.instant(), 1000)).isTrue();
            while (stand.index.dropStep(clock.instant(), 1000)) {
                assertThat(stand.index.totalEntries()).isPositive();
            }
            assertThat(stand.told(root("x") + DEB)).isEqualTo("conflict");
        }
    }
}
