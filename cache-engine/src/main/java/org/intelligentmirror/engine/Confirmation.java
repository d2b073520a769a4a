package org.intelligentmirror.engine;

import org.intelligentmirror.policy.Reason;

/**
 * A stored package that the origin's response agrees with. Whoever receives this closes {@code stored}.
 *
 * @param stored with the header fields of the origin's response
 * @param reason {@link Reason#RPM} or {@link Reason#VALIDATOR}
 */
public record Confirmation(StoredPackage stored, Reason reason) {}
