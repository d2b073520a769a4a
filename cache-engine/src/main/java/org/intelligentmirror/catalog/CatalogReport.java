package org.intelligentmirror.catalog;

import java.util.List;

/**
 * What happened in the catalog since the server started, for operators.
 *
 * @param indexesRead index files read
 * @param indexesRefused index files that changed nothing: cut short, malformed, listed by nobody
 * @param eventsDropped events lost to a full queue
 * @param disagreements roots that sent other bytes than an index vouched for
 * @param roots top indexes known, at most 8192: those that do not vouch first, then by URL
 */
public record CatalogReport(
        long indexesRead,
        long indexesRefused,
        long eventsDropped,
        List<Disagreement> disagreements,
        List<RootReport> roots) {
    public CatalogReport {
        disagreements = List.copyOf(disagreements);
        roots = List.copyOf(roots);
    }

    /** Of a catalog nothing has happened in. */
    public static final CatalogReport EMPTY = new CatalogReport(0, 0, 0, List.of(), List.of());
}
