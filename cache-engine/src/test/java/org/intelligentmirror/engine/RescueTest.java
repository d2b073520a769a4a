package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.intelligentmirror.engine.EngineFixture.begin;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;
import static org.intelligentmirror.engine.EngineFixture.wanted;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.engine.ScriptedFetcher.Errand;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchOrder.Urgency;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to those who joined when their leader goes. */
class RescueTest {
    private static final String URL = "http://one.example/pool/a_1.deb";
    private static final int LENGTH = 1_000_000;
    private static final int SOME = 300_000;
    private static final int MOST = 600_000;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final byte[] body = deb(1, LENGTH);
    private final String byDigest = "http://one.example/by-hash/SHA256/" + sha256(body) + "/a.deb";
    private final ScriptedFetcher fetcher = new ScriptedFetcher();
    private CacheEngine engine;

    @BeforeEach
    void open() throws Exception {
        engine = CacheEngine.open(EngineFixture.settings(store), new OwnFetches(fetcher, "tag"), clock);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        await().untilAsserted(() -> {
            assertThat(engine.inventory().stats().capturesRunning()).isZero();
            assertThat(engine.capacity().reservedBytes()).isZero();
        });
        engine.close();
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }

    private CaptureStream lead(String url, int bytes) {
        CaptureStream leader = begin(engine, url, body, clock);
        EngineFixture.write(leader, Arrays.copyOf(body, bytes), 50_000);
        return leader;
    }

    /** Joins once the bytes written so far can be read. */
    private Joiner join(String url, int readable) {
        await().until(() -> {
            Resolution found =
                    EngineFixture.await(engine.ask(wanted(url), false).answer());
            if (found instanceof Resolution.Join join) {
                long now = join.joiner().readable();
                join.joiner().close();
                return now == readable;
            }
            return false;
        });
        return ((Resolution.Join)
                        EngineFixture.await(engine.ask(wanted(url), false).answer()))
                .joiner();
    }

    private static String tag(String url) {
        return "\"" + url.hashCode() + "\"";
    }

    private static CaptureOutcome end(Joiner joiner) {
        await().until(() -> joiner.end().isPresent());
        return joiner.end().orElseThrow();
    }

    private void assertWhole(Joiner joiner) throws IOException {
        assertThat(end(joiner)).isInstanceOf(CaptureOutcome.Stored.class);
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        while (bytes.hasRemaining() && joiner.channel().read(bytes, bytes.position()) >= 0) {}
        assertThat(bytes.array()).isEqualTo(body);
        joiner.close();
    }

    private void assertCut(Joiner joiner, NotStored why) {
        assertThat(end(joiner)).isEqualTo(new CaptureOutcome.Dropped(why));
        assertThat(joiner.readable()).isZero();
        joiner.close();
        assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
    }

    @Test
    void theRestComesFromTheSameUrlUnderTheSameValidator() throws Exception {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        Errand errand = fetcher.errand(0);
        assertThat(errand.order.locator()).isEqualTo(EngineFixture.locator(URL));
        assertThat(errand.order.firstByte()).isEqualTo(SOME);
        assertThat(errand.order.ifRange()).isEqualTo(Optional.of(tag(URL)));
        assertThat(errand.order.urgency()).isEqualTo(Urgency.CLIENT_WAITS);
        assertThat(EngineFixture.await(leader.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.CUT));
        assertThat(EngineFixture.await(engine.askForPart(wanted(URL), false, Optional.empty())))
                .isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
        assertThat(errand.head(206, SOME, LENGTH, Map.of("etag", tag(URL)))).isTrue();
        Joiner late = join(URL, SOME);
        assertThat(errand.bytes(body, SOME, LENGTH)).isTrue();
        errand.end(FetchEnd.COMPLETE);
        assertWhole(joiner);
        assertWhole(late);
        assertThat(hit(engine, URL)).isEqualTo(body);
    }

    @Test
    void aPartUnderAnotherValidatorIsRefused() {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        assertThat(fetcher.errand(0).head(206, SOME, LENGTH, Map.of("etag", "\"other\"")))
                .isFalse();
        assertCut(joiner, NotStored.CUT);
    }

    @Test
    void aPartOfAnotherLengthOrAnotherPlaceIsRefused() {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        assertThat(fetcher.errand(0).head(206, SOME, LENGTH + 1, Map.of("etag", tag(URL))))
                .isFalse();
        assertCut(joiner, NotStored.CUT);
        leader = lead(URL, SOME);
        joiner = join(URL, SOME);
        leader.abandon(NotStored.TRUNCATED);
        assertThat(fetcher.errand(1).head(206, SOME + 1, LENGTH, Map.of("etag", tag(URL))))
                .isFalse();
        assertCut(joiner, NotStored.TRUNCATED);
    }

    @Test
    void aWholeAnswerIsComparedAndGoesOn() throws Exception {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        Errand errand = fetcher.errand(0);
        assertThat(errand.head(200, 0, LENGTH, Map.of())).isTrue();
        assertThat(errand.bytes(body, 0, SOME - 7)).isTrue();
        assertThat(joiner.readable()).isEqualTo(SOME);
        assertThat(errand.bytes(body, SOME - 7, LENGTH)).isTrue();
        errand.end(FetchEnd.COMPLETE);
        assertWhole(joiner);
    }

    @Test
    void aWholeAnswerThatDiffersInOneByteIsTheEnd() {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        byte[] changed = body.clone();
        changed[SOME - 1] ^= 1;
        Errand errand = fetcher.errand(0);
        assertThat(errand.head(200, 0, LENGTH, Map.of())).isTrue();
        assertThat(errand.bytes(changed, 0, LENGTH)).isFalse();
        assertCut(joiner, NotStored.CHANGED);
    }

    @Test
    void withADigestTheJoinersOwnMirrorIsAskedFirstAndItsPartNeedsNoValidator() throws Exception {
        String other = byDigest.replace("one.example", "two.example");
        CaptureStream leader = lead(byDigest, SOME);
        Joiner joiner = join(other, SOME);
        leader.abandon(NotStored.CUT);
        Errand first = fetcher.errand(0);
        assertThat(first.order.locator()).isEqualTo(EngineFixture.locator(other));
        assertThat(first.order.ifRange()).isEmpty();
        first.end(FetchEnd.DENIED);
        Errand second = fetcher.errand(1);
        assertThat(second.order.locator()).isEqualTo(EngineFixture.locator(byDigest));
        second.deliver(body, Map.of());
        assertWhole(joiner);
    }

    @Test
    void withADigestOtherBytesAreNeverStoredNorCompleted() {
        CaptureStream leader = lead(byDigest, SOME);
        Joiner joiner = join(byDigest, SOME);
        leader.abandon(NotStored.CUT);
        byte[] changed = body.clone();
        changed[LENGTH - 1] ^= 1;
        fetcher.errand(0).deliver(changed, Map.of());
        assertCut(joiner, NotStored.DIGEST);
    }

    @Test
    void aFetchThatBreaksIsGoneOnWithWhileItBringsSomething() throws Exception {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        Errand first = fetcher.errand(0);
        first.head(206, SOME, LENGTH, Map.of("etag", tag(URL)));
        first.bytes(body, SOME, SOME + 1000);
        first.end(FetchEnd.BROKEN);
        Errand second = fetcher.errand(1);
        assertThat(second.order.firstByte()).isEqualTo(SOME + 1000);
        second.deliver(body, Map.of("etag", tag(URL)));
        assertWhole(joiner);
    }

    @Test
    void placesAreAskedABoundedNumberOfTimes() {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        for (int i = 0; i < Relief.MAX_FETCHES; i++) {
            Errand errand = fetcher.errand(i);
            errand.head(206, SOME + i, LENGTH, Map.of("etag", tag(URL)));
            errand.bytes(body, SOME + i, SOME + i + 1);
            errand.end(FetchEnd.BROKEN);
        }
        assertCut(joiner, NotStored.CUT);
        assertThat(fetcher.errands).hasSize(Relief.MAX_FETCHES);
    }

    @Test
    void aRescueNobodyWaitsForAnyMoreIsGivenUp() {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        Errand errand = fetcher.errand(0);
        errand.head(206, SOME, LENGTH, Map.of("etag", tag(URL)));
        joiner.close();
        await().until(errand::isCancelled);
        assertThat(errand.bytes(body, SOME, LENGTH)).isFalse();
        assertThat(resolve(engine, URL)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
    }

    @Test
    void whatIsMostlyHereIsFinishedForTheNextOne() throws Exception {
        CaptureStream leader = lead(URL, MOST);
        join(URL, MOST).close();
        leader.abandon(NotStored.CUT);
        Errand errand = fetcher.errand(0);
        assertThat(errand.order.urgency()).isEqualTo(Urgency.BACKGROUND);
        errand.deliver(body, Map.of("etag", tag(URL)));
        assertThat(hit(engine, URL)).isEqualTo(body);
    }

    @Test
    void whatIsHardlyHereAndNobodyWantsIsDropped() {
        CaptureStream leader = lead(URL, SOME);
        join(URL, SOME).close();
        leader.abandon(NotStored.CUT);
        assertThat(EngineFixture.await(leader.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.CUT));
        assertThat(fetcher.errands).isEmpty();
    }

    @Test
    void aLeaderThatLeavesWithTheLastByteHasBroughtItAll() throws Exception {
        CaptureStream leader = lead(URL, LENGTH - 1);
        AtomicBoolean written = new AtomicBoolean();
        leader.write(ByteBuffer.wrap(body, LENGTH - 1, 1), () -> written.set(true));
        await().untilTrue(written);
        leader.abandon(NotStored.CUT);
        assertThat(EngineFixture.await(leader.outcome())).isInstanceOf(CaptureOutcome.Stored.class);
        assertThat(fetcher.errands).isEmpty();
        assertThat(hit(engine, URL)).isEqualTo(body);
    }

    @Test
    void closingTheEngineEndsARescue() throws Exception {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        leader.abandon(NotStored.CUT);
        Errand errand = fetcher.errand(0);
        engine.close();
        assertThat(end(joiner)).isEqualTo(new CaptureOutcome.Dropped(NotStored.STOPPING));
        assertThat(errand.isCancelled()).isTrue();
        joiner.close();
        open();
    }

    @Test
    void aCrawlingLeaderIsOvertakenAndKeepsItsOwnStream() throws Exception {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        assertThat(joiner.awaitMore(SOME, () -> {})).isTrue();
        Errand errand = fetcher.errand(0);
        assertThat(errand.order.firstByte()).isEqualTo(SOME);
        errand.deliver(body, Map.of("etag", tag(URL)));
        assertWhole(joiner);
        EngineFixture.write(leader, Arrays.copyOfRange(body, SOME, LENGTH), 50_000);
        leader.complete();
        assertThat(EngineFixture.await(leader.outcome()))
                .isEqualTo(new CaptureOutcome.Stored(sha256(body), LENGTH, false));
    }

    @Test
    void anOvertakingFetchOfOtherBytesIsNoticedByTheLeadersOwn() {
        CaptureStream leader = lead(URL, SOME);
        Joiner joiner = join(URL, SOME);
        assertThat(joiner.awaitMore(SOME, () -> {})).isTrue();
        byte[] changed = body.clone();
        changed[MOST] ^= 1;
        Errand errand = fetcher.errand(0);
        errand.head(206, SOME, LENGTH, Map.of("etag", tag(URL)));
        assertThat(errand.bytes(changed, SOME, MOST + 1000)).isTrue();
        EngineFixture.write(leader, Arrays.copyOfRange(body, SOME, LENGTH), 50_000);
        assertCut(joiner, NotStored.CHANGED);
        assertThat(EngineFixture.await(leader.outcome())).isEqualTo(new CaptureOutcome.Dropped(NotStored.CHANGED));
        assertThat(errand.isCancelled()).isTrue();
    }
}
