package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;

/**
 * One request that came through the gate.
 *
 * @param path still escaped; begins with a slash
 * @param rawQuery what followed the question mark, empty if nothing did
 * @param local where the connection came in
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClientRequest(
        String method, String path, String rawQuery, HttpHeaders headers, byte[] body, InetSocketAddress local) {
    boolean isHead() {
        return "HEAD".equals(method);
    }
}
