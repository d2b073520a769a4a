package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.catalog.Listing;
import org.intelligentmirror.eviction.EvictionOrder;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Finds the packages that no present index lists any more, so that they are evicted first.
 *
 * <p>Goes through all packages, a page at each call, again and again, as long as indexes have been read since it began.
 * Only a package that an index vouched for when it was captured can be known to have left, and one that was used within
 * {@link #IDLE} is left alone: whoever still uses it may not find it anywhere else. What is listed again is ranked
 * again. Used by one thread.
 */
final class DelistedWatch {
    /** How long a package must be unused. */
    static final Duration IDLE = Duration.ofHours(6);

    /** Packages looked at in a call: with one call a second, a million take an hour and a half. */
    private static final int PAGE = 200;
    /** Sources of one package looked at. */
    private static final int MAX_SOURCES = 16;

    private final PackageVault vault;
    private final EvictionOrder order;
    private final Catalog catalog;
    private final Clock clock;
    private long after;
    /** Indexes read when the present round began; -1 before the first. */
    private long readBefore = -1;

    DelistedWatch(PackageVault vault, Catalog catalog, Clock clock) {
        this.vault = vault;
        this.order = vault.retention().order();
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Looks at the next packages. */
    void look() throws StoreException {
        long read = catalog.counters().indexesRead();
        if (after == 0 && read == readBefore) {
            return;
        }
        if (after == 0) {
            readBefore = read;
        }
        Instant unusedSince = clock.instant().minus(IDLE);
        List<Blob> page =
                vault.index().list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE));
        for (Blob blob : page) {
            boolean idle = !blob.lastUsedAt().isAfter(unusedSince);
            if (idle && !blob.type().equals(Kinds.indexType())) {
                look(blob, unusedSince);
            }
        }
        after = page.size() < PAGE ? 0 : page.get(page.size() - 1).sequence();
    }

    private void look(Blob blob, Instant unusedSince) throws StoreException {
        List<Binding> bindings = vault.index().bindingsOf(blob, MAX_SOURCES);
        if (bindings.stream().noneMatch(Binding::wasVouched)) {
            return;
        }
        List<Locator> locators = bindings.stream()
                .flatMap(binding -> LocatorParser.parse(binding.url()).stream())
                .toList();
        Sha256 sha256 = blob.sha256();
        if (catalog.listing(sha256, locators) == Listing.UNLISTED) {
            order.delist(blob.sequence(), unusedSince.getEpochSecond());
        } else {
            order.relist(blob.sequence());
        }
    }
}
