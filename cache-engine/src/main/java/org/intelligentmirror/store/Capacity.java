package org.intelligentmirror.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The book of allocated bytes: what is stored, what captures have reserved, and what the limits leave. Exact, in
 * memory, never blocks: one lock, no I/O under it.
 */
public final class Capacity {
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

    private boolean fits(String type, long more) {
        long typeLimit = maxBytesByType.getOrDefault(type, 0L);
        long ofType = stored.getOrDefault(type, 0L) + reserved.getOrDefault(type, 0L);
        return fitsStore(more) && fitsDisk(more) && (typeLimit == 0 || ofType + more <= typeLimit);
    }

    private boolean fitsStore(long more) {
        return maxBytes == 0 || storedTotal + reservedTotal + more <= maxBytes;
    }

    private boolean fitsDisk(long more) {
        long usable = usableAtSample == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : usableAtSample - (everAdded - everAddedAtSample) - reservedTotal;
        return usable - more >= minFreeBytes;
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
                if (!fits(type, more)) {
                    return false;
                }
                hold(more);
                return true;
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
