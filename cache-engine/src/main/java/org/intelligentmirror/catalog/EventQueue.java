package org.intelligentmirror.catalog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.StoreException;

/**
 * Events that wait for the catalog's thread: top indexes in order before everything else, then lists of packages, one
 * of each origin in turn. An event keeps its place until it is dealt with. One lock, nothing blocks under it.
 */
final class EventQueue {
    private final CatalogLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Event> tops = new ArrayDeque<>();
    /** By origin, the one whose turn it is first. */
    private final Map<String, Deque<Event>> lists = new LinkedHashMap<>();
    /** Places taken, by origin. */
    private final Map<String, Integer> taken = new HashMap<>();

    private int places;
    private boolean closed;

    EventQueue(CatalogLimits limits) {
        this.limits = limits;
    }

    /**
     * Something to be dealt with in turn.
     *
     * @param ofTop whether it concerns a top index
     * @param serial later events have higher ones
     * @param settle ends the waiting for it
     */
    record Event(Locator locator, boolean ofTop, long serial, Step step, Runnable settle) {
        String origin() {
            return Tops.origin(locator);
        }
    }

    /** What is to be done; {@code serial} is the event's. */
    @FunctionalInterface
    interface Step {
        void run(long serial) throws StoreException;
    }

    /** False if there is no place, for its origin or at all. */
    boolean offer(Event event) {
        lock.lock();
        try {
            int ofOrigin = taken.getOrDefault(event.origin(), 0);
            if (closed || places >= limits.maxQueued() || ofOrigin >= limits.maxQueuedOfOrigin()) {
                return false;
            }
            places++;
            taken.put(event.origin(), ofOrigin + 1);
            if (event.ofTop()) {
                tops.add(event);
            } else {
                lists.computeIfAbsent(event.origin(), origin -> new ArrayDeque<>())
                        .add(event);
            }
            arrived.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next event; empty after {@code atMost}, or at once when closed and empty. */
    Optional<Event> take(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (tops.isEmpty() && lists.isEmpty() && !closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            Event top = tops.poll();
            return top != null ? Optional.of(top) : nextList();
        } finally {
            lock.unlock();
        }
    }

    /** The next event of a top index, if one waits. */
    Optional<Event> takeTop() {
        lock.lock();
        try {
            return Optional.ofNullable(tops.poll());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Event> nextList() {
        if (lists.isEmpty()) {
            return Optional.empty();
        }
        Map.Entry<String, Deque<Event>> first = lists.entrySet().iterator().next();
        String origin = first.getKey();
        Deque<Event> its = first.getValue();
        Event event = its.remove();
        lists.remove(origin);
        if (!its.isEmpty()) {
            lists.put(origin, its);
        }
        return Optional.of(event);
    }

    /** Gives the place of an event back that was taken and dealt with. */
    void done(Event event) {
        lock.lock();
        try {
            places--;
            taken.computeIfPresent(event.origin(), (origin, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more events, and wakes who waits for one. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
