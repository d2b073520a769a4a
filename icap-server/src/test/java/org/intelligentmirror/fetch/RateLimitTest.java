package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void whatWasReservedIsWaitedForInTurn() {
        RateLimit limit = new RateLimit(1000, now::get);
        assertThat(limit.reserve(500)).isEqualTo(SECOND / 2);
        assertThat(limit.reserve(500)).isEqualTo(SECOND);
        now.addAndGet(SECOND);
        assertThat(limit.reserve(100)).isEqualTo(SECOND / 10);
    }

    @Test
    void timeThatPassedUnusedIsCaughtUpWithOnlyForAMoment() {
        RateLimit limit = new RateLimit(1000, now::get);
        now.addAndGet(100 * SECOND);
        assertThat(limit.reserve(100)).isZero();
        assertThat(limit.reserve(100)).isEqualTo(SECOND / 10);
    }

    @Test
    void noMoreThanTheRatePassesWhateverTheAskersDo() {
        RateLimit limit = new RateLimit(8000, now::get);
        long passed = 0;
        long begin = now.get();
        for (int i = 0; i < 1000; i++) {
            long wait = limit.reserve(limit.pieceBytes());
            now.addAndGet(wait);
            passed += limit.pieceBytes();
        }
        assertThat(passed * SECOND / (now.get() - begin)).isLessThanOrEqualTo(8000);
    }

    @Test
    void zeroIsNoLimit() {
        RateLimit limit = new RateLimit(0, now::get);
        assertThat(limit.reserve(Integer.MAX_VALUE)).isZero();
        assertThat(limit.pieceBytes()).isEqualTo(FetchLimits.PIECE_BYTES);
    }

    @Test
    void piecesAreSmallWhereTheRateIs() {
        assertThat(new RateLimit(1, now::get).pieceBytes()).isEqualTo(512);
        assertThat(new RateLimit(80_000, now::get).pieceBytes()).isEqualTo(10_000);
        assertThat(new RateLimit(1L << 50, now::get).pieceBytes()).isEqualTo(FetchLimits.PIECE_BYTES);
    }
}
