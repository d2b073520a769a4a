package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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

    private static Top top(String url, long touched) {
        Locator locator = LocatorParser.parse(url).orElseThrow();
        Instant when = Instant.ofEpochSecond(touched);
        return new Top(url, IndexName.of(locator), 1, Validators.NONE, when, when, when, false);
    }
}
