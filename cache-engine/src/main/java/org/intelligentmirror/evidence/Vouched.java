package org.intelligentmirror.evidence;

import java.util.Set;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;

/** What the indexes of repositories say of one locator. */
public sealed interface Vouched {
    /** No index speaks of it. */
    record None() implements Vouched {}

    /**
     * An index spoke of it, but may have changed unseen since. Arriving bytes are not judged by it.
     *
     * @param lastKnown SHA-256 digests it was last known to list for this locator
     */
    record Stale(Set<Sha256> lastKnown) implements Vouched {
        public Stale {
            lastKnown = Set.copyOf(lastKnown);
        }
    }

    /**
     * Every index that speaks of it says the same.
     *
     * @param reason {@link Reason#CATALOG} or {@link Reason#MIRROR}
     */
    record Agreed(Claim claim, Reason reason) implements Vouched {}

    /** Indexes contradict each other; arriving bytes may be any of these. */
    record Conflict(Set<Claim> claims) implements Vouched {
        public Conflict {
            claims = Set.copyOf(claims);
        }
    }

    /** What arriving bytes are judged by: they must be one of these; empty if they are not judged. */
    default Set<Claim> claims() {
        if (this instanceof Agreed agreed) {
            return Set.of(agreed.claim());
        }
        return this instanceof Conflict conflict ? conflict.claims() : Set.of();
    }
}
