package org.intelligentmirror.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.RivalRow;
import org.intelligentmirror.store.StoreException;

/**
 * Generations that may be more recent than the one recorded for a top index, though it did not pass since:
 *
 * <ul>
 *   <li>the one it had in between, if a former one came back: some servers behind one name lag behind the others;
 *   <li>what took the place of the same generation at another root: its mirrors will follow, and clients take indexes
 *       from one mirror and packages from another. Once the top index itself is confirmed again, that is over.
 * </ul>
 *
 * <p>A rival never vouches: where it lists other bytes, nothing is served. Changed by the catalog's thread only.
 */
final class Rivals {
    /** Rivals of one top index; more are not told apart from these. */
    static final int MAX_RIVALS = 8;

    private final CatalogIndex index;
    private final Tops tops;
    /** By URL, then by generation: whether it is the top index's own. The values are never changed. */
    private final Map<String, Map<Long, Boolean>> byUrl = new ConcurrentHashMap<>();

    Rivals(CatalogIndex index, Tops tops) {
        this.index = index;
        this.tops = tops;
    }

    /** Takes what was written down before. Blocks. */
    void load() throws StoreException {
        Map<String, Map<Long, Boolean>> rows = new HashMap<>();
        for (RivalRow row : index.rivals()) {
            rows.computeIfAbsent(row.url(), url -> new LinkedHashMap<>()).put(row.generation(), row.own());
        }
        byUrl.putAll(rows);
        tops.setRivals(generations());
    }

    /** Generations that stand against what {@code url} is recorded to say. */
    Set<Long> of(String url) {
        return byUrl.getOrDefault(url, Map.of()).keySet();
    }

    /**
     * A top index was read, and another generation is in its place now.
     *
     * @param cameBack whether it had that one before, not long ago
     */
    void moved(String url, long from, long to, boolean cameBack) throws StoreException {
        set(url, cameBack ? Map.of(from, true) : Map.of());
        if (cameBack || from == Top.NEVER_READ) {
            return;
        }
        for (Top other : tops.all()) {
            Map<Long, Boolean> its = byUrl.getOrDefault(other.url(), Map.of());
            boolean concerned = other.generation() == from || its.containsKey(from);
            if (concerned && !other.url().equals(url) && its.size() < MAX_RIVALS) {
                Map<Long, Boolean> after = new LinkedHashMap<>(its);
                after.remove(from, false);
                if (other.generation() != to) {
                    after.putIfAbsent(to, false);
                }
                set(other.url(), after);
            }
        }
    }

    /** The origin of a top index called the recorded generation the present one. */
    void confirmed(String url) throws StoreException {
        Map<Long, Boolean> its = byUrl.getOrDefault(url, Map.of());
        if (its.containsValue(false)) {
            Map<Long, Boolean> after = new LinkedHashMap<>(its);
            after.values().removeIf(own -> !own);
            set(url, after);
        }
    }

    /** A top index is not known any more. */
    void forgotten(String url) {
        if (byUrl.remove(url) != null) {
            tops.setRivals(generations());
        }
    }

    private void set(String url, Map<Long, Boolean> rivals) throws StoreException {
        if (rivals.equals(byUrl.getOrDefault(url, Map.of()))) {
            return;
        }
        if (rivals.isEmpty()) {
            byUrl.remove(url);
        } else {
            byUrl.put(url, rivals);
        }
        List<RivalRow> rows = new ArrayList<>();
        rivals.forEach((generation, own) -> rows.add(new RivalRow(url, generation, own)));
        index.saveRivals(url, rows);
        tops.setRivals(generations());
    }

    private Set<Long> generations() {
        return byUrl.values().stream().flatMap(its -> its.keySet().stream()).collect(Collectors.toUnmodifiableSet());
    }
}
