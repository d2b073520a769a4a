package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A pause after a fault: a disk that just failed is left alone for a while, then tried again. */
final class Backoff {
    private final Clock clock;
    private final Duration pause;
    private volatile Instant trippedAt = Instant.MIN;

    Backoff(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    void trip() {
        trippedAt = clock.instant();
    }

    /** Whether the pause is on; a clock that was set back ends it. */
    boolean isOn() {
        Instant tripped = trippedAt;
        Instant now = clock.instant();
        return !tripped.equals(Instant.MIN) && !now.isBefore(tripped) && now.isBefore(tripped.plus(pause));
    }
}
