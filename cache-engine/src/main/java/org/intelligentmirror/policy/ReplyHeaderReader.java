package org.intelligentmirror.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes from an origin's response what may be replayed. A field that is repeated, too long, or holds anything but
 * visible ASCII and spaces is dropped whole: half a value is a different value.
 */
public final class ReplyHeaderReader {
    /** Longest Content-Type kept, in characters. */
    public static final int MAX_CONTENT_TYPE = 256;
    /** Longest ETag kept, in characters: the index has room for 512, one of them for a mark. */
    public static final int MAX_ETAG = 511;
    /** Longest Accept-Ranges kept, in characters. */
    public static final int MAX_ACCEPT_RANGES = 64;
    /** Greatest age believed, in seconds: ten years. */
    public static final long MAX_AGE_SECONDS = Duration.ofDays(3650).toSeconds();

    private static final int MAX_AGE_DIGITS = 10;
    private static final Pattern ETAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]*\"");

    private ReplyHeaderReader() {}

    /** What of {@code response}, received at {@code now}, is kept. */
    public static ReplyHeaders read(HeaderView response, Instant now) {
        Optional<Instant> date =
                single(response, "Date", HttpDates.MAX_LENGTH).flatMap(text -> HttpDates.parse(text, now));
        long apparentAge = date.map(d -> Duration.between(d, now).toSeconds()).orElse(0L);
        long initialAge = Math.min(MAX_AGE_SECONDS, Math.max(0, Math.max(apparentAge, ageValue(response))));
        return new ReplyHeaders(
                single(response, "Content-Type", MAX_CONTENT_TYPE),
                single(response, "Last-Modified", HttpDates.MAX_LENGTH)
                        .filter(text -> HttpDates.parse(text, now).isPresent()),
                single(response, "ETag", MAX_ETAG)
                        .filter(tag -> ETAG.matcher(tag).matches()),
                single(response, "Accept-Ranges", MAX_ACCEPT_RANGES),
                date.orElse(now),
                initialAge);
    }

    private static Optional<String> single(HeaderView response, String field, int maxLength) {
        if (response.all(field).size() != 1) {
            return Optional.empty();
        }
        return response.first(field)
                .filter(value -> !value.isEmpty()
                        && value.length() <= maxLength
                        && value.chars().allMatch(c -> c >= ' ' && c < 0x7f));
    }

    /** RFC 9111 section 5.1: a list's first member counts, anything that is no number is ignored. */
    private static long ageValue(HeaderView response) {
        Optional<String> age = HeaderTokens.members(response, "Age").stream().findFirst();
        if (age.isEmpty() || !age.get().chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return age.get().length() > MAX_AGE_DIGITS ? MAX_AGE_SECONDS : Long.parseLong(age.get());
    }
}
