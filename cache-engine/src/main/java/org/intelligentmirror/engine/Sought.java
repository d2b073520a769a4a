package org.intelligentmirror.engine;

import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Reason;

/**
 * What a request that is a miss may share.
 *
 * @param locator the request's own
 * @param key what the body would be asked for by
 * @param reason what a join reports; of a URL shared by a mirror group it is {@link Reason#MIRROR} if the body comes
 *     from another member
 */
record Sought(Locator locator, ArrivalKey key, Reason reason) {
    Reason reasonFrom(Locator source) {
        return reason == Reason.SAME_URL && !source.equals(locator) ? Reason.MIRROR : reason;
    }
}
