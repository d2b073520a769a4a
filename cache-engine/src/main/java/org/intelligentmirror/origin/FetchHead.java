package org.intelligentmirror.origin;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The head of an origin's answer to an order: a 200, or a 206 with one part.
 *
 * @param status 200 or 206
 * @param firstByte offset in the whole of the first byte that follows: 0 of a 200, that of Content-Range of a 206
 * @param totalLength bytes of the whole, if the answer says: Content-Length of a 200, the complete length of a 206's
 *     Content-Range
 * @param fields header fields by name in lower case; of a field that came more than once, its values joined by ", "
 *     (RFC 9110 section 5.3)
 */
public record FetchHead(int status, long firstByte, OptionalLong totalLength, Map<String, String> fields) {
    public FetchHead {
        fields = Map.copyOf(fields);
    }
}
