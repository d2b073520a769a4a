package org.intelligentmirror.index;

import java.time.Instant;
import org.intelligentmirror.store.Sha256;

/**
 * A stored package as the index knows it.
 *
 * @param sequence order of commit, from 1
 * @param name decoded file name of its first capture
 */
public record Blob(
        long sequence,
        Sha256 sha256,
        String type,
        String name,
        long length,
        long allocatedBytes,
        Instant committedAt,
        Instant lastUsedAt,
        long hits) {}
