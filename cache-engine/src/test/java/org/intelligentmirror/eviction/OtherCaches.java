package org.intelligentmirror.eviction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the order is compared with. */
final class OtherCaches {
    private OtherCaches() {}

    /** Least recently used first. */
    static final class Lru implements Trace.Cache {
        private final LinkedHashMap<Integer, Long> held = new LinkedHashMap<>(16, 0.75f, true);
        private final long capacity;
        private long used;

        Lru(long capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean request(int object, long size, int minute) {
            if (held.get(object) != null) {
                return true;
            }
            if (size <= capacity) {
                used += size;
                held.put(object, size);
            }
            for (Iterator<Long> oldest = held.values().iterator(); used > capacity; oldest.remove()) {
                used -= oldest.next();
            }
            return false;
        }
    }

    /**
     * GDSF with a cost of the size to the power {@code 1 - exponent}: 1 is the classic that counts requests, 0 is
     * LFU-DA without a bound (Cherkasova, "Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching
     * Policy", HP Labs HPL-98-69R1, 1998).
     */
    static final class Gdsf implements Trace.Cache {
        private record Entry(double rank, long serial, int object, long size, int uses) implements Comparable<Entry> {
            @Override
            public int compareTo(Entry other) {
                int byRank = Double.compare(rank, other.rank);
                return byRank != 0 ? byRank : Long.compare(serial, other.serial);
            }
        }

        private final Map<Integer, Entry> held = new HashMap<>();
        private final TreeSet<Entry> order = new TreeSet<>();
        private final long capacity;
        private final double exponent;
        private double level;
        private long used;
        private long serial;

        Gdsf(long capacity, double exponent) {
            this.capacity = capacity;
            this.exponent = exponent;
        }

        @Override
        public boolean request(int object, long size, int minute) {
            Entry before = held.get(object);
            if (before == null && size > capacity) {
                return false;
            }
            int uses = before == null ? 1 : before.uses() + 1;
            Entry entry = new Entry(level + uses / Math.pow((double) size, exponent), serial++, object, size, uses);
            held.put(object, entry);
            order.add(entry);
            if (before == null) {
                used += size;
            } else {
                order.remove(before);
            }
            while (used > capacity) {
                Entry victim = order.first();
                order.remove(victim);
                held.remove(victim.object());
                used -= victim.size();
                level = victim.rank();
            }
            return before != null;
        }
    }

    /**
     * S3-FIFO with queues measured in bytes, a tenth of them small (Yang, Zhang, Qiu, Yue, Vinayak, "FIFO queues are
     * all you need for cache eviction", SOSP 2023).
     */
    static final class S3Fifo implements Trace.Cache {
        private static final int MAX_USES = 3;

        private final Deque<Integer> small = new ArrayDeque<>();
        private final Deque<Integer> main = new ArrayDeque<>();
        private final Set<Integer> ghosts = new LinkedHashSet<>();
        private final Map<Integer, Integer> uses = new HashMap<>();
        private final int[] sizes;
        private final long capacity;
        private long inSmall;
        private long inMain;
        private long inGhosts;

        S3Fifo(Trace trace, long capacity) {
            this.sizes = trace.sizes();
            this.capacity = capacity;
        }

        @Override
        public boolean request(int object, long size, int minute) {
            if (uses.computeIfPresent(object, (held, times) -> Math.min(MAX_USES, times + 1)) != null) {
                return true;
            }
            if (size > capacity) {
                return false;
            }
            while (inSmall + inMain + size > capacity) {
                if (inSmall > capacity / 10 || main.isEmpty()) {
                    leaveSmall();
                } else {
                    leaveMain();
                }
            }
            uses.put(object, 0);
            if (ghosts.remove(object)) {
                inGhosts -= size;
                main.add(object);
                inMain += size;
            } else {
                small.add(object);
                inSmall += size;
            }
            return false;
        }

        private void leaveSmall() {
            int object = small.remove();
            inSmall -= sizes[object];
            if (uses.getOrDefault(object, 0) > 0) {
                uses.put(object, 0);
                main.add(object);
                inMain += sizes[object];
                return;
            }
            uses.remove(object);
            ghosts.add(object);
            inGhosts += sizes[object];
            for (Iterator<Integer> oldest = ghosts.iterator(); inGhosts > capacity - capacity / 10; oldest.remove()) {
                inGhosts -= sizes[oldest.next()];
            }
        }

        private void leaveMain() {
            int object = main.remove();
            if (uses.getOrDefault(object, 0) > 0) {
                uses.merge(object, -1, Integer::sum);
                main.add(object);
            } else {
                uses.remove(object);
                inMain -= sizes[object];
            }
        }
    }

    /** Knows the future: what is needed last goes first. What a cache can really reach, unlike {@link OfflineBound}. */
    static final class Belady implements Trace.Cache {
        private static final int NEVER = Integer.MAX_VALUE;

        private final long capacity;
        private final int[] nextRequest;
        private final int[] needed;
        private final int[] sizes;
        private final TreeSet<Long> order = new TreeSet<>();
        private long used;
        private int request;

        Belady(Trace trace, long capacity) {
            this.capacity = capacity;
            this.sizes = trace.sizes();
            this.needed = new int[sizes.length];
            int[] requests = trace.requests();
            nextRequest = new int[requests.length];
            Arrays.fill(needed, NEVER);
            for (int i = requests.length - 1; i >= 0; i--) {
                nextRequest[i] = needed[requests[i]];
                needed[requests[i]] = i;
            }
            Arrays.fill(needed, -1);
        }

        @Override
        public boolean request(int object, long size, int minute) {
            boolean hit = needed[object] >= 0;
            int next = nextRequest[request++];
            if (hit) {
                order.remove(key(object));
            } else if (size > capacity || next == NEVER) {
                return false;
            } else {
                used += size;
            }
            needed[object] = next;
            order.add(key(object));
            while (used > capacity) {
                int last = (int) (long) order.last();
                order.remove(key(last));
                needed[last] = -1;
                used -= sizes[last];
            }
            return hit;
        }

        private long key(int object) {
            return (long) needed[object] << 32 | object;
        }
    }
}
