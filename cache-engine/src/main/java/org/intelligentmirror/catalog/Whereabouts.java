package org.intelligentmirror.catalog;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.intelligentmirror.evidence.Claim;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.EntryRow;
import org.intelligentmirror.index.PathKey;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.repository.IndexName;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** Which roots carry a package. Blocks, but for {@link #united}; safe for any thread. */
final class Whereabouts {
    /** Other locators told of for one. */
    static final int MAX_ALTERNATIVES = 16;
    /** Locators told of as united with one. */
    static final int MAX_UNITED = 64;
    /** Locators of one package asked about. */
    static final int MAX_LOCATORS = 16;

    private final CatalogIndex index;
    private final Tops tops;
    private final MirrorGroups groups;
    private final Disagreements disagreements;
    private final Voucher voucher;
    private final CatalogTime time;

    Whereabouts(
            CatalogIndex index,
            Tops tops,
            MirrorGroups groups,
            Disagreements disagreements,
            Voucher voucher,
            CatalogTime time) {
        this.index = index;
        this.tops = tops;
        this.groups = groups;
        this.disagreements = disagreements;
        this.voucher = voucher;
        this.time = time;
    }

    /** Roots that share a list with one above {@code locator}, confirmed last first; then its mirror group's. */
    List<Locator> alternatives(Locator locator) throws StoreException {
        if (locator.query().isPresent()) {
            return List.of();
        }
        Instant now = time.now();
        Set<Locator> found = new LinkedHashSet<>();
        for (Top top : tops.covering(locator)) {
            if (time.isCurrent(top, now)) {
                String path = locator.place().substring(top.root().length());
                for (String listed : top.name().listedPaths(locator.place())) {
                    Set<Long> listing = new HashSet<>();
                    for (EntryRow row :
                            index.entries(tops.listings(top.generation()), PathKey.of(listed), Voucher.MAX_ENTRIES)) {
                        listing.add(row.listing());
                    }
                    sharing(listing, now).stream()
                            .filter(its -> its.listedPaths(its.root() + path).contains(listed))
                            .limit(MAX_ALTERNATIVES + 1L)
                            .forEach(its ->
                                    LocatorParser.parse(its.root() + path).ifPresent(found::add));
                }
            }
        }
        groups.twins(locator).forEach(twin -> found.add(twin.locator()));
        return found.stream()
                .filter(each -> !each.equals(locator) && !disagreements.distrusts(each))
                .limit(MAX_ALTERNATIVES)
                .toList();
    }

    /** The same path at other members of the mirror group, then at roots with the same bytes as their top index. */
    List<Locator> united(Locator locator) {
        if (locator.query().isPresent()) {
            return List.of();
        }
        Instant now = time.now();
        Set<Locator> found = new LinkedHashSet<>();
        groups.twins(locator).forEach(twin -> found.add(twin.locator()));
        for (Top top : tops.covering(locator)) {
            if (time.isCurrent(top, now)) {
                String path = locator.place().substring(top.root().length());
                tops.all().stream()
                        .filter(other -> other.generation() == top.generation() && time.isCurrent(other, now))
                        .sorted(Comparator.comparing(Top::confirmedAt).reversed())
                        .limit(MAX_UNITED + 1L)
                        .forEach(other ->
                                LocatorParser.parse(other.root() + path).ifPresent(found::add));
            }
        }
        return found.stream()
                .filter(each -> !each.equals(locator) && !disagreements.distrusts(each))
                .limit(MAX_UNITED)
                .toList();
    }

    /** Present top indexes that lead to one of these lists, one of each root. */
    private Collection<IndexName> sharing(Set<Long> listings, Instant now) {
        return listings.isEmpty()
                ? List.of()
                : tops.all().stream()
                        .filter(top -> time.isCurrent(top, now)
                                && tops.listings(top.generation()).stream().anyMatch(listings::contains))
                        .sorted(Comparator.comparing(Top::confirmedAt).reversed())
                        .map(Top::name)
                        .collect(Collectors.toMap(
                                IndexName::root, name -> name, (one, other) -> one, LinkedHashMap::new))
                        .values();
    }

    Listing listing(Sha256 sha256, Collection<Locator> locators) throws StoreException {
        Instant now = time.now();
        Listing answer = Listing.UNKNOWN;
        for (Locator locator : locators.stream().limit(MAX_LOCATORS).toList()) {
            if (names(voucher.vouch(locator), sha256)) {
                return Listing.LISTED;
            }
            boolean known = locator.query().isEmpty()
                    && tops.covering(locator).stream()
                            .anyMatch(top -> time.isCurrent(top, now)
                                    && !tops.listings(top.generation()).isEmpty());
            answer = known ? Listing.UNLISTED : answer;
        }
        return answer;
    }

    private static boolean names(Vouched vouched, Sha256 sha256) {
        boolean lastKnown =
                vouched instanceof Vouched.Stale stale && stale.lastKnown().contains(sha256);
        return lastKnown || vouched.claims().stream().map(Claim::sha256).anyMatch(Optional.of(sha256)::equals);
    }
}
