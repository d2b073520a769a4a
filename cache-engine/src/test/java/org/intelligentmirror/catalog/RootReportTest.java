package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V2;
import static org.intelligentmirror.catalog.Stand.locator;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.RootReport.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told of each root. */
class RootReportTest {
    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void rootsInTroubleAreToldOfFirst() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite("http://lapsed.example/", "s", OLD);
            clock.advance(Duration.ofDays(8));
            stand.suite("http://current.example/", "s", OLD);
            stand.suite("http://stale.example/", "s", OLD);
            Instant read = clock.instant();
            clock.advance(Duration.ofMinutes(1));
            stand.renew("http://stale.example/dists/s/InRelease", V2);
            stand.arrive("http://unread.example/dists/s/InRelease", Stand.bytes("no index"));
            for (int i = 0; i < Disagreements.TOLERATED; i++) {
                stand.catalog.disagreed(locator("http://current.example/" + DEB));
            }
            List<RootReport> roots = stand.catalog.report().roots();
            assertThat(roots)
                    .extracting(RootReport::state)
                    .containsExactly(State.UNREAD, State.STALE, State.LAPSED, State.CURRENT);
            assertThat(roots).extracting(RootReport::tries).containsExactly(1, 0, 0, 0);
            assertThat(roots).extracting(RootReport::lists).containsExactly(0, 1, 1, 1);
            assertThat(roots).extracting(RootReport::distrusted).containsExactly(false, false, false, true);
            assertThat(roots.get(1))
                    .isEqualTo(new RootReport(
                            "http://stale.example/dists/s/InRelease",
                            "http://stale.example/",
                            State.STALE,
                            1,
                            read,
                            read,
                            Optional.of(clock.instant()),
                            0,
                            false));
        }
    }
}
