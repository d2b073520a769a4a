package org.intelligentmirror.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.catalog.MirrorGroups.Place;
import org.intelligentmirror.catalog.MirrorGroups.Twin;
import org.intelligentmirror.evidence.Claim;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.EntryRow;
import org.intelligentmirror.index.PathKey;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Asks every index that may speak of a locator.
 *
 * <p>These are the top indexes of roots above the locator, on its own scheme, host and port, and those above its twins
 * in a mirror group. Of one suite (one directory, or one directory relative to the group's roots) only the top index
 * touched last counts, whether it vouches or is stale.
 */
final class Voucher {
    /** Entries looked at for one path in one list; more than one is an odd repository. */
    static final int MAX_ENTRIES = 16;

    private final CatalogIndex index;
    private final Tops tops;
    private final MirrorGroups groups;
    private final Disagreements disagreements;
    private final CatalogTime time;

    Voucher(CatalogIndex index, Tops tops, MirrorGroups groups, Disagreements disagreements, CatalogTime time) {
        this.index = index;
        this.tops = tops;
        this.groups = groups;
        this.disagreements = disagreements;
        this.time = time;
    }

    /** A top index that may speak of the locator, which it knows by {@code path}. */
    private record Speaker(Top top, String path, boolean isOwn) {}

    Vouched vouch(Locator locator) throws StoreException {
        if (locator.query().isPresent()) {
            return new Vouched.None();
        }
        Instant now = time.now();
        boolean mirrorsCount = !disagreements.distrusts(locator);
        Map<String, Claim> claims = new LinkedHashMap<>();
        Set<Sha256> lastKnown = new HashSet<>();
        Instant notBefore = Instant.MIN;
        boolean own = false;
        boolean served = true;
        for (Speaker speaker : speakers(locator, now)) {
            Top top = speaker.top();
            notBefore = top.notBefore().isAfter(notBefore) ? top.notBefore() : notBefore;
            List<EntryRow> rows =
                    index.entries(tops.listings(top.generation()), PathKey.of(speaker.path()), MAX_ENTRIES);
            for (EntryRow row : rows) {
                Claim claim = claim(row);
                boolean first = speaker.isOwn() && index.seen(top.root(), row.listing());
                if (!time.isCurrent(top, now)) {
                    claim.sha256().ifPresent(lastKnown::add);
                } else {
                    claims.putIfAbsent(claim.identity(), claim);
                    own |= first;
                    served &= first || mirrorsCount;
                }
            }
        }
        Vouched vouched = verdict(claims, lastKnown, own, notBefore);
        // Bytes are still judged by what mirrors list; only serving by it stops.
        return vouched instanceof Vouched.Agreed agreed && !served
                ? new Vouched.Conflict(Set.of(agreed.claim()))
                : vouched;
    }

    private static Vouched verdict(Map<String, Claim> claims, Set<Sha256> lastKnown, boolean own, Instant notBefore) {
        Set<Sha256> vouched = new HashSet<>();
        claims.values().forEach(claim -> claim.sha256().ifPresent(vouched::add));
        if (!vouched.containsAll(lastKnown)) {
            lastKnown.addAll(vouched);
            return new Vouched.Stale(lastKnown, notBefore);
        }
        if (claims.isEmpty()) {
            return new Vouched.None(notBefore);
        }
        return claims.size() == 1
                ? new Vouched.Agreed(claims.values().iterator().next(), own ? Reason.CATALOG : Reason.MIRROR)
                : new Vouched.Conflict(Set.copyOf(claims.values()));
    }

    private Claim claim(EntryRow row) throws StoreException {
        Optional<Sha256> sha256 = row.sha256();
        if (sha256.isEmpty() && row.sha512().isPresent()) {
            sha256 = index.alias(row.sha512().get());
        }
        return new Claim(row.length(), sha256, row.sha512());
    }

    private Collection<Speaker> speakers(Locator locator, Instant now) {
        Map<String, Speaker> bySuite = new HashMap<>();
        for (Speaker speaker : candidates(locator)) {
            bySuite.merge(suiteOf(speaker.top()), speaker, (a, b) -> newer(a, b, now));
        }
        return bySuite.values();
    }

    private List<Speaker> candidates(Locator locator) {
        List<Speaker> found = new ArrayList<>();
        tops.covering(locator).forEach(top -> found.add(speaker(top, locator, true)));
        for (Twin twin : groups.twins(locator)) {
            tops.covering(twin.locator()).forEach(top -> found.add(speaker(top, twin.locator(), false)));
        }
        return found;
    }

    private static Speaker speaker(Top top, Locator locator, boolean own) {
        return new Speaker(top, locator.url().substring(top.root().length()), own);
    }

    private String suiteOf(Top top) {
        String base = top.name().base();
        Optional<Place> place = groups.placeOf(base);
        return top.suite(
                place.isPresent()
                        ? place.get().group()
                                + base.substring(place.get().root().length())
                        : base);
    }

    /** The one touched last; of two that say the same, the locator's own if it vouches by itself. */
    private Speaker newer(Speaker a, Speaker b, Instant now) {
        boolean currentA = a.isOwn() && time.isCurrent(a.top(), now);
        boolean currentB = b.isOwn() && time.isCurrent(b.top(), now);
        if (a.isOwn() != b.isOwn() && (currentA || currentB)) {
            // Mirrors lag behind each other: what a host itself says now is what its clients expect of it.
            return currentA ? a : b;
        }
        boolean isB = b.top().touchedAt().isAfter(a.top().touchedAt());
        Speaker last = isB ? b : a;
        Speaker other = isB ? a : b;
        boolean same = last.top().generation() == other.top().generation();
        return same && other.isOwn() && !last.isOwn() && time.isCurrent(other.top(), now) ? other : last;
    }
}
