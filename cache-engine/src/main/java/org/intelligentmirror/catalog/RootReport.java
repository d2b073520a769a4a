package org.intelligentmirror.catalog;

import java.time.Instant;
import java.util.Optional;

/**
 * A root's top index as the catalog knows it, for operators.
 *
 * @param index URL of the top index
 * @param root URL of what it speaks for
 * @param lists lists of packages that were read for its present generation
 * @param since when that generation first passed
 * @param confirmedAt when its origin last said that it is the present one
 * @param doubtedSince since when another one may be
 * @param tries how often in a row the top index passed and could not be read
 * @param distrusted whether the root disagreed with an index too often lately
 */
public record RootReport(
        String index,
        String root,
        State state,
        int lists,
        Instant since,
        Instant confirmedAt,
        Optional<Instant> doubtedSince,
        int tries,
        boolean distrusted) {
    /** What a top index is good for, what is wrong first. */
    public enum State {
        /** None of its versions could be read yet. */
        UNREAD,
        /** Another version may be the present one: nothing is served on its word. */
        STALE,
        /** Nobody has asked its origin about it for longer than it vouches. */
        LAPSED,
        /** It vouches. */
        CURRENT
    }
}
