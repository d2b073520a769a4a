package org.intelligentmirror.eviction;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cache that keeps to an {@link EvictionOrder}, and looks at indexes once an hour as the engine does. */
final class OrderReplay implements Trace.Cache {
    /** How long a package that left its index must be unused to go before others. */
    static final int IDLE_MINUTES = 6 * 60;

    private static final int LOOK_EVERY_MINUTES = 60;

    private final EvictionOrder order = new EvictionOrder();
    private final Map<Integer, Long> held = new HashMap<>();
    private final Set<Integer> unlisted = new LinkedHashSet<>();
    private final long capacity;
    private final boolean catalog;
    private long used;
    private int looked;

    OrderReplay(long capacity, boolean catalog) {
        this.capacity = capacity;
        this.catalog = catalog;
        order.restored();
    }

    @Override
    public boolean request(int object, long size, int minute) {
        look(minute);
        if (held.containsKey(object)) {
            order.used(object, 1, minute * 60L);
            return true;
        }
        if (size > capacity) {
            return false;
        }
        held.put(object, size);
        used += size;
        order.add(object, "deb", size, minute * 60L);
        while (used > capacity) {
            Victim victim = order.take(Optional.empty(), minute * 60L).orElseThrow();
            order.remove(victim.sequence());
            held.remove((int) victim.sequence());
            // What comes again is vouched for by no index.
            unlisted.remove((int) victim.sequence());
            used -= victim.allocatedBytes();
        }
        return false;
    }

    @Override
    public void delisted(int object, int minute) {
        if (catalog) {
            unlisted.add(object);
        }
    }

    private void look(int minute) {
        if (minute - looked >= LOOK_EVERY_MINUTES) {
            looked = minute;
            unlisted.forEach(object -> order.delist(object, (minute - IDLE_MINUTES) * 60L));
        }
    }
}
