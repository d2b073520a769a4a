package org.intelligentmirror.engine;

import java.time.Duration;

/**
 * How bodies on their way are shared and finished.
 *
 * @param join whether requests may share a body that is still arriving, and wait for one asked for just before
 * @param maxWait how long a request waits for the response to another one; zero waits for none
 * @param maxWaiting requests that may wait at once
 * @param finishOver share of a body, 0 to 1, past which it is finished although nobody waits for it any more
 * @param overtake whether the fetcher goes on from the end of a body whose own client is slow
 * @param completeRanges whether a package asked for in part is fetched whole
 */
public record ArrivalSettings(
        boolean join, Duration maxWait, int maxWaiting, double finishOver, boolean overtake, boolean completeRanges) {}
