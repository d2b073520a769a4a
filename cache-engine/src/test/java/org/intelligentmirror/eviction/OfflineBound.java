package org.intelligentmirror.eviction;

import java.util.Arrays;

/**
 * More byte hits than any cache of a size can have, even one that knows the future: PFOO-L of Berger, Beckmann and
 * Harchol-Balter, "Practical Bounds on Optimal Caching with Variable Object Sizes", Proc. ACM Meas. Anal. Comput. Syst.
 * 2(2), 2018. Holding an object from one request to the next takes its size times the requests in between; the cheapest
 * such intervals are taken until they use up what the cache has over the whole trace, wherever they lie.
 */
final class OfflineBound {
    private OfflineBound() {}

    static double byteHitRatio(Trace trace, long capacity) {
        int[] requests = trace.requests();
        int[] last = new int[trace.sizes().length];
        Arrays.fill(last, -1);
        long[] intervals = new long[requests.length];
        int count = 0;
        long asked = 0;
        for (int now = 0; now < requests.length; now++) {
            int object = requests[now];
            int size = trace.sizes()[object];
            asked += size;
            if (last[object] >= 0 && size <= capacity) {
                intervals[count++] = (long) (now - last[object]) << 32 | size;
            }
            last[object] = now;
        }
        Arrays.sort(intervals, 0, count);
        double left = (double) capacity * requests.length;
        double hit = 0;
        for (int i = 0; i < count && left > 0; i++) {
            double length = intervals[i] >>> 32;
            double size = intervals[i] & 0xffffffffL;
            double share = Math.min(1, left / (length * size));
            hit += share * size;
            left -= share * length * size;
        }
        return hit / asked;
    }
}
