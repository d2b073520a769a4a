package org.intelligentmirror.rpm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/** A SHA-256 as rpm writes it into a header: 64 lower-case hexadecimal digits and a NUL. */
final class DigestText {
    /** Length in bytes. */
    static final int LENGTH = Sha256.LENGTH_HEX + 1;

    private DigestText() {}

    /**
     * The digest that all of {@code text} writes, or empty. Upper-case digits, which rpm would accept but never
     * writes, are refused.
     */
    static Optional<Sha256> parse(ByteBuffer text) {
        if (text.remaining() != LENGTH || text.get(text.limit() - 1) != 0) {
            return Optional.empty();
        }
        ByteBuffer digits = text.slice(text.position(), Sha256.LENGTH_HEX);
        String hex = StandardCharsets.ISO_8859_1.decode(digits).toString();
        return Sha256.parse(hex).filter(digest -> digest.toString().equals(hex));
    }
}
