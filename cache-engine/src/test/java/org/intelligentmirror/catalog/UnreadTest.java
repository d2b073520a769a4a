package org.intelligentmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.catalog.Stand.DEB;
import static org.intelligentmirror.catalog.Stand.NEW;
import static org.intelligentmirror.catalog.Stand.OLD;
import static org.intelligentmirror.catalog.Stand.V1;
import static org.intelligentmirror.catalog.Stand.V2;
import static org.intelligentmirror.catalog.Stand.bytes;
import static org.intelligentmirror.catalog.Stand.locator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.Vouched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Top indexes that reach clients without being read: what they say is unknown, that they exist is not. */
class UnreadTest {
    private static final String ROOT = "http://one.example/debian/";
    private static final String TOP = ROOT + "dists/s/InRelease";
    private static final String LIST = ROOT + "dists/s/main/binary-amd64/Packages";
    private static final byte[] NEW_LIST = Repository.packages(Map.of(DEB, NEW));
    private static final byte[] NEW_TOP = Repository.inRelease("s2", Map.of("main/binary-amd64/Packages", NEW_LIST));

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    /**
     * A generation is recorded with the validators V1. Then something of it passes, with these or other validators, or
     * none; then its origin answers 304 for V1; then the recorded bytes pass again.
     */
    @ParameterizedTest
    @CsvSource({
        // what passes, called, thereafter, after a 304 for V1, after a whole one
        "nothing,     V1, vouches, vouches, vouches",
        "untapped,    V1, vouches, vouches, vouches",
        "untapped,    V2, stale,   stale,   vouches",
        "untapped,    -,  stale,   stale,   vouches",
        "untapped and longer, V1, stale, stale, vouches",
        "part,        V1, vouches, vouches, vouches",
        "part,        V2, stale,   stale,   vouches",
        "part,        -,  stale,   stale,   vouches",
        "whole junk,  V1, stale,   stale,   vouches",
        "whole junk,  V2, stale,   stale,   vouches",
        "torn,        V1, vouches, vouches, vouches",
        "torn,        V2, stale,   stale,   vouches",
        "torn,        -,  stale,   stale,   vouches",
        "304,         V1, vouches, vouches, vouches",
        "304,         V2, stale,   stale,   vouches",
        "304,         -,  stale,   stale,   vouches",
        "odd list,    -,  stale,   vouches, vouches",
        "absence,     -,  stale,   vouches, vouches",
    })
    void onlyWhatIsReadEndsTheDoubtThatSomethingUnreadRaised(
            String what, String called, String thereafter, String renewed, String read) throws Exception {
        Validators validators = called.equals("V1") ? V1 : called.equals("V2") ? V2 : Validators.NONE;
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            pass(stand, what, validators);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo(inWords(thereafter));
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo(inWords(thereafter));
            stand.renew(TOP, V1);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo(inWords(renewed));
            stand.suite(ROOT, "s", OLD);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo(inWords(read));
        }
    }

    private static String inWords(String state) {
        return state.equals("vouches") ? "catalog old" : state;
    }

    private static void pass(Stand stand, String what, Validators validators) {
        Version version =
                Version.named(validators, what.endsWith("longer") ? OptionalLong.of(1) : OptionalLong.empty());
        switch (what) {
            case "untapped", "untapped and longer" -> stand.catalog.unread(locator(TOP), version);
            case "part" -> stand.catalog.glimpsed(locator(TOP), version);
            case "whole junk" -> stand.arrive(TOP, bytes("<html>not an index</html>"), true, validators);
            case "torn" -> stand.arrive(TOP, Arrays.copyOf(NEW_TOP, NEW_TOP.length - 40), false, validators);
            case "304" -> stand.renew(TOP, validators);
            case "odd list" -> stand.arrive(LIST, NEW_LIST);
            case "absence" -> stand.catalog.wasAway();
            default -> assertThat(what).isEqualTo("nothing");
        }
    }

    @Test
    void aReadableOneEndsTheDoubtWithWhatItSays() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.catalog.unread(locator(TOP), Version.UNKNOWN);
            stand.arrive(TOP, NEW_TOP, false, V2);
            stand.arrive(LIST, NEW_LIST);
            assertThat(stand.told(ROOT + DEB, OLD, NEW)).isEqualTo("catalog new");
        }
    }

    @Test
    void aDoubtOutlivesWhatPassedBeforeItAndIsReadAfterIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        byte[] top = Repository.inRelease("s1", Map.of());
        try (Stand stand = new Stand(directory, clock)) {
            stand.suite(ROOT, "s", OLD);
            stand.catalog.arrived(stand.arrival(TOP, top, true, V1, () -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return new ByteArrayInputStream(top);
            }));
            stand.catalog.renewed(locator(TOP), V1, clock.instant());
            stand.catalog.unread(locator(TOP), Version.named(V2, OptionalLong.empty()));
            go.countDown();
            stand.settle(TOP);
            assertThat(stand.catalog.wantsWhole(locator(TOP))).isFalse();
            clock.advance(Unread.PAUSE);
            assertThat(stand.catalog.wantsWhole(locator(TOP))).isTrue();
        }
    }

    /** Times are hours since the start. */
    @ParameterizedTest
    @CsvSource({
        // what passes each hour, what was captured before then does not answer by itself
        "'V1',                   0",
        "'V1 V1 V1',             0",
        "'V1 V2',                1",
        "'V1 V2 V2',             1",
        "'V1 304:V1',            0",
        "'V1 V2 304:V2 V2',      1",
        "'V1 304:V2',            1",
        "'V1 V2 304:V1',         2",
        "'V1 -',                 1",
        "'- -',                  1",
        "'junk junk',            0",
        "'junk other',           1",
        "'V1 part:V1',           0",
        "'V1 part:V2',           1",
        "'V1/100 V1/100',        0",
        "'V1/100 V1/101',        1",
    })
    void ofATopIndexThatIsNeverReadItIsKnownWhenItChanged(String passing, int hour) throws Exception {
        Instant start = clock.instant();
        try (Stand stand = new Stand(directory, clock)) {
            for (String each : passing.split(" ", -1)) {
                show(stand, each);
                clock.advance(Duration.ofHours(1));
            }
            assertThat(stand.vouch(ROOT + DEB)).isEqualTo(new Vouched.None(start.plus(Duration.ofHours(hour))));
            assertThat(stand.catalog.maySpeakOf(locator(ROOT + DEB))).isFalse();
        }
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.vouch(ROOT + DEB)).isEqualTo(new Vouched.None(start.plus(Duration.ofHours(hour))));
            stand.suite(ROOT, "s", OLD);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }

    private static void show(Stand stand, String what) {
        Validators validators = what.contains("V1") ? V1 : what.contains("V2") ? V2 : Validators.NONE;
        int slash = what.indexOf('/');
        OptionalLong length =
                slash < 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(what.substring(slash + 1)));
        if (what.startsWith("304:")) {
            stand.renew(TOP, validators);
        } else if (what.startsWith("part:")) {
            stand.catalog.glimpsed(locator(TOP), Version.named(validators, length));
        } else if (what.equals("junk") || what.equals("other")) {
            stand.arrive(TOP, bytes(what), true, Validators.NONE);
        } else {
            stand.catalog.unread(locator(TOP), Version.named(validators, length));
        }
    }

    @Test
    void conditionalsAreLeftAloneLongerWithEveryVainAttempt() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            assertThat(stand.catalog.wantsWhole(locator(TOP))).isTrue();
            Duration pause = Unread.PAUSE;
            for (int i = 0; i < 40; i++) {
                stand.catalog.unread(locator(TOP), Version.named(V1, OptionalLong.empty()));
                clock.advance(pause.minusMillis(1));
                stand.renew(TOP, V1);
                assertThat(stand.catalog.wantsWhole(locator(TOP)))
                        .as("%s", pause)
                        .isFalse();
                clock.advance(Duration.ofMillis(1));
                assertThat(stand.catalog.wantsWhole(locator(TOP)))
                        .as("%s", pause)
                        .isTrue();
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(Unread.LONGEST_PAUSE) < 0 ? twice : Unread.LONGEST_PAUSE;
            }
            assertThat(pause).isEqualTo(Unread.LONGEST_PAUSE);
            stand.catalog.unread(locator(TOP), Version.UNKNOWN);
            clock.advance(Duration.ofDays(-3));
            assertThat(stand.catalog.wantsWhole(locator(TOP))).isTrue();
        }
    }

    @Test
    void whatIsNoTopIndexOrWasNeverThereIsNotRemembered() throws Exception {
        try (Stand stand = new Stand(directory, clock)) {
            stand.catalog.unread(locator(LIST), Version.UNKNOWN);
            stand.catalog.glimpsed(locator(TOP), Version.UNKNOWN);
            stand.renew(TOP, V1);
            assertThat(stand.vouch(ROOT + DEB)).isEqualTo(new Vouched.None());
        }
    }

    @Test
    void anUnreadInReleaseStandsAboveAnOlderReleaseOfItsSuite() throws Exception {
        byte[] list = Repository.packages(Map.of(DEB, OLD));
        try (Stand stand = new Stand(directory, clock)) {
            stand.arrive(ROOT + "dists/s/Release", Repository.release("a", Map.of("main/x/Packages", list)));
            stand.arrive(ROOT + "dists/s/main/x/Packages", list);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
            clock.advance(Duration.ofHours(1));
            stand.catalog.unread(locator(TOP), Version.UNKNOWN);
            assertThat(stand.vouch(ROOT + DEB)).isEqualTo(new Vouched.None(clock.instant()));
            clock.advance(Duration.ofHours(1));
            stand.renew(ROOT + "dists/s/Release", V1);
            assertThat(stand.told(ROOT + DEB, OLD)).isEqualTo("catalog old");
        }
    }
}
