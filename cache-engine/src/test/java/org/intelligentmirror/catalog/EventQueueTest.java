package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.catalog.EventQueue.Event;
import org.intelligentmirror.locator.Locator;
import org.junit.jupiter.api.Test;

/** Top indexes first, then one list of each origin in turn, and nobody takes all the places. */
class EventQueueTest {
    private final EventQueue queue = new EventQueue(new CatalogLimits(5, 3, 1, Duration.ofDays(1), Duration.ofDays(1)));

    private static Event event(String url, boolean ofTop) {
        return new Event(Stand.locator(url), ofTop, 0, serial -> {}, () -> {});
    }

    private List<String> drain() throws InterruptedException {
        List<String> urls = new ArrayList<>();
        Optional<Event> event = queue.take(Duration.ZERO);
        while (event.isPresent()) {
            urls.add(event.get().locator().url());
            queue.done(event.get());
            event = queue.take(Duration.ZERO);
        }
        return urls;
    }

    @Test
    void topsComeFirstAndOriginsTakeTurns() throws Exception {
        for (String url : List.of("http://a/1", "http://a/2", "http://a/3", "http://b/1")) {
            assertThat(queue.offer(event(url, false))).isTrue();
        }
        assertThat(queue.offer(event("http://b/top", true))).isTrue();
        assertThat(drain()).containsExactly("http://b/top", "http://a/1", "http://b/1", "http://a/2", "http://a/3");
        assertThat(queue.takeTop()).isEmpty();
    }

    @Test
    void placesAreBoundedForEachOriginAndInAllUntilEventsAreDealtWith() throws Exception {
        assertThat(queue.offer(event("http://a/1", false))).isTrue();
        assertThat(queue.offer(event("http://a/2", false))).isTrue();
        assertThat(queue.offer(event("http://a/3", true))).isTrue();
        assertThat(queue.offer(event("http://a/4", true))).isFalse();
        assertThat(queue.offer(event("http://b/1", false))).isTrue();
        assertThat(queue.offer(event("http://c/1", true))).isTrue();
        assertThat(queue.offer(event("http://d/1", true))).isFalse();
        Event taken = queue.takeTop().orElseThrow();
        assertThat(queue.offer(event("http://d/1", true))).isFalse();
        queue.done(taken);
        assertThat(queue.offer(event("http://a/4", false))).isTrue();
        assertThat(queue.offer(event("http://a/5", false))).isFalse();
        assertThat(drain()).hasSize(5);
    }

    @Test
    void whatIsClosedTakesNothingAndStillGivesWhatItHas() throws Exception {
        Locator locator = Stand.locator("http://a/1");
        assertThat(queue.offer(event(locator.url(), false))).isTrue();
        queue.close();
        assertThat(queue.offer(event(locator.url(), false))).isFalse();
        assertThat(queue.take(Duration.ofDays(1))).map(Event::locator).contains(locator);
        assertThat(queue.take(Duration.ofDays(1))).isEmpty();
    }
}
