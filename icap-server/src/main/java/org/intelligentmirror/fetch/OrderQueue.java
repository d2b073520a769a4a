package org.intelligentmirror.fetch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.origin.FetchOrder.Urgency;

/**
 * Whose turn it is. Orders that a client waits for go first; the others leave one place for such, in all and at each
 * host, wherever there is more than one. Not for several threads: its owner's lock guards it.
 */
final class OrderQueue<T extends OrderQueue.Waiting> {
    /** Something that waits for its turn. Told apart by identity. */
    interface Waiting {
        /** What {@code max-per-host} counts by. */
        String host();

        Urgency urgency();
    }

    private final int maxParallel;
    private final int maxPerHost;
    private final int maxWaiting;
    private final Map<Urgency, Deque<T>> waiting = new EnumMap<>(Urgency.class);
    private final Map<String, Integer> runningAt = new HashMap<>();
    private int running;

    OrderQueue(int maxParallel, int maxPerHost, int maxWaiting) {
        this.maxParallel = maxParallel;
        this.maxPerHost = maxPerHost;
        this.maxWaiting = maxWaiting;
        for (Urgency urgency : Urgency.values()) {
            waiting.put(urgency, new ArrayDeque<>());
        }
    }

    int waiting() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    int running() {
        return running;
    }

    /**
     * Lets {@code order} wait. When the queue is full, the youngest order that no client waits for gives way to one
     * that a client waits for.
     *
     * @return what has no place: an older order, or {@code order} itself
     */
    Optional<T> admit(T order) {
        Optional<T> displaced = Optional.empty();
        if (waiting() >= maxWaiting) {
            Deque<T> background = of(Urgency.BACKGROUND);
            if (order.urgency() == Urgency.BACKGROUND || background.isEmpty()) {
                return Optional.of(order);
            }
            displaced = Optional.of(background.removeLast());
        }
        of(order.urgency()).addLast(order);
        return displaced;
    }

    /** The order that runs next, if one may; it counts as running until {@link #done}. */
    Optional<T> next() {
        for (Urgency urgency : Urgency.values()) {
            if (running >= places(maxParallel, urgency)) {
                continue;
            }
            Iterator<T> orders = of(urgency).iterator();
            while (orders.hasNext()) {
                T order = orders.next();
                if (runningAt.getOrDefault(order.host(), 0) < places(maxPerHost, urgency)) {
                    orders.remove();
                    running++;
                    runningAt.merge(order.host(), 1, Integer::sum);
                    return Optional.of(order);
                }
            }
        }
        return Optional.empty();
    }

    private static int places(int max, Urgency urgency) {
        return urgency == Urgency.BACKGROUND ? Math.max(1, max - 1) : max;
    }

    /** Takes {@code order} out; whether it was waiting. */
    @SuppressWarnings("ReferenceEquality") // This very order, not one like it.
    boolean withdraw(T order) {
        return of(order.urgency()).removeIf(other -> other == order);
    }

    /** Takes out everything that waits. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        waiting.values().forEach(orders -> {
            all.addAll(orders);
            orders.clear();
        });
        return all;
    }

    /** An order that {@link #next} gave has ended. */
    void done(T order) {
        running--;
        runningAt.computeIfPresent(order.host(), (host, count) -> count == 1 ? null : count - 1);
    }

    private Deque<T> of(Urgency urgency) {
        Deque<T> orders = waiting.get(urgency);
        if (orders == null) {
            throw new IllegalStateException("every urgency has its queue");
        }
        return orders;
    }
}
