package org.intelligentmirror.index;

import java.time.Instant;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/**
 * A URL to be bound to a package.
 *
 * @param evidenceRank as in {@link NewCapture}
 */
public record NewBinding(Sha256 sha256, Locator locator, ReplyHeaders headers, Instant capturedAt, int evidenceRank) {}
