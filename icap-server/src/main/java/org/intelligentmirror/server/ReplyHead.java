package org.intelligentmirror.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.intelligentmirror.policy.HttpDates;
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
        StringBuilder head = new StringBuilder(400);
        // 1.1 whatever the client speaks: Squid adjusts it, and 1.0 would end persistent connections.
        head.append(notModified ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n");
        field(head, "Date", HttpDates.format(kept.date()));
        if (!notModified) {
            kept.contentType().ifPresent(value -> field(head, "Content-Type", value));
            field(head, "Content-Length", Long.toString(length));
            kept.acceptRanges().ifPresent(value -> field(head, "Accept-Ranges", value));
        }
        kept.lastModified().ifPresent(value -> field(head, "Last-Modified", value));
        kept.etag().ifPresent(value -> field(head, "ETag", value));
        field(head, "Age", Long.toString(age(now)));
        field(head, "Cache-Status", cacheStatus);
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** RFC 9111 section 4.2.3: the age on arrival and the time since. */
    private long age(Instant now) {
        return kept.initialAge() + Math.max(0, Duration.between(receivedAt, now).toSeconds());
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
