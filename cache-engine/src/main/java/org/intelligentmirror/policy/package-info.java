/**
 * What HTTP and the operator allow: pure functions from messages and settings to closed sets of outcomes.
 *
 * <p>Owns verdicts and reasons. Does no I/O; imports {@code locator} and {@code kind} only.
 */
@NullMarked
package org.intelligentmirror.policy;

import org.jspecify.annotations.NullMarked;
