package org.intelligentmirror.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.catalog.MirrorGroups.Place;
import org.intelligentmirror.catalog.MirrorGroups.Twin;
import org.intelligentmirror.evidence.Resolver;
import org.intelligentmirror.locator.Locator;

/**
 * Tells which top indexes speak of a locator.
 *
 * <p>These are those of roots above it, on its own scheme, host and port, and those above its twins in a mirror group.
 * Of one suite (one directory, or one directory relative to the group's roots) only the top index touched last counts,
 * whether it vouches or is stale. A list of a flat repository speaks only where no {@code Release} was seen beside it.
 * Safe for any thread.
 */
final class Speakers {
    private final Tops tops;
    private final Rivals rivals;
    private final MirrorGroups groups;
    private final CatalogTime time;

    Speakers(Tops tops, Rivals rivals, MirrorGroups groups, CatalogTime time) {
        this.tops = tops;
        this.rivals = rivals;
        this.groups = groups;
        this.time = time;
    }

    /**
     * A top index that may speak of the locator, which its lists may know by any of {@code paths}.
     *
     * @param isOwn whether it is of the locator's own origin
     * @param touchedAt when anything was last learnt of it; long ago if a clock gone wrong recorded the future
     * @param rivals generations that may be more recent than its own
     */
    record Speaker(Top top, List<String> paths, boolean isOwn, boolean isCurrent, Instant touchedAt, Set<Long> rivals) {
        /** The same, not above what {@code twin} of its mirror group came to say since it was confirmed itself. */
        private Speaker against(Speaker twin) {
            boolean later = twin.isCurrent()
                    && twin.top().generation() != top.generation()
                    && twin.top().since().isAfter(top.confirmedAt());
            if (!later) {
                return this;
            }
            Set<Long> all = new HashSet<>(rivals);
            all.add(twin.top().generation());
            return new Speaker(top, paths, isOwn, isCurrent, touchedAt, all);
        }
    }

    /** Of each suite the one that counts. */
    Collection<Speaker> of(Locator locator) {
        Instant now = time.now();
        Map<String, Speaker> bySuite = new HashMap<>();
        for (Speaker speaker : candidates(locator, now)) {
            bySuite.merge(speaker.top().suite(placeOf(speaker.top())), speaker, Speakers::newer);
        }
        return bySuite.values().stream()
                .filter(speaker -> !speaker.top().name().isFlatList()
                        || !bySuite.containsKey(Top.releaseOf(placeOf(speaker.top()))))
                .toList();
    }

    private List<Speaker> candidates(Locator locator, Instant now) {
        List<Speaker> found = new ArrayList<>();
        tops.covering(locator).forEach(top -> found.add(speaker(top, locator, true, now)));
        for (Twin twin : groups.twins(locator)) {
            tops.covering(twin.locator()).forEach(top -> found.add(speaker(top, twin.locator(), false, now)));
        }
        return found;
    }

    private Speaker speaker(Top top, Locator locator, boolean own, Instant now) {
        List<String> paths = top.name().listedPaths(locator.place());
        boolean inFuture = top.touchedAt().isAfter(now.plus(Resolver.CLOCK_SKEW));
        Instant touchedAt = inFuture ? Instant.MIN : top.touchedAt();
        return new Speaker(top, paths, own, time.isCurrent(top, now), touchedAt, rivals.of(top.url()));
    }

    /** Its base, or what stands for that among the mirrors of its group. */
    private String placeOf(Top top) {
        String base = top.name().base();
        Optional<Place> place = groups.placeOf(base);
        return place.isPresent()
                ? place.get().group() + base.substring(place.get().root().length())
                : base;
    }

    /** The one touched last; of two that say the same, the locator's own if it vouches by itself. */
    private static Speaker newer(Speaker a, Speaker b) {
        if (a.isOwn() != b.isOwn() && (a.isOwn() ? a : b).isCurrent()) {
            // Mirrors lag behind each other: what a host itself says now is what its clients expect of it.
            return a.isOwn() ? a.against(b) : b.against(a);
        }
        boolean isB = b.touchedAt().isAfter(a.touchedAt());
        Speaker last = isB ? b : a;
        Speaker other = isB ? a : b;
        boolean same = last.top().generation() == other.top().generation();
        return same && other.isOwn() && !last.isOwn() && other.isCurrent() ? other : last;
    }
}
