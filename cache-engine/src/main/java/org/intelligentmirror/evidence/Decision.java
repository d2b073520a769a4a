package org.intelligentmirror.evidence;

import org.intelligentmirror.policy.Reason;

/** What {@link Resolver} makes of what is known. */
public sealed interface Decision {
    /** The stored bytes this evidence speaks for are served. */
    record Serve(Evidence evidence) implements Decision {}

    /** Nothing is served. */
    record Miss(Reason reason) implements Decision {}
}
