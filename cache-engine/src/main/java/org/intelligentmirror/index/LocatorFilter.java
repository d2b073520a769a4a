package org.intelligentmirror.index;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which locator keys may be in the index: a blocked Bloom filter (Putze, Sanders and Singler, "Cache-, Hash- and
 * Space-Efficient Bloom Filters", 2007). Each key has {@value #PROBES} bits in one block of 512. A key that was added
 * is never denied; of others about one in a hundred is not denied either, which costs a query. Nothing can be taken
 * out: what is bound no more costs queries until the filter is made anew.
 *
 * <p>Safe for any thread; never blocks.
 */
final class LocatorFilter {
    /** With {@value #PROBES} probes about 1 % of unknown keys pass a full filter. */
    static final int BITS_PER_KEY = 12;
    /** Most words: 64 MiB, good for 44 million keys. Past that more unknown keys pass. */
    static final int MAX_WORDS = 1 << 23;

    private static final int PROBES = 7;
    private static final int BLOCK_WORDS = 8;
    private static final int BITS_OF_PROBE = 9;

    private final AtomicLongArray words;
    private final long capacity;
    private final AtomicLong added = new AtomicLong();

    /** An empty filter for so many keys. */
    LocatorFilter(long capacity) {
        this(new AtomicLongArray(words(capacity)), capacity, 0);
    }

    private LocatorFilter(AtomicLongArray words, long capacity, long added) {
        this.words = words;
        this.capacity = capacity;
        this.added.set(added);
    }

    private static int words(long capacity) {
        long blocks = capacity * BITS_PER_KEY / (Long.SIZE * BLOCK_WORDS) + 1;
        return (int) Math.min(MAX_WORDS, blocks * BLOCK_WORDS);
    }

    /** Adds a key of at least 16 bytes, evenly distributed as those of a digest are. */
    void add(byte[] key) {
        ByteBuffer parts = ByteBuffer.wrap(key);
        int block = block(parts.getLong());
        long probes = parts.getLong();
        boolean isNew = false;
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(probes, i);
            long before = words.getAndAccumulate(block + bit / Long.SIZE, 1L << bit, (old, set) -> old | set);
            isNew |= (before & 1L << bit) == 0;
        }
        if (isNew) {
            added.incrementAndGet();
        }
    }

    /** False only if this key was never added. */
    boolean mayHold(byte[] key) {
        ByteBuffer parts = ByteBuffer.wrap(key);
        int block = block(parts.getLong());
        long probes = parts.getLong();
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(probes, i);
            if ((words.get(block + bit / Long.SIZE) & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private int block(long hash) {
        int blocks = words.length() / BLOCK_WORDS;
        return (int) Long.remainderUnsigned(hash, blocks) * BLOCK_WORDS;
    }

    private static int bit(long probes, int i) {
        return (int) (probes >>> (i * BITS_OF_PROBE)) & ((1 << BITS_OF_PROBE) - 1);
    }

    /** Whether more keys were added than it is good for. */
    boolean isWorn() {
        return added.get() > capacity;
    }

    /** Bytes that {@link #write} needs. */
    int byteLength() {
        return 2 * Long.BYTES + words.length() * Long.BYTES;
    }

    /** Writes everything {@link #read} needs. */
    void write(ByteBuffer to) {
        to.putLong(capacity).putLong(added.get());
        for (int i = 0; i < words.length(); i++) {
            to.putLong(words.get(i));
        }
    }

    /** A filter as it was written; throws IllegalArgumentException if there can be none such. */
    static LocatorFilter read(ByteBuffer from) {
        if (from.remaining() < 2 * Long.BYTES) {
            throw new IllegalArgumentException("shorter than its head");
        }
        long capacity = from.getLong();
        long added = from.getLong();
        if (capacity < 1 || from.remaining() != words(capacity) * Long.BYTES) {
            throw new IllegalArgumentException("not of the length its head says");
        }
        AtomicLongArray words = new AtomicLongArray(from.remaining() / Long.BYTES);
        for (int i = 0; i < words.length(); i++) {
            words.setPlain(i, from.getLong());
        }
        return new LocatorFilter(words, capacity, added);
    }
}
