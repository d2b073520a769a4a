package org.intelligentmirror.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Range header field (RFC 9110 section 14.2), read against a body of known length.
 *
 * <p>Ignored, so that the whole body is the answer: another unit than bytes, bad syntax, a second field, more than
 * {@link #MAX_RANGES} ranges, and ranges that overlap so much that they ask for more bytes than there are. Ranges are
 * answered in the order asked, never coalesced: clients that ask for many look for each.
 */
final class RangeField {
    /** Ranges of one request; zchunk asks for up to 256. One past it is ignored. */
    static final int MAX_RANGES = 256;

    /** Longest field looked at: 256 ranges of two 19-digit positions, a space after each comma. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final String UNIT = "bytes=";
    private static final int MAX_DIGITS = 18;

    private RangeField() {}

    /** The parts of {@code length} bytes asked for: empty if the field is to be ignored, none if there are no such. */
    static Optional<List<ByteRange>> parse(HeaderView request, long length) {
        List<String> fields = request.all("Range");
        if (fields.size() != 1 || length == 0) {
            return Optional.empty();
        }
        String field = fields.get(0).strip();
        if (field.length() > MAX_LENGTH || !field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Optional.empty();
        }
        List<ByteRange> parts = new ArrayList<>();
        int asked = 0;
        long total = 0;
        for (String spec : field.substring(UNIT.length()).split(",", -1)) {
            String one = spec.strip();
            if (one.isEmpty()) {
                continue;
            }
            if (++asked > MAX_RANGES || !isSpec(one)) {
                return Optional.empty();
            }
            Optional<ByteRange> part = resolve(one, length);
            total += part.map(ByteRange::length).orElse(0L);
            part.ifPresent(parts::add);
        }
        boolean excessive = parts.size() > 1 && total > length;
        return asked == 0 || excessive ? Optional.empty() : Optional.of(parts);
    }

    /** {@code first-last}, {@code first-} or {@code -suffix}, and not backwards. */
    private static boolean isSpec(String spec) {
        int dash = spec.indexOf('-');
        if (dash < 0 || spec.length() == 1) {
            return false;
        }
        String first = spec.substring(0, dash);
        String last = spec.substring(dash + 1);
        boolean digits = isDigits(first) && isDigits(last);
        return digits && (first.isEmpty() || last.isEmpty() || position(first) <= position(last));
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** What of the body a range that is well formed names; empty if nothing. */
    private static Optional<ByteRange> resolve(String spec, long length) {
        int dash = spec.indexOf('-');
        String last = spec.substring(dash + 1);
        if (dash == 0) {
            long suffix = Math.min(position(last), length);
            return suffix == 0 ? Optional.empty() : Optional.of(new ByteRange(length - suffix, length - 1));
        }
        long first = position(spec.substring(0, dash));
        if (first >= length) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, last.isEmpty() ? length - 1 : Math.min(position(last), length - 1)));
    }

    /** A position however many digits it has: those no body reaches are all the same. */
    private static long position(String digits) {
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        String significant = digits.substring(zeros);
        return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
