package org.intelligentmirror.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What of a stored body a GET or HEAD is answered with, after its preconditions and its Range have been judged in the
 * order of RFC 9110 section 13.2.2.
 */
public sealed interface Selection {
    /** 200: all of it. */
    record Whole() implements Selection {}

    /** 206: these parts in this order, at least one. */
    record Parts(List<ByteRange> parts) implements Selection {}

    /** 304: the client has it. */
    record NotModified() implements Selection {}

    /** 412: it is not what the client expects. */
    record PreconditionFailed() implements Selection {}

    /** 416: it has none of the bytes asked for. */
    record Unsatisfiable() implements Selection {}

    /**
     * Judges a request. Range counts for GET only (RFC 9110 section 14.2).
     *
     * @param stored the validators to go by
     * @param length bytes there are
     * @param ifRange whether the value of If-Range stands for these bytes; {@link Preconditions#ifRange} unless more is
     *     known
     */
    static Selection of(
            String method, HeaderView request, ReplyHeaders stored, long length, Predicate<String> ifRange) {
        return switch (Preconditions.evaluate(request, stored)) {
            case PRECONDITION_FAILED -> new PreconditionFailed();
            case NOT_MODIFIED -> new NotModified();
            case SEND -> method.equals("GET") ? range(request, length, ifRange) : new Whole();
        };
    }

    private static Selection range(HeaderView request, long length, Predicate<String> ifRange) {
        Optional<List<ByteRange>> parts = RangeField.parse(request, length);
        if (parts.isEmpty()) {
            return new Whole();
        }
        List<String> conditions = request.all("If-Range");
        boolean same = conditions.isEmpty() || (conditions.size() == 1 && ifRange.test(conditions.get(0)));
        if (!same) {
            return new Whole();
        }
        return parts.get().isEmpty() ? new Unsatisfiable() : new Parts(List.copyOf(parts.get()));
    }
}
