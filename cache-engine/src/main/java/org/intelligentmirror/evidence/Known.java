package org.intelligentmirror.evidence;

import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * What the index knows of a locator at one moment.
 *
 * @param urlDigest the digest the URL carries, if bytes with it are stored
 * @param sameUrl what this very locator was last bound to
 * @param sameName the most recent capture of the same type and file name, from any locator
 */
public record Known(Optional<Sha256> urlDigest, Optional<Capture> sameUrl, Optional<Capture> sameName) {
    /** Nothing is known. */
    public static final Known NOTHING = new Known(Optional.empty(), Optional.empty(), Optional.empty());

    /** Stored bytes and when they were captured. */
    public record Capture(Sha256 sha256, Instant capturedAt) {}
}
