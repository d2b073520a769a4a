package org.intelligentmirror.catalog;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Index files not yet dealt with, by origin, and who waits for them. One lock, nothing blocks under it. */
final class Pending {
    /** Who may wait at once; further ones do not. */
    static final int MAX_WAITING = 1000;

    /** How long index files of one origin may be under way before nobody waits for them any more. */
    static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

    private static final class Origin {
        private final long begunNanos = System.nanoTime();
        private int open;
        private final CompletableFuture<Void> settled = new CompletableFuture<>();
    }

    private final Map<String, Origin> origins = new HashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** One more; to be ended by the returned action, of which only the first run counts. */
    Runnable begin(String origin) {
        synchronized (origins) {
            origins.computeIfAbsent(origin, name -> new Origin()).open++;
        }
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                end(origin);
            }
        };
    }

    private void end(String origin) {
        Origin settled = null;
        synchronized (origins) {
            Origin its = origins.get(origin);
            if (its != null && --its.open == 0) {
                settled = origins.remove(origin);
            }
        }
        if (settled != null) {
            settled.settled.complete(null);
        }
    }

    /** Completes when none is left for the origin, or after {@code atMost}. */
    CompletionStage<Void> settled(String origin, Duration atMost) {
        CompletableFuture<Void> settled;
        synchronized (origins) {
            Origin its = origins.get(origin);
            if (its == null || System.nanoTime() - its.begunNanos > GIVE_UP_AFTER.toNanos()) {
                return CompletableFuture.completedStage(null);
            }
            settled = its.settled;
        }
        if (waiting.getAndUpdate(n -> n < MAX_WAITING ? n + 1 : n) >= MAX_WAITING) {
            return CompletableFuture.completedStage(null);
        }
        return settled.copy()
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> waiting.decrementAndGet());
    }
}
