package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.eviction.EvictionOrder;
import org.intelligentmirror.eviction.EvictionOrder.Level;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.index.NewCapture;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.index.RetentionIndex;
import org.intelligentmirror.index.RetentionIndex.LevelRow;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.StoreException;

/**
 * What stays and what goes: the order of eviction and the pins, kept in step with what the vault stores, forgets and
 * serves. {@link #recorded}, {@link #forgotten} and {@link #used} work from memory.
 */
final class Retention {
    private static final int PAGE = 1000;
    /** Longest a slice of the first marking takes: evictions wait meanwhile. */
    private static final Duration SLICE = Duration.ofMillis(200);

    /** Levels further below the present one rank nothing. */
    private static final int LEVELS_KEPT = 32;

    private final PackageIndex index;
    private final RetentionIndex rows;
    private final Clock clock;
    private final EvictionOrder order = new EvictionOrder();
    private final PinBoard pins;
    /** Sequences up to which packages were ranked, and marked. */
    private long ranked;

    private long marked;
    private volatile boolean allMarked;

    Retention(PackageIndex index, RetentionIndex rows, Capacity capacity, Clock clock) throws StoreException {
        this.index = index;
        this.rows = rows;
        this.clock = clock;
        this.pins = new PinBoard(index, rows, order, capacity, clock);
        for (LevelRow row : rows.levels()) {
            order.restoreLevel(new Level(row.scope(), row.level(), row.since().getEpochSecond()));
        }
    }

    EvictionOrder order() {
        return order;
    }

    PinBoard pins() {
        return pins;
    }

    /** Whether every pinned package is marked. */
    boolean isReady() {
        return allMarked;
    }

    /** A package was captured, or bound to a further locator. */
    void recorded(NewCapture capture, long sequence) {
        order.add(
                sequence,
                capture.type(),
                capture.allocatedBytes(),
                capture.capturedAt().getEpochSecond());
        pins.arrived(sequence, capture.sha256(), capture.locator());
    }

    /** A package is in the index no more. */
    void forgotten(Blob blob) {
        order.remove(blob.sequence());
    }

    /** Packages were served. */
    void used(Collection<PackageIndex.Use> uses) {
        uses.forEach(
                use -> order.used(use.sequence(), use.hits(), use.lastUsedAt().getEpochSecond()));
    }

    /** Writes down how far eviction has come. */
    void flushLevels() throws StoreException {
        for (Level level : order.takeChangedLevels()) {
            rows.addLevel(
                    new LevelRow(level.scope(), level.level(), Instant.ofEpochSecond(level.since())),
                    level.level() - LEVELS_KEPT);
        }
    }

    /**
     * Ranks what came into the index otherwise than by {@link #recorded}: everything that was stored before the start,
     * at the first call, and what a rebuild brings back.
     */
    void restore() throws StoreException {
        List<Blob> page;
        do {
            page = page(ranked);
            for (Blob blob : page) {
                order.restore(
                        blob.sequence(),
                        blob.type(),
                        blob.allocatedBytes(),
                        blob.hits(),
                        blob.lastUsedAt().getEpochSecond());
                ranked = blob.sequence();
            }
        } while (page.size() == PAGE);
        if (!order.isRestored()) {
            order.restored();
        }
    }

    /** Marks what is pinned, a part at each call until all of it is. */
    void mark() throws StoreException {
        Instant until = clock.instant().plus(SLICE);
        while (!allMarked && !clock.instant().isAfter(until)) {
            List<Blob> page = pins.list().isEmpty() ? List.of() : page(marked);
            for (Blob blob : page) {
                if (pins.keeping(blob).isPresent()) {
                    boolean unused = order.pin(blob.sequence());
                }
                marked = blob.sequence();
            }
            allMarked = page.size() < PAGE;
        }
    }

    private List<Blob> page(long after) throws StoreException {
        return index.list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE));
    }
}
