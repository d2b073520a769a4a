package org.intelligentmirror.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The book of allocated bytes: what is stored, what captures have reserved, and what the limits leave. Exact, in
 * memory, never blocks: one lock, no I/O under it.
 */
public final class Capacity {
    /** Share of a limit above which packages are evicted ahead of need. */
    static final int HIGH_PERCENT = 98;
    /** Share of a limit down to which they are. */
    static final int LOW_PERCENT = 95;

    private static final int WHOLE_PERCENT = 100;

    private final long maxBytes;
    private final long minFreeBytes;
    private final Map<String, Long> maxBytesByType;
    private final Map<String, Long> stored = new HashMap<>();
    private final Map<String, Long> reserved = new HashMap<>();
    private long storedTotal;
    private long reservedTotal;
    /** Bytes ever added to the store: what was added after a sample of free space was taken is not in it. */
    private long everAdded;

    private long usableAtSample = Long.MAX_VALUE;
    private long everAddedAtSample;

    /** Which limit wants room. */
    public enum Limit {
        /** All packages together. */
        MAX_SIZE("max-size"),
        /** Those of one type. */
        TYPE_MAX_SIZE("type-max-size"),
        /** What the file system must have left. */
        MIN_FREE("min-free");

        private final String token;

        Limit(String token) {
            this.token = token;
        }

        /** The word for it outside. */
        public String token() {
            return token;
        }
    }

    /**
     * Bytes that must go.
     *
     * @param type of this type; empty if any will do
     */
    public record Shortage(Limit limit, Optional<String> type, long bytes) {}

    /** A book with nothing in it. A limit of 0 is none. */
    public Capacity(long maxBytes, long minFreeBytes, Map<String, Long> maxBytesByType) {
        this.maxBytes = maxBytes;
        this.minFreeBytes = minFreeBytes;
        this.maxBytesByType = Map.copyOf(maxBytesByType);
    }

    /** Books blobs that are in the store already. */
    public synchronized void add(String type, long allocated) {
        stored.merge(type, allocated, Long::sum);
        storedTotal += allocated;
    }

    /** Books the removal of a blob. */
    public synchronized void remove(String type, long allocated) {
        add(type, -allocated);
    }

    /** Reserves room; empty if a limit forbids it. */
    public synchronized Optional<Reservation> reserve(String type, long allocated) {
        Reservation reservation = new Reservation(type);
        return reservation.growTo(allocated) ? Optional.of(reservation) : Optional.empty();
    }

    /** Take this before asking for free space, and give it to {@link #sampled}. */
    public synchronized long beforeSample() {
        return everAdded;
    }

    /** Records the usable bytes of the file system. What captures wrote so far is counted twice, on the safe side. */
    public synchronized void sampled(long usableBytes, long ticket) {
        usableAtSample = usableBytes;
        everAddedAtSample = ticket;
    }

    /** Allocated bytes of all blobs. */
    public synchronized long storedBytes() {
        return storedTotal;
    }

    /** Allocated bytes of the blobs of one type. */
    public synchronized long storedBytes(String type) {
        return stored.getOrDefault(type, 0L);
    }

    /** Allocated bytes captures may still take. */
    public synchronized long reservedBytes() {
        return reservedTotal;
    }

    /** Whether a capture of one block would be let in now. */
    public synchronized boolean hasRoom() {
        return fitsStore(1) && fitsDisk(1);
    }

    /** Whether a package of this size could be let in if all others went. */
    public boolean couldHold(String type, long allocated) {
        long typeLimit = typeLimit(type);
        return (maxBytes == 0 || allocated <= maxBytes) && (typeLimit == 0 || allocated <= typeLimit);
    }

    /** What should go so that captures find room: one for each limit that is nearly reached. */
    public synchronized List<Shortage> shortages() {
        List<Shortage> found = new ArrayList<>();
        if (minFreeBytes > 0 && usable() < above(minFreeBytes, HIGH_PERCENT)) {
            long wanted = above(minFreeBytes, LOW_PERCENT) - usable();
            found.add(new Shortage(Limit.MIN_FREE, Optional.empty(), wanted));
        }
        long used = storedTotal + reservedTotal;
        if (maxBytes > 0 && used > share(maxBytes, HIGH_PERCENT)) {
            found.add(new Shortage(Limit.MAX_SIZE, Optional.empty(), used - lowWater(maxBytes)));
        }
        maxBytesByType.forEach((type, limit) -> {
            if (limit > 0 && used(type) > share(limit, HIGH_PERCENT)) {
                found.add(new Shortage(Limit.TYPE_MAX_SIZE, Optional.of(type), used(type) - lowWater(limit)));
            }
        });
        return found;
    }

    /** Bytes a limit is brought down to; a limit of 0 is none. */
    public static long lowWater(long limit) {
        return limit == 0 ? Long.MAX_VALUE : share(limit, LOW_PERCENT);
    }

    private static long share(long limit, int percent) {
        return (long) (limit / (double) WHOLE_PERCENT * percent);
    }

    private static long above(long limit, int percent) {
        return limit + share(limit, WHOLE_PERCENT - percent);
    }

    /** The limit of this type, or of all; 0 if there is none. */
    public long limit(Optional<String> type) {
        return type.map(this::typeLimit).orElse(maxBytes);
    }

    private long typeLimit(String type) {
        return maxBytesByType.getOrDefault(type, 0L);
    }

    private long used(String type) {
        return stored.getOrDefault(type, 0L) + reserved.getOrDefault(type, 0L);
    }

    /** The limit that {@code more} bytes of a type would exceed, and by how much. */
    private Optional<Shortage> missing(String type, long more) {
        long typeLimit = typeLimit(type);
        if (!fitsStore(more)) {
            return Optional.of(
                    new Shortage(Limit.MAX_SIZE, Optional.empty(), storedTotal + reservedTotal + more - maxBytes));
        }
        if (typeLimit > 0 && used(type) + more > typeLimit) {
            return Optional.of(new Shortage(Limit.TYPE_MAX_SIZE, Optional.of(type), used(type) + more - typeLimit));
        }
        return fitsDisk(more)
                ? Optional.empty()
                : Optional.of(new Shortage(Limit.MIN_FREE, Optional.empty(), minFreeBytes - usable() + more));
    }

    private boolean fitsStore(long more) {
        return maxBytes == 0 || storedTotal + reservedTotal + more <= maxBytes;
    }

    private boolean fitsDisk(long more) {
        return usable() - more >= minFreeBytes;
    }

    private long usable() {
        return usableAtSample == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : usableAtSample - (everAdded - everAddedAtSample) - reservedTotal;
    }

    /** Room one capture holds. Ends by {@link #store} or {@link #release}; what comes after does nothing. */
    public final class Reservation {
        private final String type;
        private long held;
        private boolean ended;

        private Reservation(String type) {
            this.type = type;
        }

        /** Holds {@code allocated} bytes in all; false, and no change, if a limit forbids it. */
        public boolean growTo(long allocated) {
            synchronized (Capacity.this) {
                long more = allocated - held;
                if (ended || more <= 0) {
                    return !ended;
                }
                if (missing(type, more).isPresent()) {
                    return false;
                }
                hold(more);
                return true;
            }
        }

        /** What keeps {@link #growTo} from holding {@code allocated} bytes. */
        public Optional<Shortage> missingFor(long allocated) {
            synchronized (Capacity.this) {
                return ended || allocated <= held ? Optional.empty() : missing(type, allocated - held);
            }
        }

        /** Turns the reservation into stored bytes, {@code allocated} many. */
        public void store(long allocated) {
            synchronized (Capacity.this) {
                if (!ended) {
                    release();
                    add(type, allocated);
                    everAdded += allocated;
                }
            }
        }

        /** Gives the room back. */
        public void release() {
            synchronized (Capacity.this) {
                if (!ended) {
                    ended = true;
                    hold(-held);
                }
            }
        }

        private void hold(long more) {
            held += more;
            reservedTotal += more;
            reserved.merge(type, more, Long::sum);
        }
    }
}
