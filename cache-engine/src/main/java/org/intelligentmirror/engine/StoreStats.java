package org.intelligentmirror.engine;

import java.util.Map;

/**
 * The store in figures.
 *
 * @param packages blobs stored
 * @param locators URLs bound to them
 * @param bytes sum of their lengths
 * @param allocatedBytes what they take on disk
 * @param freeBytes usable bytes of the file system
 * @param capturesRunning captures not yet ended
 * @param byType packages and bytes of each type
 */
public record StoreStats(
        long packages,
        long locators,
        long bytes,
        long allocatedBytes,
        long freeBytes,
        int capturesRunning,
        Map<String, TypeStats> byType) {
    /** One type's share. */
    public record TypeStats(long packages, long bytes, long allocatedBytes) {}
}
