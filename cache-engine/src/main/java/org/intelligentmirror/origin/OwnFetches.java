package org.intelligentmirror.origin;

/**
 * The cache's own downloads: who makes them, and how they are told from those of clients.
 *
 * @param fetcher makes them; whoever made it closes it
 * @param tag what every one of them carries: unguessable, new at each start; empty if there are none
 */
public record OwnFetches(OriginFetcher fetcher, String tag) {
    /** No downloads of one's own. */
    public static final OwnFetches NONE = new OwnFetches(OriginFetcher.NONE, "");
}
