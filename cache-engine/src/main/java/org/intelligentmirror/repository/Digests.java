package org.intelligentmirror.repository;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.store.Sha256;

/**
 * What an index says the bytes of a file are.
 *
 * @param size in bytes; empty if not said
 * @param sha256 empty if not said
 * @param sha512 128 lower-case hexadecimal digits; empty if not said
 */
public record Digests(OptionalLong size, Optional<Sha256> sha256, Optional<String> sha512) {
    /** Nothing said. */
    static final Digests NONE = new Digests(OptionalLong.empty(), Optional.empty(), Optional.empty());

    private static final int MAX_SIZE_DIGITS = 15;
    private static final int SHA512_HEX = 128;

    /** Whether a digest is given: older algorithms prove nothing and are not read. */
    public boolean isProof() {
        return sha256.isPresent() || sha512.isPresent();
    }

    /** What both say together; empty if they contradict each other. */
    Optional<Digests> and(Digests other) {
        if (contradict(size, other.size) || contradict(sha256, other.sha256) || contradict(sha512, other.sha512)) {
            return Optional.empty();
        }
        return Optional.of(new Digests(
                size.isPresent() ? size : other.size, sha256.or(() -> other.sha256), sha512.or(() -> other.sha512)));
    }

    private static boolean contradict(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    private static boolean contradict(Optional<?> one, Optional<?> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    /** A size in decimal digits, at most 15 of them; empty for any other text. */
    static OptionalLong parseSize(String text) {
        if (text.isEmpty() || text.length() > MAX_SIZE_DIGITS) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** A SHA-512 in the form of {@link #sha512}; empty for any other text than 128 hexadecimal digits. */
    static Optional<String> parseSha512(String text) {
        if (text.length() != SHA512_HEX) {
            return Optional.empty();
        }
        for (int i = 0; i < SHA512_HEX; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }
}
