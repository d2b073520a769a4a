package org.intelligentmirror.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The order against others on made-up weeks of four sites. Deterministic. */
class EvictionReplayTest {
    private static final int SITES = 4;
    /** Sizes of the store, as shares of all the bytes asked for. */
    private static final double[] SHARES = {0.1, 0.2, 0.4};

    private static double average(BiFunction<Trace, Long, Double> ratio) {
        return LongStream.rangeClosed(1, SITES)
                .mapToObj(seed -> UpdateDays.of(UpdateDays.Site.SMALL, seed))
                .flatMapToDouble(trace ->
                        Arrays.stream(SHARES).map(share -> ratio.apply(trace, (long) (trace.uniqueBytes() * share))))
                .average()
                .orElseThrow();
    }

    @Test
    void savesMoreBytesThanLruAndNearlyWhatAnyCacheCould() {
        double ours = average((trace, capacity) -> trace.byteHitRatio(new OrderReplay(capacity, true)));
        double lru = average((trace, capacity) -> trace.byteHitRatio(new OtherCaches.Lru(capacity)));
        double belady = average((trace, capacity) -> trace.byteHitRatio(new OtherCaches.Belady(trace, capacity)));
        double bound = average(OfflineBound::byteHitRatio);
        assertThat(belady).isLessThan(bound);
        assertThat(ours).isBetween(lru + 0.03, belady).isGreaterThan(bound - 0.06);
    }

    @Test
    void knowingWhatLeftItsIndexSavesBytes() {
        double ours = average((trace, capacity) -> trace.byteHitRatio(new OrderReplay(capacity, true)));
        double without = average((trace, capacity) -> trace.byteHitRatio(new OrderReplay(capacity, false)));
        assertThat(ours).isGreaterThan(without + 0.01);
    }
}
