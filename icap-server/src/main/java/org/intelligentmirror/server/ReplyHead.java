package org.intelligentmirror.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.intelligentmirror.handoff.ReplayedFields;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * The head of an HTTP response made from what an origin once said.
 *
 * @param length bytes of the whole package
 * @param receivedAt when the origin's response arrived, from which its age counts
 * @param cacheStatus the value of Cache-Status (RFC 9211)
 */
record ReplyHead(ReplyHeaders kept, long length, Instant receivedAt, String cacheStatus) {
    /** 200 with the whole, or 304, as sent at {@code now}. */
    byte[] render(boolean notModified, Instant now) {
        Map<String, String> fields = ReplayedFields.of(kept, receivedAt, cacheStatus, now);
        if (notModified) {
            fields.remove("Content-Type");
            fields.remove("Accept-Ranges");
        } else {
            fields.put("Content-Length", Long.toString(length));
        }
        StringBuilder head = new StringBuilder(400);
        // 1.1 whatever the client speaks: Squid adjusts it, and 1.0 would end persistent connections.
        head.append(notModified ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
