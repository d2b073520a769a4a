package org.intelligentmirror.eviction;

import java.util.Arrays;

/**
 * How far eviction has come, as a level that only rises, and when it reached its last levels. Times are seconds since
 * 1970.
 */
final class Age {
    /** Levels remembered: no package is ranked further above the present one. */
    static final int WINDOW = 32;

    private static final long NEVER = Long.MAX_VALUE;

    private final long[] since = new long[WINDOW];
    private long level;

    Age() {
        Arrays.fill(since, NEVER);
    }

    long level() {
        return level;
    }

    /** When the present level was reached; 0 if it is the first. */
    long reachedAt() {
        return since[index(level)] == NEVER ? 0 : since[index(level)];
    }

    /** Whether {@code to} is a new level. */
    boolean advance(long to, long now) {
        if (to <= level) {
            return false;
        }
        for (long skipped = Math.max(level + 1, to - WINDOW + 1); skipped < to; skipped++) {
            since[index(skipped)] = NEVER;
        }
        level = to;
        since[index(to)] = now;
        return true;
    }

    /** The level at a time; one below all that are remembered if it was before them. */
    long at(long time) {
        for (long each = level; each > level - WINDOW && each > 0; each--) {
            if (since[index(each)] <= time) {
                return each;
            }
        }
        return Math.max(0, level - WINDOW);
    }

    private static int index(long level) {
        return (int) (level % WINDOW);
    }
}
