package org.intelligentmirror.index;

import java.time.Instant;
import org.intelligentmirror.store.Sha256;

/**
 * A package to be recorded without a URL it came from.
 *
 * @param name decoded file name it is listed by
 * @param hits answers served from it so far
 */
public record NewBlob(
        Sha256 sha256,
        String type,
        String name,
        long length,
        long allocatedBytes,
        Instant committedAt,
        Instant lastUsedAt,
        long hits) {}
