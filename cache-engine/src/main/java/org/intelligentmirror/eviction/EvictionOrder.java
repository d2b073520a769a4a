package org.intelligentmirror.eviction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order in which packages leave: LFU with dynamic ageing (LFU-DA: Arlitt, Cherkasova, Dilley, Friedrich, Jin,
 * "Evaluating Content Management Techniques for Web Proxy Caches", ACM SIGMETRICS PER 27(4), 2000), with few levels,
 * and with what left its repository's index before all else.
 *
 * <pre>
 * rank = level when it was last used + credit for its uses      lowest leaves first; of equals, the longest unused
 * credit = 1 for the first use, 4 for each of the next 7         a package used once is soon passed over
 * level = the rank of the last package that left                 whatever is not used any more sinks below it
 * </pre>
 *
 * <p>A sweep over a whole mirror brings packages of credit 1: they drive out each other, and raise the level by one
 * each time they have filled the store, so that what is used daily outlives many of them. The bound on the credit is
 * what lets a package that many used die when nobody does. A package's size does not count: what is to be saved is
 * bytes, and a large package both saves and takes them. Replayed against LRU, S3-FIFO, GDSF and others by {@code
 * EvictionReplay}.
 *
 * <p>All ranks lie within {@link Age#WINDOW} levels, one list for each, used as a ring: every operation takes the same
 * few steps however many packages there are. 39 bytes each, in arrays. A type with a limit of its own has a level of
 * its own too, which evictions for that limit raise; its packages are ranked above the higher of the two levels.
 *
 * <p>{@link #take} hands out packages to be removed; {@link #remove} follows, or {@link #putBack}. Nothing is handed
 * out until {@link #restored}. Safe for any thread; never blocks.
 */
public final class EvictionOrder {
    /** Uses that count. */
    static final int MAX_USES = 8;

    private static final int FIRST_CREDIT = 1;
    private static final int FURTHER_CREDIT = 4;

    private static final byte DELISTED = Age.WINDOW;
    private static final int LISTS = Age.WINDOW + 1;
    /** Places a package may have other than in a list. */
    private static final byte FREE = -1;

    private static final byte RESTORING = -2;
    private static final byte PINNED = -3;
    private static final byte LEAVING = -4;

    private static final int NONE = -1;
    private static final int SMALLEST = 1024;

    /** The packages of one type. */
    private static final class Shelf {
        final String type;
        final Age age = new Age();
        final int[] heads = new int[LISTS];
        final int[] tails = new int[LISTS];
        /** Bytes in the lists. */
        long evictable;

        long pinned;

        Shelf(String type) {
            this.type = type;
            Arrays.fill(heads, NONE);
            Arrays.fill(tails, NONE);
        }
    }

    /** A level, and when it was reached in seconds since 1970; scope is a type, or empty for the whole store. */
    public record Level(String scope, long level, long since) {}

    private final Age age = new Age();
    private final List<Shelf> shelves = new ArrayList<>();
    private final Map<String, Integer> shelfOf = new HashMap<>();
    private final Map<String, Level> changedLevels = new HashMap<>();
    private final SequenceTable table = new SequenceTable();
    private long[] sequences = new long[SMALLEST];
    private long[] allocated = new long[SMALLEST];
    private int[] next = new int[SMALLEST];
    private int[] previous = new int[SMALLEST];
    private int[] lastUsed = new int[SMALLEST];
    private byte[] uses = new byte[SMALLEST];
    private byte[] shelf = new byte[SMALLEST];
    private byte[] place = new byte[SMALLEST];
    private int slots;
    private int free = NONE;
    private long pinnedPackages;
    private volatile boolean restored;

    /** Sets a level as it was when the store was last in use, before packages are restored; lower ones first. */
    public synchronized void restoreLevel(Level level) {
        Age its = level.scope().isEmpty() ? age : shelves.get(shelfIndex(level.scope())).age;
        boolean unused = its.advance(level.level(), level.since());
    }

    /** Adds a package that was stored before, unless it is known; {@code hits} are its uses after the first. */
    public synchronized void restore(long sequence, String type, long bytes, long hits, long usedAt) {
        if (table.find(sequence, sequences) == NONE) {
            int slot = newSlot(sequence, type, bytes);
            uses[slot] = (byte) Math.min(MAX_USES, 1 + Math.min(hits, MAX_USES));
            lastUsed[slot] = (int) usedAt;
            place[slot] = RESTORING;
            if (restored) {
                linkAsThen(slot);
            }
        }
    }

    private void linkAsThen(int slot) {
        long used = Integer.toUnsignedLong(lastUsed[slot]);
        link(slot, Math.max(age.at(used), shelves.get(shelf[slot]).age.at(used)) + credit(slot));
    }

    /** Ranks what was restored; from now on packages may leave. */
    public synchronized void restored() {
        long[] order = new long[slots];
        int count = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (place[slot] == RESTORING) {
                order[count++] = Integer.toUnsignedLong(lastUsed[slot]) << 31 | slot;
            }
        }
        Arrays.sort(order, 0, count);
        for (int i = 0; i < count; i++) {
            linkAsThen((int) (order[i] & Integer.MAX_VALUE));
        }
        restored = true;
    }

    /** Whether packages may leave. Never waits. */
    public boolean isRestored() {
        return restored;
    }

    /** Adds a package that was stored just now. */
    public synchronized void add(long sequence, String type, long bytes, long now) {
        if (table.find(sequence, sequences) == NONE) {
            int slot = newSlot(sequence, type, bytes);
            uses[slot] = 1;
            lastUsed[slot] = (int) now;
            linkAsUsed(slot);
        }
    }

    /** Counts {@code times} uses, the last at {@code now}. */
    public synchronized void used(long sequence, long times, long now) {
        int slot = table.find(sequence, sequences);
        if (slot == NONE) {
            return;
        }
        uses[slot] = (byte) Math.min(MAX_USES, uses[slot] + Math.min(times, MAX_USES));
        lastUsed[slot] = (int) now;
        if (place[slot] >= 0) {
            unlink(slot);
            linkAsUsed(slot);
        }
    }

    /** Forgets a package. */
    public synchronized void remove(long sequence) {
        int slot = table.find(sequence, sequences);
        if (slot == NONE) {
            return;
        }
        if (place[slot] == PINNED) {
            release(slot);
        }
        if (place[slot] >= 0) {
            unlink(slot);
        }
        table.remove(slot, sequences);
        place[slot] = FREE;
        next[slot] = free;
        free = slot;
    }

    /** The package to leave next, of this type or of any; it is in no order any more. */
    public synchronized Optional<Victim> take(Optional<String> type, long now) {
        int slot = NONE;
        long rank = Long.MAX_VALUE;
        for (Shelf its : restored ? shelves : List.<Shelf>of()) {
            if (type.isEmpty() || its.type.equals(type.get())) {
                long lowest = lowest(its);
                int head = lowest == Long.MAX_VALUE ? NONE : its.heads[listOf(lowest)];
                if (head != NONE && (lowest < rank || (lowest == rank && isOlder(head, slot)))) {
                    slot = head;
                    rank = lowest;
                }
            }
        }
        if (slot == NONE) {
            return Optional.empty();
        }
        boolean delisted = place[slot] == DELISTED;
        unlink(slot);
        place[slot] = LEAVING;
        if (!delisted) {
            advance(type, rank, now);
        }
        return Optional.of(
                new Victim(sequences[slot], allocated[slot], Integer.toUnsignedLong(lastUsed[slot]), delisted));
    }

    private boolean isOlder(int slot, int than) {
        return Integer.compareUnsigned(lastUsed[slot], lastUsed[than]) < 0;
    }

    /** The lowest rank on a shelf; that of the delisted is below all others. */
    private long lowest(Shelf its) {
        if (its.heads[DELISTED] != NONE) {
            return Long.MIN_VALUE;
        }
        long floor = floor(its);
        for (long rank = floor; rank < floor + Age.WINDOW; rank++) {
            if (its.heads[listOf(rank)] != NONE) {
                return rank;
            }
        }
        return Long.MAX_VALUE;
    }

    private static int listOf(long rank) {
        return rank == Long.MIN_VALUE ? DELISTED : (int) (rank % Age.WINDOW);
    }

    private void advance(Optional<String> type, long to, long now) {
        String scope = type.orElse("");
        Age its = type.isPresent() ? shelves.get(shelfIndex(scope)).age : age;
        if (its.advance(to, now)) {
            changedLevels.put(scope, new Level(scope, to, now));
        }
    }

    /** Ranks a package that could not be removed as one just used: others are tried before it. */
    public synchronized void putBack(long sequence) {
        int slot = table.find(sequence, sequences);
        if (slot != NONE && place[slot] == LEAVING) {
            linkAsUsed(slot);
        }
    }

    /** No index lists this package any more: it goes before others, unless it was used after {@code unusedSince}. */
    public synchronized void delist(long sequence, long unusedSince) {
        int slot = table.find(sequence, sequences);
        boolean idle = slot != NONE && Integer.toUnsignedLong(lastUsed[slot]) <= unusedSince;
        if (idle && place[slot] >= 0 && place[slot] != DELISTED) {
            unlink(slot);
            link(slot, Long.MIN_VALUE);
        }
    }

    /** An index lists this package, or may. */
    public synchronized void relist(long sequence) {
        int slot = table.find(sequence, sequences);
        if (slot != NONE && place[slot] == DELISTED) {
            unlink(slot);
            linkAsUsed(slot);
        }
    }

    /** Takes a package out of the order for good; whether it was in it. */
    public synchronized boolean pin(long sequence) {
        int slot = table.find(sequence, sequences);
        if (slot == NONE || place[slot] == PINNED || place[slot] == LEAVING) {
            return false;
        }
        if (place[slot] >= 0) {
            unlink(slot);
        }
        place[slot] = PINNED;
        shelves.get(shelf[slot]).pinned += allocated[slot];
        pinnedPackages++;
        return true;
    }

    /** Puts a pinned package back into the order, as one just used. */
    public synchronized void unpin(long sequence) {
        int slot = table.find(sequence, sequences);
        if (slot != NONE && place[slot] == PINNED) {
            release(slot);
            linkAsUsed(slot);
        }
    }

    private void release(int slot) {
        shelves.get(shelf[slot]).pinned -= allocated[slot];
        pinnedPackages--;
        place[slot] = RESTORING;
    }

    /** Whether a package is pinned. */
    public synchronized boolean isPinned(long sequence) {
        int slot = table.find(sequence, sequences);
        return slot != NONE && place[slot] == PINNED;
    }

    /** Packages pinned. */
    public synchronized long pinnedPackages() {
        return pinnedPackages;
    }

    /** Bytes pinned, of this type or of all. */
    public synchronized long pinnedBytes(Optional<String> type) {
        return shelves.stream()
                .filter(its -> type.isEmpty() || its.type.equals(type.get()))
                .mapToLong(its -> its.pinned)
                .sum();
    }

    /** Bytes that may leave, of this type or of all; 0 until everything is restored. */
    public synchronized long evictableBytes(Optional<String> type) {
        return shelves.stream()
                .filter(its -> restored && (type.isEmpty() || its.type.equals(type.get())))
                .mapToLong(its -> its.evictable)
                .sum();
    }

    /** Packages known. */
    public synchronized int size() {
        return table.size();
    }

    /** Levels reached since they were last taken. */
    public synchronized List<Level> takeChangedLevels() {
        List<Level> changed = List.copyOf(changedLevels.values());
        changedLevels.clear();
        return changed;
    }

    private long floor(Shelf its) {
        return Math.max(age.level(), its.age.level());
    }

    private int credit(int slot) {
        return FIRST_CREDIT + FURTHER_CREDIT * (uses[slot] - 1);
    }

    private void linkAsUsed(int slot) {
        link(slot, floor(shelves.get(shelf[slot])) + credit(slot));
    }

    /** Appends a slot to the list of a rank, or of the nearest there is a list for. */
    private void link(int slot, long rank) {
        Shelf its = shelves.get(shelf[slot]);
        long floor = floor(its);
        int list = listOf(rank == Long.MIN_VALUE ? rank : Math.max(floor, Math.min(rank, floor + Age.WINDOW - 1)));
        place[slot] = (byte) list;
        previous[slot] = its.tails[list];
        next[slot] = NONE;
        if (its.tails[list] == NONE) {
            its.heads[list] = slot;
        } else {
            next[its.tails[list]] = slot;
        }
        its.tails[list] = slot;
        its.evictable += allocated[slot];
    }

    private void unlink(int slot) {
        Shelf its = shelves.get(shelf[slot]);
        int list = place[slot];
        if (previous[slot] == NONE) {
            its.heads[list] = next[slot];
        } else {
            next[previous[slot]] = next[slot];
        }
        if (next[slot] == NONE) {
            its.tails[list] = previous[slot];
        } else {
            previous[next[slot]] = previous[slot];
        }
        its.evictable -= allocated[slot];
    }

    private int shelfIndex(String type) {
        return shelfOf.computeIfAbsent(type, name -> {
            if (shelves.size() == Byte.MAX_VALUE) {
                throw new IllegalStateException("more types than there can be");
            }
            shelves.add(new Shelf(name));
            return shelves.size() - 1;
        });
    }

    private int newSlot(long sequence, String type, long bytes) {
        int slot = free;
        if (slot == NONE) {
            if (slots == sequences.length) {
                grow(Math.addExact(slots, slots / 2));
            }
            slot = slots++;
        } else {
            free = next[slot];
        }
        sequences[slot] = sequence;
        allocated[slot] = bytes;
        shelf[slot] = (byte) shelfIndex(type);
        table.put(slot, sequences);
        return slot;
    }

    private void grow(int length) {
        sequences = Arrays.copyOf(sequences, length);
        allocated = Arrays.copyOf(allocated, length);
        next = Arrays.copyOf(next, length);
        previous = Arrays.copyOf(previous, length);
        lastUsed = Arrays.copyOf(lastUsed, length);
        uses = Arrays.copyOf(uses, length);
        shelf = Arrays.copyOf(shelf, length);
        place = Arrays.copyOf(place, length);
    }
}
