package org.intelligentmirror.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.locator.Locator;

/**
 * Roots that sent other bytes than an index vouched for. One that did so {@value #TOLERATED} times within an hour is
 * not trusted to carry what other roots carry, for an hour. Bounded, in memory, safe for any thread.
 */
final class Disagreements {
    /** Roots remembered; the one that disagreed longest ago makes room. */
    static final int MAX_ROOTS = 1000;
    /** Disagreements within {@link #WINDOW} that cost the trust. */
    static final int TOLERATED = 3;

    static final Duration WINDOW = Duration.ofHours(1);

    private static final class Count {
        private long total;
        private final Deque<Instant> recent = new ArrayDeque<>();
        private Instant last = Instant.MIN;
        private Instant distrustedUntil = Instant.MIN;
    }

    private final Clock clock;
    private final Map<String, Count> byRoot = new LinkedHashMap<>();

    Disagreements(Clock clock) {
        this.clock = clock;
    }

    synchronized void record(String root) {
        Instant now = clock.instant();
        Count count = byRoot.remove(root);
        if (count == null) {
            count = new Count();
            if (byRoot.size() >= MAX_ROOTS) {
                byRoot.remove(byRoot.keySet().iterator().next());
            }
        }
        byRoot.put(root, count);
        count.total++;
        count.last = now;
        count.recent.addLast(now);
        if (count.recent.size() > TOLERATED) {
            count.recent.removeFirst();
        }
        if (count.recent.size() == TOLERATED
                && !count.recent.getFirst().plus(WINDOW).isBefore(now)) {
            count.distrustedUntil = now.plus(WINDOW);
        }
    }

    /** Whether a root above {@code locator} is not trusted now. */
    synchronized boolean distrusts(Locator locator) {
        if (byRoot.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        return Tops.prefixes(locator).stream()
                .map(byRoot::get)
                .anyMatch(count -> count != null && now.isBefore(count.distrustedUntil));
    }

    /** All of them, the one that disagreed longest ago first. */
    synchronized List<Disagreement> list() {
        Instant now = clock.instant();
        return byRoot.entrySet().stream()
                .map(each -> new Disagreement(
                        each.getKey(),
                        each.getValue().total,
                        each.getValue().last,
                        now.isBefore(each.getValue().distrustedUntil)))
                .toList();
    }
}
