package org.intelligentmirror.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.store.Capacity;

/**
 * Limits and evictions of the moment, from memory.
 *
 * @param room whether captures find room
 * @param maxBytes limit of all packages, 0 for none
 * @param usedBytes allocated bytes of packages and of captures under way
 * @param pinnedPackages packages known to be pinned, and their allocated bytes; after a start it takes a while until
 *     all are known, which {@code ready} tells
 * @param evicted since the server started, by the limit that wanted it
 * @param lastEvictedAt when a package was evicted last, and for how long that one had not been used
 */
public record EvictionReport(
        Room room,
        long maxBytes,
        long usedBytes,
        long pinnedPackages,
        long pinnedBytes,
        boolean ready,
        Map<Capacity.Limit, Evicted> evicted,
        Optional<Instant> lastEvictedAt,
        Optional<Duration> lastIdle) {
    /** Packages evicted and their allocated bytes. */
    public record Evicted(long packages, long bytes) {}

    /** Whether captures find room. */
    public enum Room {
        /** They do, or it is being made. */
        FREE("accepting"),
        /** All that is left is pinned. */
        PINNED("full: all that is left is pinned"),
        /** Others have filled the file system: evicting everything would not bring back store.min-free. */
        DISK("full: the file system has less than store.min-free left");

        private final String text;

        Room(String text) {
            this.text = text;
        }

        /** The state in words. */
        public String text() {
            return text;
        }
    }
}
