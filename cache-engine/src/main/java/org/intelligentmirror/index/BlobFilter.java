package org.intelligentmirror.index;

import java.util.Optional;

/**
 * Which blobs to list, in order of commit.
 *
 * @param text part of the name or of a source URL, case ignored; {@code *} and {@code ?} are wildcards
 * @param after sequence of the last blob already seen
 * @param limit most blobs returned
 */
public record BlobFilter(Optional<String> text, Optional<String> type, Optional<String> host, long after, int limit) {}
