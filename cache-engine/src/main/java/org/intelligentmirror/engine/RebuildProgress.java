package org.intelligentmirror.engine;

import java.util.concurrent.atomic.AtomicLong;

/** The counters of an index being made, and the wish to end that. Safe for any thread. */
final class RebuildProgress {
    final AtomicLong records = new AtomicLong();
    final AtomicLong packages = new AtomicLong();
    final AtomicLong adopted = new AtomicLong();
    final AtomicLong quarantined = new AtomicLong();
    final AtomicLong damagedLines = new AtomicLong();

    private volatile double share;
    private volatile boolean stopping;

    void share(double done) {
        share = done;
    }

    /** Makes the work end early, wherever it is. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    RebuildState state() {
        return new RebuildState(
                true, share, records.get(), packages.get(), adopted.get(), quarantined.get(), damagedLines.get());
    }
}
