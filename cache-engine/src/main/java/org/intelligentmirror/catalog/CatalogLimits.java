package org.intelligentmirror.catalog;

import java.time.Duration;

/**
 * Bounds of the catalog.
 *
 * @param maxQueued events that may wait to be dealt with; an index file that finds no place is not read
 * @param maxQueuedOfOrigin how many of them one origin may have
 * @param maxEntries entries of all lists together; one origin may have half of them
 * @param grace how long a generation is kept after another took its place
 * @param idleAfter how long a top index nobody asks for is kept
 */
public record CatalogLimits(int maxQueued, int maxQueuedOfOrigin, long maxEntries, Duration grace, Duration idleAfter) {
    /** What the product runs with. A first visit to a large distribution brings some fifty lists. */
    public static final CatalogLimits STANDARD =
            new CatalogLimits(512, 128, 4_000_000, Duration.ofDays(1), Duration.ofDays(90));
}
