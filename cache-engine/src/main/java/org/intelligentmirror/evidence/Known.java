package org.intelligentmirror.evidence;

import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * What the index knows of a locator at one moment.
 *
 * @param urlDigest the digest the URL carries, if bytes with it are stored
 * @param vouched what repositories' indexes say of the locator
 * @param vouchedStored the digest they agree on, if bytes with it are stored
 * @param sameUrl what this very locator was last bound to
 * @param sameInGroup the most recent capture of the same path from another member of its mirror group
 * @param sameName the most recent capture of the same type and file name, from any locator
 */
public record Known(
        Optional<Sha256> urlDigest,
        Vouched vouched,
        Optional<Sha256> vouchedStored,
        Optional<Capture> sameUrl,
        Optional<Capture> sameInGroup,
        Optional<Capture> sameName) {
    /** Nothing is known. */
    public static final Known NOTHING = new Known(
            Optional.empty(),
            new Vouched.None(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Stored bytes and when they were captured.
     *
     * @param wasVouched whether an index vouched for them then
     */
    public record Capture(Sha256 sha256, Instant capturedAt, boolean wasVouched) {}
}
