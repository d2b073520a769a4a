package org.intelligentmirror.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * What checking stored packages has shown since the start. Packages are checked by the scrub, for an operator, and
 * before their use when there is doubt.
 *
 * @param checked packages hashed again
 * @param bytes their lengths together
 * @param failed packages that were not what they should be; each was quarantined and forgotten
 * @param passRunning whether a pass over all packages is under way
 * @param passBeganAt when it began, or the last one did
 * @param lastPassEndedAt when a pass last reached its end
 */
public record ScrubReport(
        long checked,
        long bytes,
        long failed,
        boolean passRunning,
        Optional<Instant> passBeganAt,
        Optional<Instant> lastPassEndedAt) {}
