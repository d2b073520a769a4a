package org.intelligentmirror.policy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.intelligentmirror.locator.Locator;

/**
 * Decides from the head of a response whether its body is worth keeping: a complete, public, unencoded 200 whose
 * completeness can be proven. A 200 that answers a Range request is a whole one. Immutable, safe for any thread.
 */
public final class ResponsePolicy {
    /** Longest body believed in; one byte more is absurd. 1 TiB. */
    public static final long MAX_CONTENT_LENGTH = 1L << 40;

    private static final int MAX_LENGTH_DIGITS = 19;

    /** RFC 9110 section 14.4. */
    private static final Pattern PART = Pattern.compile("bytes [0-9]{1,18}-[0-9]{1,18}/([0-9]{1,18})");

    private final Map<String, TypeSettings> types;
    private final Predicate<Locator> digestKnown;

    /**
     * A policy for these settings.
     *
     * @param types by type; a type that is missing is off
     * @param digestKnown whether the digest of a locator's content is known beforehand
     */
    public ResponsePolicy(Map<String, TypeSettings> types, Predicate<Locator> digestKnown) {
        this.types = Map.copyOf(types);
        this.digestKnown = digestKnown;
    }

    /** Judges the response to a request that was {@link Classification.Wanted}. */
    public Judgement judge(Classification.Wanted wanted, Exchange exchange, Instant now) {
        Optional<Reason> refusal = refusal(exchange);
        if (refusal.isPresent()) {
            return leave(refusal.get());
        }
        TypeSettings type = types.get(wanted.kind().type());
        if (type == null || !type.enabled()) {
            return leave(Reason.TYPE_OFF);
        }
        boolean vouched = digestKnown.test(wanted.locator());
        List<String> lengths = exchange.response().all("Content-Length");
        OptionalLong length = contentLength(exchange.response());
        if (length.isEmpty() && (!lengths.isEmpty() || !vouched)) {
            return leave(Reason.LENGTH);
        }
        if (length.isPresent() && outOfBounds(length.getAsLong(), type)) {
            return leave(Reason.SIZE);
        }
        if (!vouched && !wanted.kind().storableUnvouched()) {
            return leave(Reason.UNVOUCHED);
        }
        return new Judgement.Keep(length, ReplyHeaderReader.read(exchange.response(), now));
    }

    /** Judges the response to a request for a {@link Classification.MutableIndex}; its length may be unknown. */
    public Judgement judgeIndex(Exchange exchange, Instant now) {
        Optional<Reason> refusal = refusal(exchange);
        if (refusal.isPresent()) {
            return leave(refusal.get());
        }
        List<String> lengths = exchange.response().all("Content-Length");
        OptionalLong length = contentLength(exchange.response());
        boolean contradictory = length.isEmpty() && !lengths.isEmpty();
        return contradictory
                ? leave(Reason.LENGTH)
                : new Judgement.Keep(length, ReplyHeaderReader.read(exchange.response(), now));
    }

    /**
     * Whether a response is a part of something that would be kept whole, as far as a part tells: a 206 with one range,
     * public, unencoded, of a whole within the bounds of its type.
     */
    public boolean wantsWhole(Classification.Wanted wanted, Exchange exchange) {
        TypeSettings type = types.get(wanted.kind().type());
        boolean fits = exchange.response()
                .first("Content-Range")
                .map(PART::matcher)
                .filter(Matcher::matches)
                .map(part -> parseLength(part.group(1)))
                .filter(length -> length > 0 && type != null && type.enabled() && !outOfBounds(length, type))
                .isPresent();
        return exchange.status() == 206 && fits && unfit(exchange).isEmpty();
    }

    private static Optional<Reason> refusal(Exchange exchange) {
        HeaderView response = exchange.response();
        if (!exchange.method().equals("GET")) {
            return Optional.of(Reason.METHOD);
        }
        if (exchange.status() != 200 || response.has("Content-Range") || oddTransferEncoding(response)) {
            return Optional.of(Reason.STATUS);
        }
        return unfit(exchange);
    }

    /** Encoded, or not for everybody. */
    private static Optional<Reason> unfit(Exchange exchange) {
        HeaderView response = exchange.response();
        boolean encoded = HeaderTokens.members(response, "Content-Encoding").stream()
                .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
        boolean varies = HeaderTokens.members(response, "Vary").stream()
                .anyMatch(field -> !field.equalsIgnoreCase("Accept-Encoding"));
        if (encoded || varies) {
            return Optional.of(Reason.ENCODING);
        }
        boolean isPrivate = response.has("Set-Cookie")
                || response.has("Set-Cookie2")
                || HeaderTokens.hasDirective(response, "Cache-Control", "private")
                || HeaderTokens.hasDirective(response, "Cache-Control", "no-store")
                || RequestNeeds.of(exchange.request()).noStore();
        return isPrivate ? Optional.of(Reason.PRIVATE) : Optional.empty();
    }

    /** Chunked alone is framing, already undone by whoever shows us the message; anything more is a coding. */
    private static boolean oddTransferEncoding(HeaderView response) {
        return response.has("Transfer-Encoding")
                && !HeaderTokens.members(response, "Transfer-Encoding").stream()
                        .map(coding -> coding.toLowerCase(Locale.ROOT))
                        .toList()
                        .equals(List.of("chunked"));
    }

    /** The length all lines and members agree on (RFC 9110 section 8.6); empty if there is none or they do not. */
    public static OptionalLong contentLength(HeaderView response) {
        long agreed = -1;
        for (String line : response.all("Content-Length")) {
            for (String member : line.split(",", -1)) {
                long length = parseLength(member.strip());
                if (length < 0 || (agreed >= 0 && agreed != length)) {
                    return OptionalLong.empty();
                }
                agreed = length;
            }
        }
        return agreed < 0 ? OptionalLong.empty() : OptionalLong.of(agreed);
    }

    private static long parseLength(String text) {
        boolean digits = !text.isEmpty()
                && text.length() < MAX_LENGTH_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return -1;
        }
        long length = Long.parseLong(text);
        return length <= MAX_CONTENT_LENGTH ? length : -1;
    }

    private static boolean outOfBounds(long length, TypeSettings type) {
        return length == 0
                || length < type.minPackageBytes()
                || (type.maxPackageBytes() > 0 && length > type.maxPackageBytes());
    }

    private static Judgement leave(Reason reason) {
        return new Judgement.Leave(reason);
    }
}
