package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.intelligentmirror.handoff.Handoff;

/**
 * One request that came through the gate.
 *
 * @param local where the connection came in
 * @param handoff what it presents a valid token for, and then nothing else may be answered
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClientRequest(
        String method,
        RequestTarget target,
        HttpHeaders headers,
        byte[] body,
        InetSocketAddress local,
        Optional<Handoff> handoff) {
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
