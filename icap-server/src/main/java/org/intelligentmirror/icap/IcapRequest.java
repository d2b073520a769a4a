package org.intelligentmirror.icap;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The head of an ICAP request with the HTTP heads it encapsulates. {@link IcapChunk}s follow if it has a body, then, at
 * the end of a preview, {@link IcapPreviewEnd}; {@link IcapBodyEnd} ends every request, with a body or without.
 *
 * @param servicePath path of the request URI, without its query
 * @param headers ICAP header fields; {@code Proxy-Authorization} may be among them
 * @param httpRequest the encapsulated request head
 * @param httpResponse the encapsulated response head
 * @param preview bytes of preview announced
 * @param allow204 whether 204 may be answered outside the preview
 */
public record IcapRequest(
        IcapMethod method,
        String servicePath,
        HeaderFields headers,
        Optional<HttpHead> httpRequest,
        Optional<HttpHead> httpResponse,
        boolean hasBody,
        OptionalInt preview,
        boolean allow204,
        boolean close) {}
