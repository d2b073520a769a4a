package org.intelligentmirror.icap;

/**
 * Every bound of the decoder. What exceeds one is answered 400 and the connection closed, save where said otherwise.
 *
 * @param requestLineBytes longest ICAP request line, CRLF excluded
 * @param headBytes longest ICAP header block after the request line, and longest trailer block, final CRLF included
 * @param headerFields most fields in one header block; an encapsulated HTTP head with more is kept as unreadable
 * @param httpHeadBytes longest encapsulated HTTP head, each
 * @param chunkLineBytes longest chunk-size line with its extensions, CRLF excluded
 * @param previewBytes largest preview a client may announce
 * @param leadingEmptyLines empty lines tolerated before a request line (RFC 9112 section 2.2)
 * @param pipelinedBytes bytes of later requests held while one is being answered; reading stops beyond it
 */
public record IcapLimits(
        int requestLineBytes,
        int headBytes,
        int headerFields,
        int httpHeadBytes,
        int chunkLineBytes,
        int previewBytes,
        int leadingEmptyLines,
        int pipelinedBytes) {
    /** What the server runs with. Squid's own heads are at most 64 KiB (reply_header_max_size). */
    public static final IcapLimits DEFAULT =
            new IcapLimits(8 * 1024, 32 * 1024, 200, 64 * 1024, 1024, 64 * 1024, 4, 64 * 1024);
}
