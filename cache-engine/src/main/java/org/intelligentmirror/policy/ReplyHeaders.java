package org.intelligentmirror.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * The header fields of an origin's response that are kept with a capture and replayed with a hit, and nothing else:
 * stored fields are chosen by whoever runs the origin. Values hold only visible ASCII and spaces and are bounded in
 * length.
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
    /** The ETag if it is a strong one: two responses of one URL that share it have the same bytes (RFC 9110 8.8.1). */
    public Optional<String> strongEtag() {
        return etag.filter(tag -> tag.startsWith("\""));
    }
}
