package org.intelligentmirror.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.ShareRow;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Makes room for the entries of one more list.
 *
 * <p>An origin's share is what the generations of its top indexes, former ones included, lead to. It may have half of
 * all there is room for; beyond that it loses what it has had untouched for longest. When all room is taken, the origin
 * with the largest share loses, so that nobody can drive out those who have less. Used by the catalog's thread; blocks.
 */
final class Room {
    /** An origin may have one part in so many. */
    static final int PARTS = 2;

    private static final int DROP_ROWS = 2000;

    private final CatalogIndex index;
    private final Tops tops;
    private final long maxEntries;
    private final String origin;
    private final Sha256 list;

    /**
     * Room for one list.
     *
     * @param maxEntries of all lists together
     * @param url where the list, or a top index that lists it, is
     * @param list its digest: top indexes of the same origin that list it now stay
     */
    Room(CatalogIndex index, Tops tops, long maxEntries, String url, Sha256 list) {
        this.index = index;
        this.tops = tops;
        this.maxEntries = maxEntries;
        this.origin = originOf(url);
        this.list = list;
    }

    /** Whether there is room for so many entries; drops what must make it. */
    boolean makeFor(long entries) throws StoreException {
        while (true) {
            Map<String, List<ShareRow>> shares = new HashMap<>();
            for (ShareRow row : index.shares()) {
                shares.computeIfAbsent(originOf(row.topUrl()), key -> new ArrayList<>())
                        .add(row);
            }
            long own = sum(shares.getOrDefault(origin, List.of())) + entries;
            String loser = origin;
            if (own <= maxEntries / PARTS) {
                if (index.totalEntries() + entries <= maxEntries) {
                    return true;
                }
                loser = largest(shares, own);
            }
            Optional<ShareRow> victim = victim(shares.getOrDefault(loser, List.of()));
            if (victim.isEmpty()) {
                return false;
            }
            drop(victim.get());
        }
    }

    private static long sum(List<ShareRow> rows) {
        Set<Long> counted = new HashSet<>();
        return rows.stream()
                .filter(row -> counted.add(row.listing()))
                .mapToLong(ShareRow::entries)
                .sum();
    }

    private String largest(Map<String, List<ShareRow>> shares, long own) {
        String largest = origin;
        long most = own;
        for (Map.Entry<String, List<ShareRow>> share : shares.entrySet()) {
            long its = sum(share.getValue());
            if (its > most) {
                largest = share.getKey();
                most = its;
            }
        }
        return largest;
    }

    /** A former generation before a present one, the one untouched for longest first. */
    private Optional<ShareRow> victim(List<ShareRow> rows) throws StoreException {
        List<ShareRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing(ShareRow::former).reversed().thenComparing(ShareRow::since));
        for (ShareRow row : sorted) {
            boolean stays = !row.former()
                    && originOf(row.topUrl()).equals(origin)
                    && index.listed(row.generation(), list, Optional.empty()).isPresent();
            if (!stays) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private void drop(ShareRow victim) throws StoreException {
        if (victim.former()) {
            index.dropFormer(victim.topUrl(), victim.generation());
        } else {
            tops.get(victim.topUrl()).ifPresent(tops::remove);
            index.dropTop(victim.topUrl());
        }
        boolean more = true;
        while (more) {
            more = index.dropStep(Instant.EPOCH, DROP_ROWS);
        }
    }

    private static String originOf(String url) {
        return url.substring(0, url.indexOf('/', url.indexOf("://") + "://".length()) + 1);
    }
}
