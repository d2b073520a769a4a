package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that passes when told, with its actions run by whoever tells. */
final class TestAlarm implements Alarm {
    private record Due(long atNanos, Runnable action) {}

    private final List<Due> set = new ArrayList<>();
    private long nowNanos = 1_000_000_000;

    @Override
    public synchronized long nanos() {
        return nowNanos;
    }

    @Override
    public synchronized Runnable after(Duration wait, Runnable action) {
        Due due = new Due(nowNanos + wait.toNanos(), action);
        set.add(due);
        return () -> forget(due);
    }

    private synchronized void forget(Due due) {
        set.remove(due);
    }

    /** Actions set and neither run nor forgotten. */
    synchronized int pending() {
        return set.size();
    }

    void advance(Duration by) {
        long until = nanos() + by.toNanos();
        for (Optional<Due> next = next(until); next.isPresent(); next = next(until)) {
            next.get().action().run();
        }
        synchronized (this) {
            nowNanos = until;
        }
    }

    private synchronized Optional<Due> next(long untilNanos) {
        Optional<Due> next =
                set.stream().filter(due -> due.atNanos() <= untilNanos).min(Comparator.comparingLong(Due::atNanos));
        next.ifPresent(due -> {
            set.remove(due);
            nowNanos = due.atNanos();
        });
        return next;
    }
}
