package org.intelligentmirror.icap;

import java.util.List;
import java.util.Optional;

/**
 * The head of an ICAP answer with the HTTP head it encapsulates. With a body, {@link IcapChunk}s or one
 * {@link IcapFileChunk} follow, then {@link IcapLastChunk}.
 *
 * @param fields ICAP header fields; names and values hold no CR or LF
 * @param httpRequest raw HTTP request head
 * @param httpResponse raw HTTP response head
 */
public record IcapResponse(
        IcapStatus status, List<Field> fields, Optional<byte[]> httpRequest, Optional<byte[]> httpResponse, Body body) {
    /** What follows the heads. */
    public enum Body {
        /** Nothing. */
        NONE,
        /** The body of a request. */
        REQUEST,
        /** The body of a response. */
        RESPONSE
    }

    /** One header field. */
    public record Field(String name, String value) {}

    /** An answer that carries no message. */
    public static IcapResponse bare(IcapStatus status, List<Field> fields) {
        return new IcapResponse(status, fields, Optional.empty(), Optional.empty(), Body.NONE);
    }
}
