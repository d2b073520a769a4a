package org.intelligentmirror.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvictionOrderTest {
    private static final Optional<String> ANY = Optional.empty();
    private static final long DAY = 86_400;

    private final EvictionOrder order = new EvictionOrder();
    private long now = 1_000_000;

    private void add(long... sequences) {
        for (long sequence : sequences) {
            order.add(sequence, "deb", 100, now++);
        }
    }

    private void use(long sequence, long times) {
        order.used(sequence, times, now++);
    }

    private List<Long> drain(Optional<String> type) {
        List<Long> left = new ArrayList<>();
        for (Optional<Victim> victim = order.take(type, now); victim.isPresent(); victim = order.take(type, now)) {
            left.add(victim.get().sequence());
            order.remove(victim.get().sequence());
        }
        return left;
    }

    @Test
    void theLeastUsedGoFirstAndOfThoseTheLongestUnused() {
        order.restored();
        add(1, 2, 3, 4);
        use(1, 3);
        use(3, 1);
        use(2, 1);
        assertThat(drain(ANY)).containsExactly(4L, 3L, 2L, 1L);
        assertThat(order.size()).isZero();
        assertThat(order.evictableBytes(ANY)).isZero();
    }

    @Test
    void aSweepDoesNotFlushWhatIsUsedDaily() {
        order.restored();
        LongStream.range(0, 100).forEach(daily -> {
            add(daily);
            use(daily, 5);
        });
        // Twenty times as much as the hundred passes by, each once.
        List<Long> left = new ArrayList<>();
        for (long swept = 1000; swept < 3000; swept++) {
            add(swept);
            if (swept >= 1100) {
                Victim victim = order.take(ANY, now).orElseThrow();
                order.remove(victim.sequence());
                left.add(victim.sequence());
            }
        }
        assertThat(left).hasSize(1900).allMatch(sequence -> sequence >= 1000);
    }

    @Test
    void whatNobodyUsesAnyMoreSinksHoweverPopularItWas() {
        order.restored();
        add(1);
        use(1, 1_000_000);
        for (long sequence = 10; sequence < 100; sequence++) {
            add(sequence);
            order.take(ANY, now).ifPresent(victim -> order.remove(victim.sequence()));
        }
        assertThat(order.pin(1)).isFalse();
    }

    @Test
    void whatIsDelistedGoesFirstUnlessItWasUsedLately() {
        order.restored();
        add(1, 2, 3);
        use(2, 7);
        use(3, 7);
        long since = now;
        now += DAY;
        use(3, 1);
        order.delist(2, since);
        order.delist(3, since);
        assertThat(order.take(ANY, now)).contains(new Victim(2, 100, since - 2, true));
        order.remove(2);
        assertThat(drain(ANY)).containsExactly(1L, 3L);
    }

    @Test
    void whatIsListedAgainIsRankedAgain() {
        order.restored();
        add(1, 2);
        order.delist(2, now);
        order.relist(2);
        order.relist(1);
        assertThat(drain(ANY)).containsExactly(1L, 2L);
    }

    @Test
    void theOldestOfSeveralTypesGoesAndATypeAloneIfAsked() {
        order.restored();
        order.add(1, "deb", 10, now++);
        order.add(2, "rpm", 20, now++);
        order.add(3, "deb", 30, now++);
        order.add(4, "rpm", 40, now++);
        assertThat(order.evictableBytes(Optional.of("rpm"))).isEqualTo(60);
        assertThat(order.take(Optional.of("rpm"), now)).map(Victim::sequence).contains(2L);
        assertThat(order.take(Optional.of("iso"), now)).isEmpty();
        assertThat(drain(ANY)).containsExactly(1L, 3L, 4L);
    }

    @Test
    void thePinnedStayUntilTheyAreUnpinned() {
        order.restored();
        add(1, 2);
        assertThat(order.pin(1)).isTrue();
        assertThat(order.pin(1)).isFalse();
        assertThat(order.pin(7)).isFalse();
        use(1, 2);
        assertThat(order.pinnedBytes(ANY)).isEqualTo(100);
        assertThat(order.evictableBytes(ANY)).isEqualTo(100);
        assertThat(drain(ANY)).containsExactly(2L);
        order.unpin(1);
        assertThat(order.pinnedPackages()).isZero();
        assertThat(order.pinnedBytes(Optional.of("deb"))).isZero();
        assertThat(drain(ANY)).containsExactly(1L);
    }

    @Test
    void aPinnedPackageThatIsRemovedIsBookedOut() {
        order.restored();
        add(1);
        order.pin(1);
        order.remove(1);
        assertThat(order.pinnedBytes(ANY)).isZero();
        assertThat(order.pinnedPackages()).isZero();
    }

    @Test
    void whatCouldNotBeRemovedIsTriedAfterOthers() {
        order.restored();
        add(1, 2);
        long first = order.take(ANY, now).orElseThrow().sequence();
        order.putBack(first);
        assertThat(drain(ANY)).containsExactly(2L, 1L);
    }

    @Test
    void nothingGoesBeforeAllAreKnown() {
        add(5);
        order.restore(4, "deb", 100, 0, now - DAY);
        assertThat(order.take(ANY, now)).isEmpty();
        assertThat(order.evictableBytes(ANY)).isZero();
        order.restored();
        assertThat(drain(ANY)).containsExactlyInAnyOrder(4L, 5L);
    }

    /** The same packages, uses and evictions; then a restart that knows only levels, uses and last uses. */
    @Test
    void aRestartChangesNothing() {
        order.restored();
        Random random = new Random(7);
        long[] hits = new long[20_000];
        long[] used = new long[20_000];
        List<Long> held = new ArrayList<>();
        List<EvictionOrder.Level> levels = new ArrayList<>();
        for (int sequence = 0; sequence < hits.length; sequence++) {
            add(sequence);
            used[sequence] = now - 1;
            held.add((long) sequence);
            for (int uses = random.nextInt(4); uses > 0; uses--) {
                long popular = held.get((int) (held.size() * random.nextDouble() * random.nextDouble()));
                order.used(popular, 1, now);
                hits[(int) popular]++;
                used[(int) popular] = now++;
            }
            if (held.size() > 500) {
                Victim victim = order.take(ANY, now).orElseThrow();
                order.remove(victim.sequence());
                held.remove(victim.sequence());
                levels.addAll(order.takeChangedLevels());
            }
        }
        EvictionOrder again = new EvictionOrder();
        levels.forEach(again::restoreLevel);
        held.forEach(
                sequence -> again.restore(sequence, "deb", 100, hits[sequence.intValue()], used[sequence.intValue()]));
        again.restored();
        assertThat(levels.size()).isGreaterThan(Age.WINDOW);
        for (int i = 0; i < 500; i++) {
            assertThat(again.take(ANY, now)).isEqualTo(order.take(ANY, now));
        }
    }

    @Test
    void aTypeWithALimitAgesByItself() {
        order.restored();
        add(1);
        use(1, 7);
        for (long sequence = 10; sequence < 200; sequence++) {
            add(sequence);
            order.take(Optional.of("deb"), now).ifPresent(victim -> order.remove(victim.sequence()));
        }
        assertThat(order.pin(1)).isFalse();
        assertThat(order.takeChangedLevels())
                .singleElement()
                .extracting(EvictionOrder.Level::scope)
                .isEqualTo("deb");
    }
}
