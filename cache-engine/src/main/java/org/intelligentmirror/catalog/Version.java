package org.intelligentmirror.catalog;

import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.store.Sha256;

/**
 * What is known of a version of a top index without having read it.
 *
 * @param validators what its response called it
 * @param length of the whole body
 * @param digest of the bytes that passed
 */
public record Version(Validators validators, OptionalLong length, Optional<Sha256> digest) {
    /** Nothing is known. */
    public static final Version UNKNOWN = new Version(Validators.NONE, OptionalLong.empty(), Optional.empty());

    /** A version whose bytes were not seen. */
    public static Version named(Validators validators, OptionalLong length) {
        return new Version(validators, length, Optional.empty());
    }

    /** Whether both are known to be the same; what is not known to be so has changed. */
    boolean isSame(Version other) {
        if (digest.isPresent() && other.digest.isPresent()) {
            return digest.equals(other.digest);
        }
        boolean otherLength =
                length.isPresent() && other.length.isPresent() && length.getAsLong() != other.length.getAsLong();
        return !otherLength && validators.agree(other.validators);
    }
}
