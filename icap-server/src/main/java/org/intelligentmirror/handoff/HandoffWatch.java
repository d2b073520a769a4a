package org.intelligentmirror.handoff;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices that nobody comes for what is handed off: a client whose request leads to a listener that cannot be reached
 * gets an error, so such hand-offs must be few.
 *
 * <pre>
 * TRYING   at most 3 may be under way ── one is redeemed ──► PROVEN   as many as there is room for
 *    ▲                 │ 3 in a row not redeemed in 5 s          │
 *    └── after 60 s ── OFF ◄──────────────────────────────────────┘
 * </pre>
 *
 * Safe for any thread; nothing blocks under its lock.
 */
final class HandoffWatch {
    /** How long a hand-off may take to be redeemed. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Hand-offs in a row nobody came for that switch it off, and the most under way before one was redeemed. */
    static final int MAX_MISSED = 3;

    /** How long it then stays off. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** Hand-offs waited for at once; beyond them none is made. */
    static final int MAX_WAITING = 1024;

    private record Waiting(Instant since, Runnable onLapse) {}

    private final Clock clock;
    /** In the order they were issued. */
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

    private Instant offUntil = Instant.MIN;
    private boolean proven;
    private int missedInARow;
    private long missed;

    HandoffWatch(Clock clock) {
        this.clock = clock;
    }

    /** Begins to wait for hand-off {@code id}; false if it is not to be made. */
    synchronized boolean begin(long id, Runnable onLapse) {
        Instant now = clock.instant();
        if (isOff(now) || waiting.size() >= (proven ? MAX_WAITING : MAX_MISSED)) {
            return false;
        }
        waiting.put(id, new Waiting(now, onLapse));
        return true;
    }

    /** Somebody came for {@code id}; false if it is not, or no longer, waited for. */
    synchronized boolean redeemed(long id) {
        missedInARow = 0;
        if (!isOff(clock.instant())) {
            proven = true;
        }
        return waiting.remove(id) != null;
    }

    /** Gives up waiting for what nobody came for in time. To be called every second or so. */
    void review() {
        lapsed().forEach(Runnable::run);
    }

    private synchronized List<Runnable> lapsed() {
        Instant now = clock.instant();
        List<Runnable> lapsed = new ArrayList<>();
        Iterator<Waiting> oldestFirst = waiting.values().iterator();
        while (oldestFirst.hasNext()) {
            Waiting oldest = oldestFirst.next();
            if (now.isBefore(oldest.since().plus(PATIENCE))) {
                break;
            }
            oldestFirst.remove();
            lapsed.add(oldest.onLapse());
            missed++;
            if (++missedInARow >= MAX_MISSED) {
                offUntil = now.plus(PAUSE);
                proven = false;
                missedInARow = 0;
            }
        }
        return lapsed;
    }

    synchronized boolean isOff() {
        return isOff(clock.instant());
    }

    /** Hand-offs nobody came for in time, since the start. */
    synchronized long missed() {
        return missed;
    }

    /** A clock that was set back by more than the pause ends it. */
    private boolean isOff(Instant now) {
        return now.isBefore(offUntil) && !now.isBefore(offUntil.minus(PAUSE));
    }
}
