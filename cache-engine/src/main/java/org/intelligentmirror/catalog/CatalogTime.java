package org.intelligentmirror.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Since when and for how long things count.
 *
 * @param maxAge how long a top index vouches after its origin last confirmed it; zero is forever
 */
record CatalogTime(Clock clock, Duration maxAge) {
    Instant now() {
        return clock.instant();
    }

    boolean isCurrent(Top top, Instant now) {
        return top.isCurrent(now, maxAge);
    }
}
