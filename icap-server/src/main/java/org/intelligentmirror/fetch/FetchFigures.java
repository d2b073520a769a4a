package org.intelligentmirror.fetch;

import java.util.Map;
import org.intelligentmirror.origin.FetchEnd;

/**
 * What the fetcher has done and is at.
 *
 * @param ended orders ended so far, every way to end among them
 * @param bytes body bytes received so far
 * @param running orders that have their turn
 * @param waiting orders that wait for it
 */
public record FetchFigures(Map<FetchEnd, Long> ended, long bytes, int running, int waiting) {
    public FetchFigures {
        ended = Map.copyOf(ended);
    }
}
