package org.intelligentmirror.engine;

import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Leases on blobs. The bytes of a leased package that is removed wait in the temp directory, where a crash leaves
 * nothing behind.
 *
 * <p>Whoever removes a package asks {@link #holds} and sets it aside instead of unlinking it. {@link #grant} and
 * {@link #holds} work from memory and may be called from any thread; the rest may block.
 */
final class BlobLeases implements Leases {
    /** Packages leased at once; one past it is not leased. */
    static final int MAX_LEASES = 65_536;

    /** Longer than any lease; one that ends later was granted before the clock was set back, and is over. */
    static final Duration LONGEST = Duration.ofHours(1);

    private final BlobStore store;
    private final Clock clock;
    private final int maxLeases;
    private final Map<Sha256, Instant> ends = new HashMap<>();

    BlobLeases(BlobStore store, Clock clock) {
        this(store, clock, MAX_LEASES);
    }

    BlobLeases(BlobStore store, Clock clock, int maxLeases) {
        this.store = store;
        this.clock = clock;
        this.maxLeases = maxLeases;
    }

    @Override
    public synchronized boolean grant(Sha256 sha256, Instant end) {
        if (ends.size() >= maxLeases && !ends.containsKey(sha256)) {
            return false;
        }
        Instant now = clock.instant();
        ends.merge(sha256, end, (a, b) -> a.isAfter(b) && !isOver(a, now) ? a : b);
        return true;
    }

    /** Whether somebody may still come for this package. */
    synchronized boolean holds(Sha256 sha256) {
        Instant end = ends.get(sha256);
        return end != null && !isOver(end, clock.instant());
    }

    private static boolean isOver(Instant end, Instant now) {
        return !now.isBefore(end) || end.isAfter(now.plus(LONGEST));
    }

    @Override
    public Optional<FileChannel> open(Sha256 sha256, long length) throws StoreException {
        Optional<FileChannel> stored = store.open(sha256, length);
        return stored.isPresent() ? stored : store.openAside(sha256, length);
    }

    /** Forgets leases that have ended, and deletes what was set aside for them. */
    void sweep() throws StoreException {
        for (Sha256 sha256 : ended()) {
            store.deleteAside(sha256);
        }
    }

    private synchronized List<Sha256> ended() {
        Instant now = clock.instant();
        List<Sha256> over = new ArrayList<>();
        for (Iterator<Map.Entry<Sha256, Instant>> all = ends.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Sha256, Instant> lease = all.next();
            if (isOver(lease.getValue(), now)) {
                over.add(lease.getKey());
                all.remove();
            }
        }
        return over;
    }
}
