package org.intelligentmirror.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.policy.HttpDates;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * What tells the bytes of one response from those of another of the same URL: a strong ETag, else a Last-Modified that
 * is at least a minute older than the response (RFC 9110 section 8.8.2.2).
 *
 * @param field in lower case
 */
record Validator(String field, String value) {
    private static final Duration SETTLED = Duration.ofSeconds(60);

    static Optional<Validator> of(ReplyHeaders headers) {
        Optional<Validator> tag = headers.strongEtag().map(value -> new Validator("etag", value));
        return tag.or(() -> headers.etag().isPresent()
                ? Optional.empty()
                : headers.lastModified()
                        .filter(value -> isSettled(value, headers.date()))
                        .map(value -> new Validator("last-modified", value)));
    }

    private static boolean isSettled(String lastModified, Instant date) {
        return HttpDates.parse(lastModified, date)
                .filter(at -> !at.plus(SETTLED).isAfter(date))
                .isPresent();
    }

    boolean isRepeatedBy(Map<String, String> fields) {
        return value.equals(fields.get(field));
    }
}
