package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.intelligentmirror.engine.EvictionReport.Room;
import org.intelligentmirror.eviction.EvictionOrder;
import org.intelligentmirror.eviction.Victim;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.Capacity.Limit;
import org.intelligentmirror.store.Capacity.Shortage;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store within its limits.
 *
 * <p>A thread of its own, {@code engine-evictor}, evicts ahead of need: when a limit is nearly reached, down to its low
 * water mark. A capture that finds no room all the same has it made by the pool thread that would write its first
 * bytes, within bounds ({@link #makeRoom}). Both evict one package at a time by {@link PackageVault#purge}, index first
 * and then the file, under a lock that only those two wait for.
 */
final class Evictor {
    /** Most packages evicted for one capture while it waits. */
    static final int MAX_FOR_ONE = 500;
    /** Longest a capture waits for its turn to have room made. */
    static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private static final Duration WAKE_EVERY = Duration.ofSeconds(1);
    /** Packages evicted before others get the lock. */
    private static final int BATCH = 32;

    private static final long NONE_LEFT = -1;
    private static final Logger LOG = LoggerFactory.getLogger(Evictor.class);

    private final PackageVault vault;
    private final Capacity capacity;
    private final Retention retention;
    private final EvictionOrder order;
    private final FaultLog faults;
    private final Clock clock;
    private final EvictionTally tally = new EvictionTally();
    private final ReentrantLock evicting = new ReentrantLock();
    private final ScheduledThreadPoolExecutor thread = CaptureRunner.daemon("engine-evictor");
    private final AtomicBoolean nudged = new AtomicBoolean();
    private volatile Room room = Room.FREE;
    private volatile boolean stopping;

    Evictor(PackageVault vault, FaultLog faults, Clock clock) {
        this.vault = vault;
        this.capacity = vault.capacity();
        this.retention = vault.retention();
        this.order = retention.order();
        this.faults = faults;
        this.clock = clock;
    }

    /** Starts the thread, which also ranks what is stored, marks what is pinned, and looks for what left its index. */
    void start(DelistedWatch watch) {
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                () -> {
                    guarded(retention::restore);
                    guarded(vault::deleteLeftovers);
                    guarded(this::evictAhead);
                    guarded(retention::mark);
                    guarded(watch::look);
                },
                0,
                WAKE_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws StoreException;
    }

    private void guarded(Step step) {
        try {
            if (!stopping) {
                step.run();
            }
        } catch (StoreException | RuntimeException e) {
            faults.report("the evictor failed", e);
        }
    }

    /** Has room made soon. Never blocks. */
    private void nudge() {
        if (nudged.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    nudged.set(false);
                    guarded(this::evictAhead);
                });
            } catch (RejectedExecutionException e) {
                nudged.set(false);
            }
        }
    }

    /** Whether captures find room, or it can be made. Never blocks. */
    boolean mayHaveRoom() {
        return room == Room.FREE || capacity.hasRoom();
    }

    /** Whether a capture that finds no room should be let in to have it made. Never blocks. */
    boolean mayMakeRoom(String type, long allocated) {
        nudge();
        return order.isRestored() && room == Room.FREE && capacity.couldHold(type, allocated);
    }

    /**
     * Evicts until {@code allocated} bytes can be held in all, and holds them. Waits for its turn, and evicts, within
     * bounds.
     *
     * @return false if there is no room, or not soon enough
     */
    boolean makeRoom(Capacity.Reservation reservation, long allocated) throws StoreException {
        try {
            if (!evicting.tryLock(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            for (int left = MAX_FOR_ONE; left > 0 && !reservation.growTo(allocated); left--) {
                Optional<Shortage> missing = reservation.missingFor(allocated);
                if (missing.isPresent() && evictOne(missing.get()) == NONE_LEFT) {
                    break;
                }
            }
            return reservation.growTo(allocated);
        } finally {
            evicting.unlock();
            nudge();
        }
    }

    /** Brings every limit that is nearly reached down to its low water mark. */
    private void evictAhead() throws StoreException {
        Room now = Room.FREE;
        for (Shortage shortage : capacity.shortages()) {
            Room left = evict(shortage);
            now = left == Room.FREE ? now : left;
        }
        note(capacity.hasRoom() ? Room.FREE : now);
    }

    private Room evict(Shortage shortage) throws StoreException {
        long left = shortage.bytes();
        while (left > 0 && !stopping) {
            evicting.lock();
            try {
                for (int i = 0; i < BATCH && left > 0; i++) {
                    long freed = evictOne(new Shortage(shortage.limit(), shortage.type(), left));
                    if (freed == NONE_LEFT) {
                        return withoutRoom(shortage.limit());
                    }
                    left -= freed;
                }
            } finally {
                evicting.unlock();
            }
        }
        return Room.FREE;
    }

    /** Why nothing is left to evict; what captures under way hold comes back by itself. */
    private Room withoutRoom(Limit limit) {
        if (limit == Limit.MIN_FREE) {
            return Room.DISK;
        }
        return order.pinnedPackages() > 0 ? Room.PINNED : Room.FREE;
    }

    /**
     * Evicts the next package, unless it turns out to be pinned or gone. If others have filled the file system so far
     * that all we have would not bring the free space back, nothing is evicted for it.
     *
     * @return bytes freed, or {@link #NONE_LEFT}
     */
    private long evictOne(Shortage shortage) throws StoreException {
        boolean useless =
                shortage.limit() == Limit.MIN_FREE && order.evictableBytes(Optional.empty()) < shortage.bytes();
        Optional<Victim> next = useless
                ? Optional.empty()
                : order.take(shortage.type(), clock.instant().getEpochSecond());
        if (next.isEmpty()) {
            return NONE_LEFT;
        }
        try {
            return evict(next.get(), shortage.limit());
        } finally {
            // Does nothing unless it is still there.
            order.putBack(next.get().sequence());
        }
    }

    private long evict(Victim victim, Limit limit) throws StoreException {
        Optional<Blob> blob = vault.blob(victim.sequence());
        if (blob.isEmpty()) {
            order.remove(victim.sequence());
            return 0;
        }
        if (retention.pins().keeping(blob.get()).isPresent()) {
            order.putBack(victim.sequence());
            boolean unused = order.pin(victim.sequence());
            return 0;
        }
        if (!vault.purge(blob.get().sha256())) {
            return 0;
        }
        tally.add(limit, victim.allocatedBytes(), Instant.ofEpochSecond(victim.lastUsed()), clock.instant());
        if (limit == Limit.MIN_FREE) {
            BackgroundWork.sampleSpace(vault);
        }
        return victim.allocatedBytes();
    }

    private void note(Room now) {
        if (now != room) {
            if (now == Room.FREE) {
                LOG.info("captures find room again");
            } else {
                LOG.warn("no more captures: {}", now.text());
            }
            room = now;
        }
    }

    /** Limits and evictions of the moment, from memory. */
    EvictionReport report() {
        return new EvictionReport(
                room,
                capacity.limit(Optional.empty()),
                capacity.storedBytes() + capacity.reservedBytes(),
                order.pinnedPackages(),
                order.pinnedBytes(Optional.empty()),
                order.isRestored() && retention.isReady(),
                tally.evicted(),
                tally.lastAt(),
                tally.lastIdle());
    }

    /** Ends after the running step, at most {@code patience} from now. */
    void stop(Duration patience) {
        stopping = true;
        thread.shutdown();
        try {
            boolean unused = thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
