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
        int evidenceRank) {}
