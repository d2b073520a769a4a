package org.intelligentmirror.index;

import java.time.Instant;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * A URL bound to a stored package, with what its origin said of it.
 *
 * @param evidenceRank as in {@link NewCapture}
 */
public record Binding(
        Blob blob, String url, String host, String name, Instant capturedAt, int evidenceRank, ReplyHeaders headers) {
    /** Whether an index vouched for the bytes when they were captured. */
    public boolean wasVouched() {
        return evidenceRank == NewCapture.RANK_CATALOG;
    }
}
