package org.intelligentmirror.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditionals a cache may judge by itself (RFC 9110 section 13), for GET and HEAD of a stored package. Those that
 * only the origin may judge are in {@link RequestNeeds}.
 */
public final class Preconditions {
    private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

    private Preconditions() {}

    /** What to answer with. */
    public enum Answer {
        /** The package itself. */
        SEND,
        /** 304: the client has it. */
        NOT_MODIFIED
    }

    /** Judges the conditionals of {@code request} against a stored package. */
    public static Answer evaluate(HeaderView request, ReplyHeaders stored) {
        boolean clientHasIt =
                request.has("If-None-Match") ? anyTagMatches(request, stored.etag()) : unmodified(request, stored);
        return clientHasIt ? Answer.NOT_MODIFIED : Answer.SEND;
    }

    /** Weak comparison (RFC 9110 section 8.8.3.2): the prefix is ignored on both sides. */
    private static boolean anyTagMatches(HeaderView request, Optional<String> storedTag) {
        Optional<String> opaque = storedTag.flatMap(Preconditions::opaqueTag);
        for (String line : request.all("If-None-Match")) {
            if (line.strip().equals("*")) {
                return true;
            }
            Matcher tags = ENTITY_TAG.matcher(line);
            while (opaque.isPresent() && tags.find()) {
                if (tags.group(1).equals(opaque.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<String> opaqueTag(String tag) {
        Matcher matcher = ENTITY_TAG.matcher(tag);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether the package is no newer than If-Modified-Since; false if either date is missing or is none. */
    private static boolean unmodified(HeaderView request, ReplyHeaders stored) {
        if (request.all("If-Modified-Since").size() != 1) {
            return false;
        }
        Instant reference = stored.date();
        Optional<Instant> since = request.first("If-Modified-Since").flatMap(text -> HttpDates.parse(text, reference));
        Optional<Instant> modified = stored.lastModified().flatMap(text -> HttpDates.parse(text, reference));
        return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
    }
}
