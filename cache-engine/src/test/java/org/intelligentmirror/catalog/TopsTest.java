package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.catalog.Unread.Sign;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.repository.IndexName;
import org.junit.jupiter.api.Test;

/** Room for top indexes is shared fairly between origins. */
class TopsTest {
    private final Tops tops = new Tops();

    @Test
    void originWithTheMostTopsGivesWay() {
        Top honest = top("http://honest.example/debian/dists/stable/Release", 0);
        tops.put(honest);
        for (int i = 1; i < Tops.MAX_TOPS; i++) {
            tops.put(top("http://stranger.example:81/" + i + "/dists/s/Release", i));
        }
        assertThat(tops.surplus()).isEmpty();
        Top last = top("http://stranger.example:81/0/dists/s/Release", Tops.MAX_TOPS);
        tops.put(last);
        assertThat(tops.surplus()).map(Top::url).contains("http://stranger.example:81/1/dists/s/Release");
    }

    @Test
    void topsThatWereNeverReadAreBoundedUntilTheyAreWrittenDown() {
        Sign sign = new Sign(Version.UNKNOWN, true, true, Instant.EPOCH, 1);
        for (int i = 0; i <= 2 * Tops.MAX_TOPS; i++) {
            String url = "http://stranger.example/" + i + "/dists/s/Release";
            tops.doubt(url, Optional.of(IndexName.of(LocatorParser.parse(url).orElseThrow())), sign);
        }
        assertThat(tops.all()).hasSize(2 * Tops.MAX_TOPS);
        Top known = tops.all().iterator().next();
        tops.doubt(known.url(), Optional.of(known.name()), sign);
        assertThat(tops.get(known.url()).flatMap(Top::unread).map(Unread::tries))
                .contains(2);
    }

    private static Top top(String url, long touched) {
        Locator locator = LocatorParser.parse(url).orElseThrow();
        Instant when = Instant.ofEpochSecond(touched);
        return new Top(url, IndexName.of(locator), 1, Version.UNKNOWN, when, when, when, Optional.empty());
    }
}
