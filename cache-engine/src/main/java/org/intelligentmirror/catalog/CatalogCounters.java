package org.intelligentmirror.catalog;

import java.util.concurrent.atomic.AtomicLong;

/** What the catalog did since it was opened. Safe for any thread. */
public final class CatalogCounters {
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    CatalogCounters() {}

    void read() {
        read.incrementAndGet();
    }

    void refused() {
        refused.incrementAndGet();
    }

    void dropped() {
        dropped.incrementAndGet();
    }

    /** Index files read. */
    public long indexesRead() {
        return read.get();
    }

    /** Index files that changed nothing: cut short, malformed, listed by nobody. */
    public long indexesRefused() {
        return refused.get();
    }

    /** Events lost to a full queue. */
    public long eventsDropped() {
        return dropped.get();
    }
}
