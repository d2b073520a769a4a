package org.intelligentmirror.repository;

import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * Takes what a list of packages says, one file at a time, on the thread that parses.
 *
 * <p>Everything told is provisional until the parser returns: if it throws, the list was not what it claimed to be, and
 * what was told must be forgotten. One path may come several times, with different digests too.
 */
public interface ListingSink {
    /**
     * A listed file. At least one digest is present.
     *
     * @param path in the form of a {@code Locator.place}, relative to {@link IndexName#root}
     * @param size in bytes
     * @param sha512 128 lower-case hexadecimal digits
     */
    void entry(String path, long size, Optional<Sha256> sha256, Optional<String> sha512);

    /** A listed file that is passed over. */
    void ignored(IgnoredReason reason);
}
