package org.intelligentmirror.engine;

import java.util.Optional;

/**
 * Which packages to list, oldest capture first.
 *
 * @param text part of a file name or source URL, case ignored; {@code *} and {@code ?} are wildcards when present
 * @param type only this type
 * @param host only packages captured from this host
 * @param after the cursor of the page before; 0 for the first
 * @param limit 1 to 1000
 */
public record PackageQuery(Optional<String> text, Optional<String> type, Optional<String> host, long after, int limit) {
    /** Most entries a page holds. */
    public static final int MAX_LIMIT = 1000;
}
