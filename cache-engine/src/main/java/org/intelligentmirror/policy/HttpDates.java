package org.intelligentmirror.policy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP dates (RFC 9110 section 5.6.7): three formats are read, one is written. */
public final class HttpDates {
    /** Longest text looked at; the longest legal one, RFC 850 on a Wednesday, has 34 characters. */
    public static final int MAX_LENGTH = 40;

    private static final int RFC_850_WINDOW_YEARS = 50;
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final DateTimeFormatter ASCTIME = new DateTimeFormatterBuilder()
            .appendPattern("EEE MMM ")
            .padNext(2)
            .appendValue(ChronoField.DAY_OF_MONTH)
            .appendPattern(" HH:mm:ss yyyy")
            .toFormatter(Locale.ENGLISH);

    private HttpDates() {}

    /**
     * The instant {@code text} names; empty if it is no HTTP date.
     *
     * @param now decides the century of a two-digit year: a date more than 50 years ahead lies in the past
     */
    public static Optional<Instant> parse(String text, Instant now) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        for (DateTimeFormatter format : List.of(IMF_FIXDATE, rfc850(now), ASCTIME)) {
            try {
                return Optional.of(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException e) {
                // Not in this format: the next one is tried.
            }
        }
        return Optional.empty();
    }

    /** IMF-fixdate, to the second below. */
    public static String format(Instant instant) {
        return IMF_FIXDATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static DateTimeFormatter rfc850(Instant now) {
        int earliest = now.atOffset(ZoneOffset.UTC).getYear() + RFC_850_WINDOW_YEARS - 99;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }
}
