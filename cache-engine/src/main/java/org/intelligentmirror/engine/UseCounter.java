package org.intelligentmirror.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.index.PackageIndex.Use;
import org.intelligentmirror.store.StoreException;

/** Uses of packages, added up in memory so that a hit writes nothing; the background work hands them to the index. */
final class UseCounter {
    /** Packages counted between two flushes; uses of further ones are lost. */
    static final int MAX_PACKAGES = 65_536;

    private final ConcurrentHashMap<Long, Use> uses = new ConcurrentHashMap<>();

    void count(long sequence, Instant now) {
        if (uses.size() >= MAX_PACKAGES && !uses.containsKey(sequence)) {
            return;
        }
        uses.merge(sequence, new Use(sequence, 1, now), (a, b) -> new Use(sequence, a.hits() + b.hits(), now));
    }

    /** Hands the uses to {@code ranking}, which works from memory, and to the index. */
    void flush(PackageIndex index, Consumer<List<Use>> ranking) throws StoreException {
        List<Use> batch = new ArrayList<>();
        for (Long sequence : uses.keySet()) {
            Use use = uses.remove(sequence);
            if (use != null) {
                batch.add(use);
            }
        }
        if (!batch.isEmpty()) {
            ranking.accept(batch);
            index.recordUses(batch);
        }
    }
}
