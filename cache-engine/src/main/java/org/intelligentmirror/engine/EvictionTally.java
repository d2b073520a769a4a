package org.intelligentmirror.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.engine.EvictionReport.Evicted;
import org.intelligentmirror.store.Capacity.Limit;

/** What was evicted since the start. Safe for any thread. */
final class EvictionTally {
    private final Map<Limit, Evicted> evicted = new EnumMap<>(Limit.class);
    private Optional<Instant> lastAt = Optional.empty();
    private Optional<Duration> lastIdle = Optional.empty();

    EvictionTally() {
        for (Limit limit : Limit.values()) {
            evicted.put(limit, new Evicted(0, 0));
        }
    }

    synchronized void add(Limit limit, long bytes, Instant lastUsed, Instant now) {
        evicted.merge(
                limit,
                new Evicted(1, bytes),
                (a, b) -> new Evicted(a.packages() + b.packages(), a.bytes() + b.bytes()));
        lastAt = Optional.of(now);
        // A clock that was set back makes a use one of the future.
        lastIdle = Optional.of(lastUsed.isAfter(now) ? Duration.ZERO : Duration.between(lastUsed, now));
    }

    synchronized Map<Limit, Evicted> evicted() {
        return Map.copyOf(evicted);
    }

    synchronized Optional<Instant> lastAt() {
        return lastAt;
    }

    synchronized Optional<Duration> lastIdle() {
        return lastIdle;
    }
}
