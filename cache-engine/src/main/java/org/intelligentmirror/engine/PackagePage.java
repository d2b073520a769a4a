package org.intelligentmirror.engine;

import java.util.List;

/**
 * A part of a listing.
 *
 * @param entries what matches among the packages looked at: it may be nothing although more follows
 * @param next the cursor of the next page; 0 if this is the last
 */
public record PackagePage(List<PackageEntry> entries, long next) {}
