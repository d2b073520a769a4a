package org.intelligentmirror.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * The header fields of an origin's response that are kept with a capture and replayed with a hit, and nothing else:
 * stored fields are chosen by whoever runs the origin. Values hold only visible ASCII and spaces and are bounded in
 * length.
 *
 * <p>An origin may repeat a validator over other bytes. It is then kept with a mark, so that it is known when it comes
 * again, and is neither replayed nor compared with anything a client sends: {@link #believed} is what clients meet.
 *
 * @param contentType Content-Type as sent
 * @param lastModified Last-Modified as sent; a valid HTTP date
 * @param etag ETag as sent, weak prefix and quotes included
 * @param acceptRanges Accept-Ranges as sent
 * @param date when the origin made the response; our receipt if it did not say
 * @param initialAge seconds of age the response already had when it arrived (RFC 9111 section 4.2.3), never negative
 */
public record ReplyHeaders(
        Optional<String> contentType,
        Optional<String> lastModified,
        Optional<String> etag,
        Optional<String> acceptRanges,
        Instant date,
        long initialAge) {
    /** Begins a validator that its origin repeated over other bytes: no ETag and no date begins so. */
    static final char DISPROVEN = '-';

    /** The ETag if it is a strong one: two responses of one URL that share it have the same bytes (RFC 9110 8.8.1). */
    public Optional<String> strongEtag() {
        return etag.filter(tag -> tag.startsWith("\""));
    }

    /**
     * These fields in the light of others of the same locator, or of one united with it: a validator that those have
     * over other bytes, or that was caught at that before, is marked.
     *
     * @param sameBytes whether the others came with the bytes these came with
     */
    public ReplyHeaders beside(ReplyHeaders others, boolean sameBytes) {
        return with(
                lastModified.map(value -> judged(value, others.lastModified, sameBytes)),
                etag.map(value -> judged(value, others.etag, sameBytes)));
    }

    private static String judged(String value, Optional<String> other, boolean sameBytes) {
        String marked = DISPROVEN + value;
        boolean repeated = !sameBytes && other.equals(Optional.of(value));
        return repeated || other.equals(Optional.of(marked)) ? marked : value;
    }

    /** Whether {@code tag} was repeated over other bytes where these fields come from. */
    public boolean disproves(String tag) {
        return etag.equals(Optional.of(DISPROVEN + tag));
    }

    /** The same without the validators that are marked. */
    public ReplyHeaders believed() {
        return with(lastModified.filter(ReplyHeaders::isBelieved), etag.filter(ReplyHeaders::isBelieved));
    }

    private static boolean isBelieved(String validator) {
        return validator.charAt(0) != DISPROVEN;
    }

    /** The same for a locator that no validator is known of. */
    public ReplyHeaders withoutValidators() {
        return with(Optional.empty(), Optional.empty());
    }

    private ReplyHeaders with(Optional<String> modified, Optional<String> tag) {
        return new ReplyHeaders(contentType, modified, tag, acceptRanges, date, initialAge);
    }
}
