package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.origin.FetchOrder;
import org.intelligentmirror.origin.FetchOrder.Urgency;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.ResponsePolicy;

/** Has packages fetched whole of which clients ask for parts, so that the next part is a hit. Never blocks. */
final class Completion {
    /** How long a package is not ordered again, however that ended. */
    static final Duration PAUSE = Duration.ofMinutes(10);
    /** Packages remembered for that; the oldest is forgotten for one more. */
    static final int MAX_ORDERED = 10_000;

    private final Inquiries inquiries;
    private final CaptureRunner captures;
    private final ResponsePolicy policy;
    private final Clock clock;
    /** Guarded by itself. */
    private final Map<Locator, Instant> ordered = new LinkedHashMap<>();

    Completion(Inquiries inquiries, CaptureRunner captures, ResponsePolicy policy, Clock clock) {
        this.inquiries = inquiries;
        this.captures = captures;
        this.policy = policy;
        this.clock = clock;
    }

    void order(Classification.Wanted wanted) {
        if (!captures.accepts() || !isFirst(wanted.locator())) {
            return;
        }
        CompletionStage<Void> unused = inquiries.isAbsent(wanted).thenAccept(absent -> {
            if (absent) {
                fetch(wanted);
            }
        });
    }

    private boolean isFirst(Locator locator) {
        Instant now = clock.instant();
        synchronized (ordered) {
            Instant before = ordered.get(locator);
            if (before != null && !now.isBefore(before) && now.isBefore(before.plus(PAUSE))) {
                return false;
            }
            ordered.remove(locator);
            if (ordered.size() >= MAX_ORDERED) {
                ordered.remove(ordered.keySet().iterator().next());
            }
            ordered.put(locator, now);
            return true;
        }
    }

    private void fetch(Classification.Wanted wanted) {
        FetchOrder order = new FetchOrder(wanted.locator(), 0, Optional.empty(), Urgency.BACKGROUND);
        captures.arrivals().fetcher().fetch(order, new WholeFetch(wanted, policy, captures, clock));
    }
}
