package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;

/**
 * One request that came through the gate.
 *
 * @param local where the connection came in
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClientRequest(String method, RequestTarget target, HttpHeaders headers, byte[] body, InetSocketAddress local) {
    /** Still escaped; begins with a slash. */
    String path() {
        return target.path();
    }

    /** What followed the question mark, empty if nothing did. */
    String rawQuery() {
        return target.rawQuery();
    }

    boolean isHead() {
        return "HEAD".equals(method);
    }
}
