package org.intelligentmirror.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.catalog.Speakers.Speaker;
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
 * Asks every index that may speak of a locator what it lists. Where a generation that may be more recent lists other
 * bytes for the same path, these are in conflict.
 */
final class Voucher {
    /** Entries looked at for one path in one list; more than one is an odd repository. */
    static final int MAX_ENTRIES = 16;

    private final CatalogIndex index;
    private final Tops tops;
    private final Speakers speakers;
    private final Disagreements disagreements;

    Voucher(CatalogIndex index, Tops tops, Speakers speakers, Disagreements disagreements) {
        this.index = index;
        this.tops = tops;
        this.speakers = speakers;
        this.disagreements = disagreements;
    }

    Vouched vouch(Locator locator) throws StoreException {
        if (locator.query().isPresent()) {
            return new Vouched.None();
        }
        boolean mirrorsCount = !disagreements.distrusts(locator);
        Map<String, Claim> claims = new LinkedHashMap<>();
        Map<String, Claim> rivals = new LinkedHashMap<>();
        Set<Sha256> lastKnown = new HashSet<>();
        Instant notBefore = Instant.MIN;
        boolean own = false;
        boolean served = true;
        for (Speaker speaker : speakers.of(locator)) {
            Top top = speaker.top();
            notBefore = top.notBefore().isAfter(notBefore) ? top.notBefore() : notBefore;
            List<EntryRow> rows = rows(top.generation(), speaker);
            for (EntryRow row : rows) {
                Claim claim = claim(row);
                boolean first = speaker.isOwn() && index.seen(top.root(), row.listing());
                if (!speaker.isCurrent()) {
                    claim.sha256().ifPresent(lastKnown::add);
                } else {
                    claims.putIfAbsent(claim.identity(), claim);
                    own |= first;
                    served &= first || mirrorsCount;
                }
            }
            for (long rival : rows.isEmpty() ? Set.<Long>of() : speaker.rivals()) {
                for (EntryRow row : rows(rival, speaker)) {
                    Claim claim = claim(row);
                    rivals.putIfAbsent(claim.identity(), claim);
                }
            }
        }
        if (!claims.isEmpty()) {
            rivals.forEach(claims::putIfAbsent);
        }
        Vouched vouched = verdict(claims, lastKnown, own, notBefore);
        // Bytes are still judged by what mirrors list; only serving by it stops.
        return vouched instanceof Vouched.Agreed agreed && !served
                ? new Vouched.Conflict(Set.of(agreed.claim()))
                : vouched;
    }

    private List<EntryRow> rows(long generation, Speaker speaker) throws StoreException {
        List<EntryRow> rows = new ArrayList<>();
        for (String path : speaker.paths()) {
            rows.addAll(index.entries(tops.listings(generation), PathKey.of(path), MAX_ENTRIES));
        }
        return rows;
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
}
