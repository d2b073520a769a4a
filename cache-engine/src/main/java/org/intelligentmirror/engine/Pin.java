package org.intelligentmirror.engine;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What an operator wants kept: packages it matches are never evicted, those that arrive later included.
 *
 * @param id as the server numbered it
 * @param pattern as {@link Kind} says
 */
public record Pin(long id, Kind kind, String pattern, Instant pinnedAt) {
    /** Longest pattern, in characters. */
    public static final int MAX_PATTERN = 4096;

    /** What a pattern is compared with. */
    public enum Kind {
        /** The file name; {@code *} and {@code ?} are wildcards, case is ignored. */
        NAME,
        /** The root of a repository, a URL that ends in a slash; or a host, with the same wildcards. */
        REPOSITORY,
        /** The SHA-256 of the bytes. */
        DIGEST;

        private final String token = name().toLowerCase(Locale.ROOT);

        /** The word for it outside. */
        public String token() {
            return token;
        }

        /** The kind of this word. */
        public static Optional<Kind> of(String token) {
            for (Kind kind : values()) {
                if (kind.token.equals(token)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }
}
