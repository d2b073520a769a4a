package org.intelligentmirror.evidence;

import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * What a repository's index says the bytes behind a locator are. At least one digest is present; where both are, or the
 * SHA-256 of the bytes with this SHA-512 is known, {@code sha256} is.
 *
 * @param length in bytes
 * @param sha512 128 lower-case hexadecimal digits
 */
public record Claim(long length, Optional<Sha256> sha256, Optional<String> sha512) {
    /** Whether bytes with these digests are the claimed ones: the SHA-256 decides if there is one. */
    public boolean accepts(Sha256 actual, Optional<String> actual512) {
        return sha256.isPresent() ? sha256.get().equals(actual) : sha512.isPresent() && sha512.equals(actual512);
    }

    /** The digest that identifies the claimed bytes: two claims with the same one are of the same bytes. */
    public String identity() {
        return sha256.map(Sha256::toString).or(() -> sha512).orElse("");
    }
}
