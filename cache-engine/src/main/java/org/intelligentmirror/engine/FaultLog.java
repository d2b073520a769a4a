package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports operating faults, at most one line every ten seconds: a failing disk must not fill the log as well. */
final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.intelligentmirror.engine");
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Clock clock;
    private Instant lastLine = Instant.EPOCH;
    private long untold;

    FaultLog(Clock clock) {
        this.clock = clock;
    }

    void report(String doing, Exception fault) {
        long untoldBefore;
        synchronized (this) {
            Instant now = clock.instant();
            if (!now.isBefore(lastLine) && now.isBefore(lastLine.plus(QUIET))) {
                untold++;
                return;
            }
            untoldBefore = untold;
            untold = 0;
            lastLine = now;
        }
        LOG.warn("{} ({} faults since the last report of one)", doing, untoldBefore, fault);
    }
}
