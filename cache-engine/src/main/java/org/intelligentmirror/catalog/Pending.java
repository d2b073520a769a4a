package org.intelligentmirror.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Index files not yet dealt with, by root, and who waits for them. One lock, nothing blocks under it. */
final class Pending {
    /** Who may wait at once; further ones do not. */
    static final int MAX_WAITING = 1000;

    /** How long index files of one root may be under way before nobody waits for them any more. */
    static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

    /** How what is said of a root's packages depends on an index file. */
    enum Part {
        /** Others are read after it, and until it is read nothing counts. */
        TOP,
        /** Until it is read nothing counts. */
        FLAT_LIST,
        LIST
    }

    private static final class Root {
        private final long begunNanos = System.nanoTime();
        private int open;
        private int openTops;
        private int openFlatLists;
        private final CompletableFuture<Void> settled = new CompletableFuture<>();
        private CompletableFuture<Void> topsSettled = new CompletableFuture<>();
    }

    private final Map<String, Root> roots = new HashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** One more; to be ended by the returned action, of which only the first run counts. */
    Runnable begin(String root, Part part) {
        synchronized (roots) {
            Root its = roots.computeIfAbsent(root, name -> new Root());
            its.open++;
            its.openTops += part == Part.TOP ? 1 : 0;
            its.openFlatLists += part == Part.FLAT_LIST ? 1 : 0;
        }
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                end(root, part);
            }
        };
    }

    private void end(String root, Part part) {
        List<CompletableFuture<Void>> settled = new ArrayList<>();
        synchronized (roots) {
            Root its = roots.get(root);
            if (its != null && part == Part.TOP && --its.openTops == 0) {
                settled.add(its.topsSettled);
                its.topsSettled = new CompletableFuture<>();
            }
            if (its != null && part == Part.FLAT_LIST) {
                its.openFlatLists--;
            }
            if (its != null && --its.open == 0) {
                settled.add(its.settled);
                roots.remove(root);
            }
        }
        settled.forEach(each -> each.complete(null));
    }

    /** Whether nothing is left to be dealt with. */
    boolean isEmpty() {
        synchronized (roots) {
            return roots.isEmpty();
        }
    }

    /** Whether a top index of one of these roots, or a flat one's list, has passed and is not dealt with. */
    boolean hasTopOf(List<String> candidates) {
        synchronized (roots) {
            return !roots.isEmpty()
                    && candidates.stream()
                            .map(roots::get)
                            .anyMatch(its -> its != null && its.openTops + its.openFlatLists > 0);
        }
    }

    /** Completes when none is left for these roots, or after {@code atMost}. */
    CompletionStage<Void> settled(List<String> candidates, Duration atMost) {
        return all(candidates, atMost, its -> its.settled);
    }

    /** Completes when no top index is left for these roots, or after {@code atMost}. */
    CompletionStage<Void> topsSettled(List<String> candidates, Duration atMost) {
        return all(candidates, atMost, its -> its.openTops > 0 ? its.topsSettled : null);
    }

    private CompletionStage<Void> all(
            List<String> candidates, Duration atMost, Function<Root, @Nullable CompletableFuture<Void>> wanted) {
        List<CompletableFuture<Void>> open = new ArrayList<>();
        synchronized (roots) {
            for (String each : roots.isEmpty() ? List.<String>of() : candidates) {
                Root its = roots.get(each);
                boolean hopeful = its != null && System.nanoTime() - its.begunNanos <= GIVE_UP_AFTER.toNanos();
                CompletableFuture<Void> end = its != null && hopeful ? wanted.apply(its) : null;
                if (end != null) {
                    open.add(end);
                }
            }
        }
        if (open.isEmpty() || waiting.getAndUpdate(n -> n < MAX_WAITING ? n + 1 : n) >= MAX_WAITING) {
            return CompletableFuture.completedStage(null);
        }
        return CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> waiting.decrementAndGet());
    }
}
