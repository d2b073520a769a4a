package org.intelligentmirror.handoff;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.intelligentmirror.policy.HttpDates;
import org.intelligentmirror.policy.ReplyHeaders;

/** The header fields of a package, whichever way it leaves: what its origin said, how old that is, and our word. */
public final class ReplayedFields {
    private ReplayedFields() {}

    /**
     * In the order to send them.
     *
     * @param receivedAt when {@code kept} arrived
     * @param cacheStatus the value of Cache-Status (RFC 9211)
     */
    public static Map<String, String> of(ReplyHeaders kept, Instant receivedAt, String cacheStatus, Instant now) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Date", HttpDates.format(kept.date()));
        kept.contentType().ifPresent(value -> fields.put("Content-Type", value));
        kept.acceptRanges().ifPresent(value -> fields.put("Accept-Ranges", value));
        kept.lastModified().ifPresent(value -> fields.put("Last-Modified", value));
        kept.etag().ifPresent(value -> fields.put("ETag", value));
        fields.put("Age", Long.toString(age(kept, receivedAt, now)));
        fields.put("Cache-Status", cacheStatus);
        return fields;
    }

    /** RFC 9111 section 4.2.3: the age on arrival and the time since. */
    private static long age(ReplyHeaders kept, Instant receivedAt, Instant now) {
        return kept.initialAge() + Math.max(0, Duration.between(receivedAt, now).toSeconds());
    }
}
