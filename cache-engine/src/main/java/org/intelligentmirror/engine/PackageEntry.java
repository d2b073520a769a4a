package org.intelligentmirror.engine;

import java.time.Instant;
import java.util.List;
import org.intelligentmirror.store.Sha256;

/**
 * One stored package as operators see it.
 *
 * @param name file name it was captured under most recently, escapes decoded
 * @param type {@code rpm}, {@code deb}, …
 * @param hits answers served from it
 * @param sources URLs it was captured from, newest first; only the newest in listings, at most 100 in details
 */
public record PackageEntry(
        Sha256 sha256,
        String name,
        String type,
        long length,
        long allocatedBytes,
        Instant committedAt,
        Instant lastUsedAt,
        long hits,
        List<Source> sources) {
    /** One URL the package was captured from. */
    public record Source(String url, String host, String name, Instant capturedAt) {}
}
