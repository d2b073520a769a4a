package org.intelligentmirror.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditionals of RFC 9110 section 13 for GET and HEAD of a stored package, in the order of section 13.2.2. As a
 * cache in front of an origin the server leaves those of {@link RequestNeeds#originPrecondition} to that.
 */
public final class Preconditions {
    private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

    private Preconditions() {}

    /** What to answer with. */
    public enum Answer {
        /** The package itself. */
        SEND,
        /** 304: the client has it. */
        NOT_MODIFIED,
        /** 412: it is not what the client expects. */
        PRECONDITION_FAILED
    }

    /** Judges the conditionals of {@code request} against a stored package. */
    public static Answer evaluate(HeaderView request, ReplyHeaders stored) {
        boolean expected = request.has("If-Match")
                ? anyTagMatches(request, "If-Match", stored.strongEtag(), true)
                : !modifiedSince(request, "If-Unmodified-Since", stored).orElse(false);
        if (!expected) {
            return Answer.PRECONDITION_FAILED;
        }
        boolean clientHasIt = request.has("If-None-Match")
                ? anyTagMatches(request, "If-None-Match", stored.etag(), false)
                : !modifiedSince(request, "If-Modified-Since", stored).orElse(true);
        return clientHasIt ? Answer.NOT_MODIFIED : Answer.SEND;
    }

    /**
     * Whether {@code value}, of If-Range, is a strong validator of {@code stored} (RFC 9110 section 13.1.5): its strong
     * ETag, or its Last-Modified if that lies a second before its Date at least (section 8.8.2.2).
     */
    public static boolean ifRange(String value, ReplyHeaders stored) {
        String validator = value.strip();
        if (validator.startsWith("\"") || validator.startsWith("W/")) {
            return stored.strongEtag().filter(validator::equals).isPresent();
        }
        Optional<Instant> named = HttpDates.parse(validator, stored.date());
        Optional<Instant> modified = stored.lastModified().flatMap(text -> HttpDates.parse(text, stored.date()));
        return named.isPresent()
                && named.equals(modified)
                && !modified.get().plusSeconds(1).isAfter(stored.date());
    }

    /** Weak comparison ignores the prefix on both sides, strong comparison takes none (RFC 9110 section 8.8.3.2). */
    private static boolean anyTagMatches(
            HeaderView request, String field, Optional<String> storedTag, boolean strongly) {
        Optional<String> opaque = storedTag.flatMap(Preconditions::opaqueTag);
        for (String line : request.all(field)) {
            if (line.strip().equals("*")) {
                return true;
            }
            Matcher tags = ENTITY_TAG.matcher(line);
            while (opaque.isPresent() && tags.find()) {
                boolean weak = tags.group().startsWith("W/");
                if (tags.group(1).equals(opaque.get()) && !(strongly && weak)) {
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

    /** Whether the package is newer than the date in {@code field}; empty if either date is missing or is none. */
    private static Optional<Boolean> modifiedSince(HeaderView request, String field, ReplyHeaders stored) {
        if (request.all(field).size() != 1) {
            return Optional.empty();
        }
        Instant reference = stored.date();
        Optional<Instant> since = request.first(field).flatMap(text -> HttpDates.parse(text, reference));
        Optional<Instant> modified = stored.lastModified().flatMap(text -> HttpDates.parse(text, reference));
        return since.flatMap(date -> modified.map(ours -> ours.isAfter(date)));
    }
}
