package org.intelligentmirror.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The packages a power loss may have torn: those committed after the last sync. Each is hashed again before its first
 * use, by whoever needs it first or by the background work.
 */
final class Suspects {
    /** There was no power loss. */
    static final Suspects NONE = new Suspects(0, 0);

    private final long after;
    private final long upTo;
    private final Set<Long> cleared = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** Suspects are the sequences above {@code after}, up to and including {@code upTo}. */
    Suspects(long after, long upTo) {
        this.after = after;
        this.upTo = upTo;
        this.over = upTo <= after;
    }

    boolean mustVerify(long sequence) {
        return !over && sequence > after && sequence <= upTo && !cleared.contains(sequence);
    }

    void clear(long sequence) {
        if (mustVerify(sequence)) {
            cleared.add(sequence);
        }
    }

    /** All of them were looked at. */
    void end() {
        over = true;
        cleared.clear();
    }

    boolean isOver() {
        return over;
    }
}
