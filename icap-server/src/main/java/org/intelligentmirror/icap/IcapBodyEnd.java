package org.intelligentmirror.icap;

/**
 * The end of a request, after which the decoder waits for {@link IcapRequestDecoder#nextRequest}.
 *
 * @param ieof whether the preview held the whole body (RFC 3507 section 4.5)
 * @param trailers fields after the last chunk
 */
public record IcapBodyEnd(boolean ieof, HeaderFields trailers) {
    /** The end of a request that had no body, or ended outside a preview without trailers. */
    public static final IcapBodyEnd PLAIN = new IcapBodyEnd(false, HeaderFields.EMPTY);
}
