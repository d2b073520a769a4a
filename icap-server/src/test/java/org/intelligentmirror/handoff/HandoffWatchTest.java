package org.intelligentmirror.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.Test;

final class HandoffWatchTest {
    private final TestClock clock = new TestClock();
    private final HandoffWatch watch = new HandoffWatch(clock);
    private final List<Long> lapsed = new ArrayList<>();

    private boolean begin(long id) {
        return watch.begin(id, () -> lapsed.add(id));
    }

    private void prove() {
        assertThat(begin(-1)).isTrue();
        assertThat(watch.redeemed(-1)).isTrue();
    }

    @Test
    void fewAreUnderWayUntilOneWasRedeemed() {
        assertThat(begin(1)).isTrue();
        assertThat(begin(2)).isTrue();
        assertThat(begin(3)).isTrue();
        assertThat(begin(4)).isFalse();
        assertThat(watch.redeemed(2)).isTrue();
        assertThat(begin(4)).isTrue();
        assertThat(begin(5)).isTrue();
    }

    @Test
    void asManyAsThereIsRoomForAndNotOneMore() {
        prove();
        for (int id = 0; id < HandoffWatch.MAX_WAITING; id++) {
            assertThat(begin(id)).isTrue();
        }
        assertThat(begin(5000)).isFalse();
        watch.redeemed(7);
        assertThat(begin(5000)).isTrue();
    }

    @Test
    void threeInARowNobodyCameForSwitchItOffForAMinute() {
        prove();
        begin(1);
        begin(2);
        begin(3);
        clock.advance(HandoffWatch.PATIENCE.minusMillis(1));
        watch.review();
        assertThat(watch.isOff()).isFalse();
        assertThat(lapsed).isEmpty();
        clock.advance(Duration.ofMillis(1));
        watch.review();
        assertThat(lapsed).containsExactly(1L, 2L, 3L);
        assertThat(watch.isOff()).isTrue();
        assertThat(watch.missed()).isEqualTo(3);
        assertThat(begin(4)).isFalse();

        clock.advance(HandoffWatch.PAUSE.minusMillis(1));
        assertThat(begin(4)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(watch.isOff()).isFalse();
        assertThat(begin(4)).isTrue();
        begin(5);
        begin(6);
        assertThat(begin(7)).as("it has to prove itself again").isFalse();
    }

    @Test
    void oneThatIsRedeemedBetweenShowsThatTheListenerIsReached() {
        prove();
        for (long id = 1; id < 20; id += 3) {
            begin(id);
            begin(id + 1);
            clock.advance(HandoffWatch.PATIENCE);
            begin(id + 2);
            watch.review();
            assertThat(watch.redeemed(id + 2)).isTrue();
        }
        assertThat(watch.isOff()).isFalse();
    }

    @Test
    void whatIsRedeemedTwiceOrTooLateIsNotWaitedFor() {
        prove();
        begin(1);
        assertThat(watch.redeemed(1)).isTrue();
        assertThat(watch.redeemed(1)).isFalse();
        begin(2);
        clock.advance(HandoffWatch.PATIENCE);
        watch.review();
        assertThat(watch.redeemed(2)).isFalse();
        assertThat(lapsed).containsExactly(2L);
    }

    @Test
    void aClockThatIsSetBackEndsThePause() {
        begin(1);
        begin(2);
        begin(3);
        clock.advance(HandoffWatch.PATIENCE);
        watch.review();
        assertThat(watch.isOff()).isTrue();
        clock.advance(Duration.ofHours(-1));
        assertThat(watch.isOff()).isFalse();
    }
}
