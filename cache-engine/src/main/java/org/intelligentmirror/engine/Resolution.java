package org.intelligentmirror.engine;

import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.policy.Reason;

/** What the engine knows of a locator. */
public sealed interface Resolution {
    /** The package is here. Whoever receives this closes {@code stored}. */
    record Hit(StoredPackage stored, Evidence evidence) implements Resolution {}

    /**
     * The package is arriving. Whoever receives this closes {@code joiner}.
     *
     * @param reason what ties the request to what arrives
     */
    record Join(Joiner joiner, Reason reason) implements Resolution {}

    /** The package is not here, or nothing proves that what is here is it. */
    record Miss(Reason reason) implements Resolution {}

    /** The question could not be answered now: {@link Reason#OVERLOAD} or {@link Reason#STORE}. */
    record Unavailable(Reason reason) implements Resolution {}
}
