package org.intelligentmirror.fetch;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchHead;

/** Which answers are what was ordered, and what they say of the bytes that follow. Stateless. */
final class AnswerRules {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** The origin has trouble now, and may have none soon. */
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    /** Eighteen digits fit a long. */
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

    private AnswerRules() {}

    /**
     * What an accepted answer is.
     *
     * @param bodyLength bytes that must follow, where that is known
     */
    record Accepted(FetchHead head, OptionalLong bodyLength) {}

    /** Whether the answer sends us elsewhere. */
    static boolean isRedirect(ClassicHttpResponse answer) {
        return REDIRECTS.contains(answer.getCode());
    }

    /**
     * Judges an answer to an order from {@code firstByte} on.
     *
     * @param framedLength Content-Length; negative if the body is framed otherwise
     * @throws FetchFault DENIED unless it is a 200, or a 206 of exactly one part that begins there, without any coding
     */
    static Accepted accept(ClassicHttpResponse answer, long framedLength, long firstByte) throws FetchFault {
        int status = answer.getCode();
        if (PASSING.contains(status)) {
            throw FetchFault.passing(FetchEnd.DENIED, "the answer is " + status);
        }
        boolean partial = status == PARTIAL && firstByte > 0;
        if (status != OK && !partial) {
            throw FetchFault.lasting(FetchEnd.DENIED, "the answer is " + status);
        }
        Map<String, String> fields = fields(answer);
        String coding = fields.getOrDefault("content-encoding", "identity").trim();
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
            throw FetchFault.lasting(FetchEnd.DENIED, "the answer has a Content-Encoding");
        }
        return partial ? partial(fields, framedLength, firstByte) : whole(fields, framedLength);
    }

    private static Accepted whole(Map<String, String> fields, long framedLength) {
        OptionalLong length = framedLength < 0 ? OptionalLong.empty() : OptionalLong.of(framedLength);
        return new Accepted(new FetchHead(OK, 0, length, fields), length);
    }

    /** RFC 9110 section 14.4. A joined value, as of two fields, is none. */
    private static Accepted partial(Map<String, String> fields, long framedLength, long firstByte) throws FetchFault {
        Matcher range = CONTENT_RANGE.matcher(
                Optional.ofNullable(fields.get("content-range")).orElse("").trim());
        if (!range.matches()) {
            throw FetchFault.lasting(FetchEnd.DENIED, "the answer is a 206 without one Content-Range");
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        OptionalLong total =
                range.group(3).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(3)));
        long length = last - first + 1;
        if (first != firstByte
                || length <= 0
                || (total.isPresent() && last >= total.getAsLong())
                || (framedLength >= 0 && framedLength != length)) {
            throw FetchFault.lasting(FetchEnd.DENIED, "the answer is another part than the one ordered");
        }
        return new Accepted(new FetchHead(PARTIAL, first, total, fields), OptionalLong.of(length));
    }

    private static Map<String, String> fields(ClassicHttpResponse answer) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Header field : answer.getHeaders()) {
            String value = Optional.ofNullable(field.getValue()).orElse("");
            fields.merge(field.getName().toLowerCase(Locale.ROOT), value, (one, other) -> one + ", " + other);
        }
        return fields;
    }
}
