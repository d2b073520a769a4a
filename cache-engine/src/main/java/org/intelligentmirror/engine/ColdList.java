package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was waited for in vain, and since when. Bounded: the oldest is forgotten for one more. Not safe for threads. */
final class ColdList<K> {
    private final Map<K, Long> sinceNanos = new LinkedHashMap<>();
    private final int max;

    ColdList(int max) {
        this.max = max;
    }

    void add(K key, long nowNanos) {
        sinceNanos.remove(key);
        if (sinceNanos.size() >= max) {
            sinceNanos.remove(sinceNanos.keySet().iterator().next());
        }
        sinceNanos.put(key, nowNanos);
    }

    void forget(K key) {
        sinceNanos.remove(key);
    }

    boolean isEmpty() {
        return sinceNanos.isEmpty();
    }

    /** Whether it was added less than {@code time} ago. */
    boolean holds(K key, Duration time, long nowNanos) {
        Long since = sinceNanos.get(key);
        return since != null && nowNanos - since < time.toNanos();
    }
}
