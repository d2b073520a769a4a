package org.intelligentmirror.server;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.HttpDates;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.policy.Verdict;

/** Writes the HTTP response of a hit: the whole package, its head only, or 304. */
final class HitWriter {
    private final Clock clock;

    HitWriter(Clock clock) {
        this.clock = clock;
    }

    /** Answers {@code http} from {@code hit}, which is taken over. */
    void write(HttpHead.Request http, Resolution.Hit hit, Answer answer) {
        StoredPackage stored = hit.stored();
        answer.verdict(Verdict.HIT, hit.evidence().reason());
        answer.transaction().served(stored.sha256());
        boolean notModified =
                Preconditions.evaluate(http.headers(), stored.headers()) == Preconditions.Answer.NOT_MODIFIED;
        boolean hasBody = !notModified && http.method().equals("GET") && stored.length() > 0;
        answer.ok(
                Optional.empty(),
                Optional.of(head(hit, notModified)),
                hasBody ? IcapResponse.Body.RESPONSE : IcapResponse.Body.NONE);
        if (hasBody) {
            answer.file(stored.channel(), stored.length());
        } else {
            stored.close();
        }
        answer.end();
    }

    private byte[] head(Resolution.Hit hit, boolean notModified) {
        StoredPackage stored = hit.stored();
        ReplyHeaders kept = stored.headers();
        StringBuilder head = new StringBuilder(400);
        // 1.1 whatever the client speaks: Squid adjusts it, and 1.0 would end persistent connections.
        head.append(notModified ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n");
        field(head, "Date", HttpDates.format(kept.date()));
        if (!notModified) {
            kept.contentType().ifPresent(value -> field(head, "Content-Type", value));
            field(head, "Content-Length", Long.toString(stored.length()));
            kept.acceptRanges().ifPresent(value -> field(head, "Accept-Ranges", value));
        }
        kept.lastModified().ifPresent(value -> field(head, "Last-Modified", value));
        kept.etag().ifPresent(value -> field(head, "ETag", value));
        field(head, "Age", Long.toString(age(stored)));
        field(
                head,
                "Cache-Status",
                "intelligentmirror; hit; detail=" + hit.evidence().reason().token());
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** RFC 9111 section 4.2.3: the age on arrival and the time since. */
    private long age(StoredPackage stored) {
        long resident = Duration.between(stored.receivedAt(), clock.instant()).toSeconds();
        return stored.headers().initialAge() + Math.max(0, resident);
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
