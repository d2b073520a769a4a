package org.intelligentmirror.journal;

import java.time.Instant;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/**
 * One thing that is to be true of the store. It is written before it is done, so a record may speak of a blob that
 * never came, but no blob comes that no record speaks of; a URL is bound in the journal only to a blob that is there.
 * Of several records about one thing the last one counts.
 */
public sealed interface JournalRecord {
    /**
     * A blob is stored.
     *
     * @param name decoded file name it is listed by
     * @param length bytes
     * @param hits answers served from it when this was written
     */
    record Stored(
            Sha256 sha256, String type, String name, long length, Instant committedAt, Instant lastUsedAt, long hits)
            implements JournalRecord {}

    /**
     * A URL is bound to a blob; it was bound to no other before, or is no more.
     *
     * @param url in the locator's normal form
     * @param evidenceRank rank of the evidence the bytes were checked against
     */
    record Bound(Sha256 sha256, String url, Instant capturedAt, int evidenceRank, ReplyHeaders headers)
            implements JournalRecord {}

    /** A blob is stored no more, and no URL is bound to it. */
    record Forgotten(Sha256 sha256) implements JournalRecord {}

    /** The blob {@code sha256} has this SHA-512, 128 lower-case hexadecimal digits. */
    record Alias(String sha512, Sha256 sha256) implements JournalRecord {}

    /** Something must stay, as long as nothing unpins it: {@code kind} says what the pattern is. */
    record Pinned(String kind, String pattern, Instant pinnedAt) implements JournalRecord {}

    /** It need not stay any more. */
    record Unpinned(String kind, String pattern) implements JournalRecord {}
}
