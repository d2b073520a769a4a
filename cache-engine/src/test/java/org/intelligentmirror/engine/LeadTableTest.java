package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.intelligentmirror.engine.LeadTable.Part;
import org.intelligentmirror.engine.LeadTable.Waiter;
import org.intelligentmirror.locator.Locator;
import org.junit.jupiter.api.Test;

class LeadTableTest {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final ArrivalKey KEY = new ArrivalKey("digest 1");
    private static final Locator URL = EngineFixture.locator("http://one.example/a.deb");

    private final TestAlarm alarm = new TestAlarm();
    private final LeadTable table = new LeadTable(WAIT, 10, alarm);
    /** What each request was last told, by its name. */
    private final Map<String, Part> parts = new HashMap<>();

    private Waiter enter(String name) {
        return enter(name, KEY, EngineFixture.locator("http://" + name + ".example/a.deb"));
    }

    private Waiter enter(String name, ArrivalKey key, Locator locator) {
        Waiter waiter = new Waiter(locator, part -> {
            assertThat(parts.put(name, part)).isEqualTo(Part.WAITS);
        });
        parts.put(name, table.enter(key, waiter, () -> true));
        return waiter;
    }

    @Test
    void theFirstLeadsAndTheOthersWaitForItsResponse() {
        enter("one");
        enter("two");
        enter("three");
        assertThat(parts).isEqualTo(Map.of("one", Part.LEADS, "two", Part.WAITS, "three", Part.WAITS));
        table.answered(EngineFixture.locator("http://unrelated.example/a.deb"));
        assertThat(table.waiting()).isEqualTo(2);
        table.answered(URL);
        assertThat(parts).isEqualTo(Map.of("one", Part.LEADS, "two", Part.LOOKS_AGAIN, "three", Part.LOOKS_AGAIN));
        assertThat(table.waiting()).isZero();
        assertThat(table.size()).isZero();
        assertThat(alarm.pending()).isZero();
        enter("four");
        assertThat(parts).containsEntry("four", Part.LEADS);
    }

    @Test
    void anArrivalFromElsewhereReleasesThemToo() {
        enter("one");
        enter("two");
        table.arrived(new ArrivalKey("digest 2"));
        assertThat(parts).containsEntry("two", Part.WAITS);
        table.arrived(KEY);
        assertThat(parts).containsEntry("two", Part.LOOKS_AGAIN);
    }

    @Test
    void anAnswerThatIsNotKeptFreesItsOwnUrlAndHasOneOfTheOthersLead() {
        enter("one");
        enter("same", KEY, URL);
        enter("two");
        enter("three");
        table.failed(URL);
        assertThat(parts)
                .isEqualTo(Map.of("one", Part.LEADS, "same", Part.LOOKS_AGAIN, "two", Part.LEADS, "three", Part.WAITS));
        alarm.advance(WAIT.minusNanos(1));
        assertThat(parts).as("the new leader has its own time").containsEntry("three", Part.WAITS);
        table.failed(URL);
        assertThat(parts).containsEntry("three", Part.WAITS);
        table.arrived(KEY);
        assertThat(parts).containsEntry("three", Part.LOOKS_AGAIN);
        assertThat(table.waiting()).isZero();
        assertThat(table.size()).isZero();
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void afterThreeAnswersThatAreNotKeptAllGo() {
        List<String> names = List.of("one", "two", "three", "four", "five");
        names.forEach(this::enter);
        for (String name : names.subList(0, 3)) {
            table.failed(EngineFixture.locator("http://" + name + ".example/a.deb"));
        }
        assertThat(parts).containsEntry("four", Part.LEADS).containsEntry("five", Part.ALONE);
        assertThat(table.size()).isZero();
        assertThat(alarm.pending()).isZero();
        enter("cold");
        assertThat(parts).containsEntry("cold", Part.ALONE);
    }

    @Test
    void whileAnotherLeadsNobodyIsPromoted() {
        List.of("one", "two", "three").forEach(this::enter);
        alarm.advance(WAIT);
        table.failed(URL);
        assertThat(parts).containsEntry("two", Part.LEADS).containsEntry("three", Part.WAITS);
        table.failed(EngineFixture.locator("http://two.example/a.deb"));
        assertThat(parts).containsEntry("three", Part.LEADS);
        assertThat(table.waiting()).isZero();
    }

    private static Locator at(String origin, int number) {
        return EngineFixture.locator("http://" + origin + ".example/" + number + ".deb");
    }

    private static ArrivalKey key(int number) {
        return new ArrivalKey("digest " + number);
    }

    /** Three leads for one package of an origin that never answers where it can be seen. */
    private void silence(String origin) {
        for (int i = 0; i < 5; i++) {
            enter(origin + i, new ArrivalKey(origin), at(origin, 7));
        }
        for (int i = 0; i < LeadTable.MAX_PROMOTIONS; i++) {
            alarm.advance(WAIT);
        }
    }

    @Test
    void anOriginThatNeverAnswersIsNotWaitedForWhateverIsAskedFor() {
        silence("mute");
        enter("other package", key(8), at("mute", 8));
        assertThat(parts).containsEntry("other package", Part.ALONE);
        enter("other origin", key(9), at("loud", 9));
        assertThat(parts).containsEntry("other origin", Part.LEADS);
    }

    @Test
    void anOriginThatWasSilentIsSoAgainAfterOneTimeOut() {
        silence("mute");
        alarm.advance(LeadTable.COLD);
        enter("a", key(8), at("mute", 8));
        enter("b", key(8), at("mute", 8));
        enter("c", key(8), at("mute", 8));
        assertThat(parts).containsEntry("a", Part.LEADS).containsEntry("c", Part.WAITS);
        alarm.advance(WAIT);
        assertThat(parts).containsEntry("b", Part.LEADS).containsEntry("c", Part.ALONE);
        enter("d", key(9), at("mute", 9));
        assertThat(parts).containsEntry("d", Part.ALONE);
        alarm.advance(LeadTable.PROBATION);
        enter("e", key(10), at("mute", 10));
        enter("f", key(10), at("mute", 10));
        enter("g", key(10), at("mute", 10));
        alarm.advance(WAIT);
        assertThat(parts).containsEntry("f", Part.LEADS).containsEntry("g", Part.WAITS);
    }

    @Test
    void aResponseEndsTheSilence() {
        silence("mute");
        table.answered(at("mute", 1));
        enter("a", key(8), at("mute", 8));
        assertThat(parts).containsEntry("a", Part.LEADS);
        silence("still");
        table.failed(at("still", 1));
        enter("b", key(9), at("still", 9));
        assertThat(parts).containsEntry("b", Part.LEADS);
    }

    @Test
    void whatCameMeanwhileIsLookedForAgainInsteadOfLeading() {
        Part part = table.enter(KEY, new Waiter(URL, called -> {}), () -> false);
        assertThat(part).isEqualTo(Part.LOOKS_AGAIN);
        assertThat(table.size()).isZero();
    }

    @Test
    void atEachTimeOutExactlyOneIsPromotedAndAtTheThirdAllGo() {
        for (String name : List.of("one", "two", "three", "four", "five", "six")) {
            enter(name);
        }
        alarm.advance(WAIT.minusNanos(1));
        assertThat(table.waiting()).isEqualTo(5);
        alarm.advance(Duration.ofNanos(1));
        assertThat(parts).containsEntry("two", Part.LEADS).containsEntry("three", Part.WAITS);
        assertThat(table.waiting()).isEqualTo(4);
        alarm.advance(WAIT);
        assertThat(parts).containsEntry("three", Part.LEADS).containsEntry("four", Part.WAITS);
        enter("late");
        alarm.advance(WAIT);
        assertThat(parts)
                .containsEntry("four", Part.LEADS)
                .containsEntry("five", Part.ALONE)
                .containsEntry("six", Part.ALONE)
                .containsEntry("late", Part.ALONE);
        assertThat(table.waiting()).isZero();
        assertThat(alarm.pending()).isZero();
        enter("cold");
        assertThat(parts).containsEntry("cold", Part.ALONE);
        alarm.advance(LeadTable.COLD.minusNanos(1));
        enter("cold");
        assertThat(parts).containsEntry("cold", Part.ALONE);
        alarm.advance(Duration.ofNanos(1));
        enter("after");
        assertThat(parts).containsEntry("after", Part.LEADS);
    }

    @Test
    void thePromotedLeadAndEitherResponseReleases() {
        enter("one");
        enter("two");
        enter("three");
        alarm.advance(WAIT);
        table.answered(EngineFixture.locator("http://two.example/a.deb"));
        assertThat(parts).containsEntry("three", Part.LOOKS_AGAIN);
        enter("four");
        enter("five");
        enter("six");
        alarm.advance(WAIT);
        table.answered(EngineFixture.locator("http://four.example/a.deb"));
        assertThat(parts).containsEntry("five", Part.LEADS).containsEntry("six", Part.LOOKS_AGAIN);
    }

    @Test
    void aLeadNobodyWaitsForEndsByTheClock() {
        enter("one");
        alarm.advance(WAIT.minusNanos(1));
        enter("two");
        assertThat(parts).containsEntry("two", Part.WAITS);
        assertThat(table.leave(KEY, new Waiter(URL, part -> {}))).isFalse();
        alarm.advance(Duration.ofNanos(1));
        assertThat(parts).containsEntry("two", Part.LEADS);
        alarm.advance(WAIT);
        enter("three");
        assertThat(parts).containsEntry("three", Part.LEADS);
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void whoLeavesIsNotCalledAndFreesItsPlace() {
        enter("one");
        Waiter two = enter("two");
        Waiter three = enter("three");
        assertThat(table.leave(KEY, two)).isTrue();
        assertThat(table.leave(KEY, two)).isFalse();
        alarm.advance(WAIT);
        assertThat(parts).containsEntry("two", Part.WAITS).containsEntry("three", Part.LEADS);
        assertThat(table.leave(KEY, three)).isFalse();
        assertThat(table.waiting()).isZero();
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void noMoreWaitThanMay() {
        enter("one");
        for (int i = 0; i < 10; i++) {
            enter("w" + i);
        }
        assertThat(parts).containsEntry("w9", Part.WAITS);
        enter("beyond");
        assertThat(parts).containsEntry("beyond", Part.ALONE);
        enter("other", new ArrivalKey("digest 2"), URL);
        assertThat(parts).containsEntry("other", Part.LEADS);
    }

    @Test
    void noMoreKeysAreLedThanMayAndOldOnesMakeRoom() {
        for (int i = 0; i < LeadTable.MAX_LEADS; i++) {
            enter("n" + i, new ArrivalKey("n" + i), EngineFixture.locator("http://h/" + i + ".deb"));
        }
        enter("beyond", new ArrivalKey("beyond"), URL);
        assertThat(parts).containsEntry("beyond", Part.ALONE);
        alarm.advance(WAIT);
        enter("beyond", new ArrivalKey("beyond"), URL);
        assertThat(parts).containsEntry("beyond", Part.LEADS);
        assertThat(table.size()).isLessThan(LeadTable.MAX_LEADS);
    }

    @Test
    void waitingCanBeSwitchedOff() {
        for (LeadTable off : List.of(new LeadTable(Duration.ZERO, 10, alarm), new LeadTable(WAIT, 0, alarm))) {
            assertThat(off.enter(KEY, new Waiter(URL, part -> {}), () -> true)).isEqualTo(Part.ALONE);
            assertThat(off.enter(KEY, new Waiter(URL, part -> {}), () -> true)).isEqualTo(Part.ALONE);
        }
    }

    /** Whatever comes in whatever order: everybody is told once, and nobody waits longer than three times. */
    @Test
    void nobodyIsForgotten() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            TestAlarm time = new TestAlarm();
            LeadTable leads = new LeadTable(WAIT, 20, time);
            List<Model> waiting = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                int url = random.nextInt(4);
                ArrivalKey key = new ArrivalKey("k" + url % 2);
                Locator locator = EngineFixture.locator("http://h/" + url + ".deb");
                switch (random.nextInt(6)) {
                    case 0 -> leads.answered(locator);
                    case 1 -> leads.arrived(key);
                    case 2 -> time.advance(Duration.ofMillis(random.nextInt(4000)));
                    case 3 -> {
                        if (!waiting.isEmpty()) {
                            Model leaver = waiting.get(random.nextInt(waiting.size()));
                            leaver.left = leads.leave(leaver.key, leaver.waiter);
                        }
                    }
                    default -> {
                        Model model = new Model(key, locator, time);
                        if (leads.enter(key, model.waiter, () -> true) == Part.WAITS) {
                            waiting.add(model);
                        }
                    }
                }
                waiting.removeIf(model -> model.left || model.called);
                assertThat(leads.waiting()).as("seed %s", seed).isEqualTo(waiting.size());
            }
            time.advance(WAIT.multipliedBy(3));
            assertThat(waiting).as("seed %s", seed).allMatch(model -> model.called || model.left);
            assertThat(leads.waiting()).isZero();
            assertThat(time.pending()).isZero();
        }
    }

    private static final class Model {
        private final ArrivalKey key;
        private final Waiter waiter;
        private boolean called;
        private boolean left;

        private Model(ArrivalKey key, Locator locator, TestAlarm time) {
            this.key = key;
            long since = time.nanos();
            this.waiter = new Waiter(locator, part -> {
                assertThat(called || left).isFalse();
                assertThat(time.nanos() - since)
                        .isLessThanOrEqualTo(WAIT.multipliedBy(3).toNanos());
                called = true;
            });
        }
    }
}
