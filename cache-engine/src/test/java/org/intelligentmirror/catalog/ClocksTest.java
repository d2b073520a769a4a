package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V1;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time that passes, and clocks that jump: an index lapses, and never for ever. */
class ClocksTest {
    private static final String ROOT = "http://one.example/debian/";
    private static final String TOP = ROOT + "dists/s/InRelease";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    /** Durations move the clock; 304 is one for what was read; the index lapses after seven days. */
    @ParameterizedTest
    @CsvSource({
        "read P6DT23H,                  vouches",
        "read P7D,                      stale",
        "read P7D 304,                  vouches",
        "read P7D read,                 vouches",
        "read P6D 304 P6D,              vouches",
        "read P6D restart P6D,          stale",
        "read P6D 304 restart P6D,      vouches",
        "read P400D restart 304,        vouches",
        "read PT-5M,                    vouches",
        "read PT-6M,                    stale",
        "read P-3D 304,                 vouches",
        "read P-3D read,                vouches",
        "read P-3D 304 P7D,             stale",
        "read P-3D P3D,                 vouches",
        "P30D read P-30D 304 P6D,       vouches",
        "read away P-3D 304,            vouches",
        "read away restart 304,         vouches",
        "read unread P-3D 304,          stale",
        "read unread P-3D restart read, vouches",
    })
    void anIndexLapsesButNeverForEver(String steps, String state) throws Exception {
        Stand stand = new Stand(directory, clock);
        try {
            for (String step : steps.split(" ", -1)) {
                switch (step) {
                    case "read" -> stand.suite(ROOT, "s", OLD);
                    case "304" -> stand.renew(TOP, V1);
                    case "away" -> stand.catalog.wasAway();
                    case "unread" -> stand.catalog.unread(Stand.locator(TOP), Version.UNKNOWN);
                    case "restart" -> {
                        stand.close();
                        stand = new Stand(directory, clock);
                    }
                    default -> clock.advance(Duration.parse(step));
                }
            }
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo(state.equals("vouches") ? "catalog old" : state);
            // Whatever happened, the next whole one counts, and from then on captures do too.
            stand.suite(ROOT, "s", OLD);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            assertThat(stand.vouch(ROOT + "pool/unlisted.deb").captureNotBefore())
                    .isBeforeOrEqualTo(clock.instant());
        } finally {
            stand.close();
        }
    }

    @Test
    void whatAClockGoneWrongRecordedDoesNotHideWhatIsLearntLater() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        try (Stand stand = new Stand(directory, clock)) {
            clock.advance(Duration.ofDays(30));
            stand.arrive(TOP, Repository.inRelease("future", Map.of()));
            clock.advance(Duration.ofDays(-30));
            stand.arrive(ROOT + "dists/s/Release", Repository.release("now", Map.of("main/x/Packages", list)));
            stand.arrive(ROOT + "dists/s/main/x/Packages", list);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }
}
