package org.intelligentmirror.index;

import java.time.Instant;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/**
 * A captured package to be recorded with the URL it came from.
 *
 * @param evidenceRank rank of the evidence the bytes were checked against; 4 if there was none but the URL
 */
public record NewCapture(
        Sha256 sha256,
        String type,
        long length,
        long allocatedBytes,
        Locator locator,
        ReplyHeaders headers,
        Instant capturedAt,
        int evidenceRank) {
    /** The bytes were checked against what an index lists. */
    public static final int RANK_CATALOG = 2;

    /** The same with other header fields. */
    public NewCapture with(ReplyHeaders others) {
        return new NewCapture(sha256, type, length, allocatedBytes, locator, others, capturedAt, evidenceRank);
    }

    /** The URL's part of it. */
    public NewBinding binding() {
        return new NewBinding(sha256, locator, headers, capturedAt, evidenceRank);
    }

    /** The package alone, as it is before its first use. */
    public NewBlob blob() {
        return new NewBlob(sha256, type, locator.decodedFileName(), length, allocatedBytes, capturedAt, capturedAt, 0);
    }
}
