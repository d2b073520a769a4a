package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.intelligentmirror.locator.Locator;

/** The captures that run, by locator. Bounded; never blocks; safe for any thread. */
final class InFlightTable {
    /** Resolutions that may wait for a commit at once; further ones do not wait. */
    static final int MAX_WAITING = 1000;
    /** Longest such wait. */
    static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final ConcurrentHashMap<Locator, Set<Capture>> byLocator = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final int maxCaptures;

    InFlightTable(int maxCaptures) {
        this.maxCaptures = maxCaptures;
    }

    /** Takes a place for one capture; false if none is left. */
    boolean takePlace() {
        return size.getAndUpdate(n -> n < maxCaptures ? n + 1 : n) < maxCaptures;
    }

    /** Gives a place back that no capture was added for. */
    void givePlaceBack() {
        size.decrementAndGet();
    }

    /** Takes a place over from a capture that is about to give its own back. */
    void keepPlace() {
        size.incrementAndGet();
    }

    /** Adds a capture that has a place. */
    void add(Capture capture) {
        byLocator.compute(capture.locator(), (locator, captures) -> {
            Set<Capture> all = captures == null ? ConcurrentHashMap.newKeySet() : captures;
            all.add(capture);
            return all;
        });
    }

    /** Removes a capture and gives its place back. */
    void remove(Capture capture) {
        byLocator.computeIfPresent(capture.locator(), (locator, captures) -> {
            captures.remove(capture);
            return captures.isEmpty() ? null : captures;
        });
        givePlaceBack();
    }

    int size() {
        return size.get();
    }

    boolean hasPlace() {
        return size.get() < maxCaptures;
    }

    List<Capture> all() {
        return byLocator.values().stream().flatMap(Collection::stream).toList();
    }

    /**
     * If every byte of a capture of {@code locator} is here but its commit is not, completes when that has ended or
     * after {@link #MAX_WAIT}.
     */
    Optional<CompletableFuture<Void>> finishing(Locator locator) {
        Set<Capture> captures = byLocator.getOrDefault(locator, Set.of());
        return finishing(captures.stream());
    }

    /** The same for captures, from any locator, of a file with this decoded name and length. Looks at each. */
    Optional<CompletableFuture<Void>> finishing(String fileName, long length) {
        return finishing(byLocator.values().stream()
                .flatMap(Collection::stream)
                .filter(capture -> capture.has(length, fileName)));
    }

    private Optional<CompletableFuture<Void>> finishing(Stream<Capture> captures) {
        Optional<Capture> whole = captures.filter(Capture::isWhole).findFirst();
        if (whole.isEmpty() || waiting.getAndUpdate(n -> n < MAX_WAITING ? n + 1 : n) >= MAX_WAITING) {
            return Optional.empty();
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        whole.get().outcome().whenComplete((outcome, failure) -> ended.complete(null));
        return Optional.of(ended.completeOnTimeout(null, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> waiting.decrementAndGet()));
    }
}
