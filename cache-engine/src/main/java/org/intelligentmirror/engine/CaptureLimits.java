package org.intelligentmirror.engine;

import java.time.Duration;

/**
 * Bounds of captures.
 *
 * @param highWaterBytes bytes waiting to be written at which the caller is told to stop reading
 * @param lowWaterBytes bytes waiting at which it may go on
 * @param stallAfter how long a capture over the high-water mark may make no progress
 * @param maxCaptures captures running at once
 */
record CaptureLimits(long highWaterBytes, long lowWaterBytes, Duration stallAfter, int maxCaptures) {
    /** Captures running at once. */
    static final int MAX_CAPTURES = 1000;

    /** What the product runs with. */
    static final CaptureLimits STANDARD = new CaptureLimits(1L << 20, 256L << 10, Duration.ofSeconds(2), MAX_CAPTURES);
}
