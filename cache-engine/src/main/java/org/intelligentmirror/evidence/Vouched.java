package org.intelligentmirror.evidence;

import java.time.Instant;
import java.util.Set;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;

/** What the indexes of repositories say of one locator. */
public sealed interface Vouched {
    /**
     * No index speaks of it.
     *
     * @param notBefore when the present generation of an index above it first passed, if there is one: what was
     *     captured earlier may have been replaced since
     */
    record None(Instant notBefore) implements Vouched {
        /** No index stands above it. */
        public None() {
            this(Instant.MIN);
        }
    }

    /**
     * An index spoke of it, but may have changed unseen since. Arriving bytes are not judged by it.
     *
     * @param lastKnown SHA-256 digests it was last known to list for this locator
     * @param notBefore since when it is stale: what was captured earlier may have been replaced since
     */
    record Stale(Set<Sha256> lastKnown, Instant notBefore) implements Vouched {
        public Stale {
            lastKnown = Set.copyOf(lastKnown);
        }

        /** Stale for ever. */
        public Stale(Set<Sha256> lastKnown) {
            this(lastKnown, Instant.MIN);
        }
    }

    /**
     * Every index that speaks of it says the same.
     *
     * @param reason {@link Reason#CATALOG} or {@link Reason#MIRROR}
     */
    record Agreed(Claim claim, Reason reason) implements Vouched {}

    /**
     * Indexes contradict each other, or what mirrors say is not served under a root that disagreed with it too often:
     * nothing stored is served, and arriving bytes must be one of these.
     */
    record Conflict(Set<Claim> claims) implements Vouched {
        public Conflict {
            claims = Set.copyOf(claims);
        }
    }

    /** Only what was captured from then on may answer for the locator by itself. */
    default Instant captureNotBefore() {
        if (this instanceof None none) {
            return none.notBefore();
        }
        return this instanceof Stale stale ? stale.notBefore() : Instant.MIN;
    }

    /** What arriving bytes are judged by: they must be one of these; empty if they are not judged. */
    default Set<Claim> claims() {
        if (this instanceof Agreed agreed) {
            return Set.of(agreed.claim());
        }
        return this instanceof Conflict conflict ? conflict.claims() : Set.of();
    }
}
