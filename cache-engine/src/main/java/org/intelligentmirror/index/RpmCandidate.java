package org.intelligentmirror.index;

import java.util.Optional;
import org.intelligentmirror.rpm.RpmProof;

/**
 * A stored RPM package that may be what an origin is about to send.
 *
 * @param proof that its first bytes determine all others; empty if it was not looked at yet
 */
public record RpmCandidate(Blob blob, Optional<RpmProof> proof) {}
