package org.intelligentmirror.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.evidence.Resolver;
import org.intelligentmirror.index.CatalogIndex.TopRow;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.repository.IndexFormat;
import org.intelligentmirror.repository.IndexName;

/**
 * A top index at its URL, and the generation it was last seen in.
 *
 * @param name where it stands and what it may speak for
 * @param since when this generation first passed
 * @param touchedAt when anything was last learnt of it: among several of one suite the last touched counts
 */
record Top(
        String url,
        IndexName name,
        long generation,
        Validators validators,
        Instant since,
        Instant confirmedAt,
        Instant touchedAt,
        boolean stale) {
    /** The top index a row tells of; empty if no request could name its URL any more. */
    static Optional<Top> of(TopRow row) {
        return LocatorParser.parse(row.url())
                .map(locator -> new Top(
                        row.url(),
                        IndexName.of(locator),
                        row.generation(),
                        new Validators(row.etag(), row.lastModified()),
                        row.since(),
                        row.confirmedAt(),
                        row.touchedAt(),
                        row.stale()));
    }

    TopRow toRow() {
        return new TopRow(
                url, generation, validators.etag(), validators.lastModified(), since, confirmedAt, touchedAt, stale);
    }

    Top renewedAt(Instant when) {
        return new Top(url, name, generation, validators, since, when, when, false);
    }

    Top staleAt(Instant when) {
        return new Top(url, name, generation, validators, since, confirmedAt, when, true);
    }

    /** What was captured below its root before then may have been replaced since. */
    Instant notBefore() {
        return stale && touchedAt.isAfter(since) ? touchedAt : since;
    }

    String root() {
        return name.root();
    }

    boolean isRpm() {
        return name.format().filter(format -> format == IndexFormat.REPOMD).isPresent();
    }

    /**
     * What it describes: {@code InRelease} and {@code Release} of one directory are the same suite, though one may be
     * newer.
     *
     * @param base {@link IndexName#base}, or what stands for it among mirrors
     */
    String suite(String base) {
        return base + (isRpm() ? "repomd" : "release");
    }

    /** Whether it vouches now. A confirmation from the future is a clock gone wrong. */
    boolean isCurrent(Instant now, Duration maxAge) {
        if (stale || confirmedAt.isAfter(now.plus(Resolver.CLOCK_SKEW))) {
            return false;
        }
        return maxAge.isZero() || Duration.between(confirmedAt, now).compareTo(maxAge) < 0;
    }
}
