package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.wanted;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.engine.ScriptedFetcher.Errand;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchOrder.Urgency;
import org.intelligentmirror.origin.OwnFetches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages asked for in part. */
class CompletionTest {
    private static final String URL = "http://one.example/pool/a_1.deb";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final byte[] body = deb(1, 500_000);
    private final Map<String, String> fields = Map.of("content-length", "500000", "etag", "\"a\"");
    private final ScriptedFetcher fetcher = new ScriptedFetcher();
    private CacheEngine engine;

    @BeforeEach
    void open() throws Exception {
        engine = CacheEngine.open(EngineFixture.settings(store), new OwnFetches(fetcher, "tag"), clock);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(engine.inventory().stats().capturesRunning()).isZero();
        assertThat(engine.capacity().reservedBytes()).isZero();
        engine.close();
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }

    @Test
    void theWholeIsFetchedInTheBackgroundAndCanBeJoined() throws Exception {
        engine.complete(wanted(URL));
        Errand errand = fetcher.errand(0);
        assertThat(errand.order.firstByte()).isZero();
        assertThat(errand.order.urgency()).isEqualTo(Urgency.BACKGROUND);
        assertThat(errand.head(200, 0, body.length, fields)).isTrue();
        assertThat(errand.bytes(body, 0, 100_000)).isTrue();
        Joiner joiner = ((Resolution.Join) EngineFixture.await(engine.askForPart(wanted(URL), false, Optional.empty())))
                .joiner();
        assertThat(joiner.readable()).isEqualTo(100_000);
        assertThat(errand.bytes(body, 100_000, body.length)).isTrue();
        errand.end(FetchEnd.COMPLETE);
        assertThat(joiner.end()).containsInstanceOf(CaptureOutcome.Stored.class);
        joiner.close();
        assertThat(hit(engine, URL)).isEqualTo(body);
    }

    @Test
    void itIsOrderedOnceInAWhile() {
        engine.complete(wanted(URL));
        fetcher.errand(0).end(FetchEnd.DENIED);
        clock.advance(Completion.PAUSE.minusNanos(1));
        engine.complete(wanted(URL));
        clock.advance(java.time.Duration.ofNanos(1));
        engine.complete(wanted(URL));
        fetcher.errand(1).end(FetchEnd.DENIED);
        assertThat(fetcher.errands).hasSize(2);
    }

    @Test
    void whatIsHereOrOnItsWayIsNotOrdered() {
        CaptureStream leader = EngineFixture.begin(engine, URL, body, clock);
        EngineFixture.write(leader, body, 50_000);
        await().until(() -> {
            Resolution found = EngineFixture.await(engine.askForPart(wanted(URL), false, Optional.empty()));
            if (found instanceof Resolution.Join join) {
                join.joiner().close();
            }
            return found instanceof Resolution.Join;
        });
        engine.complete(wanted(URL));
        leader.complete();
        EngineFixture.await(leader.outcome());
        clock.advance(Completion.PAUSE);
        engine.complete(wanted(URL));
        engine.complete(wanted("http://one.example/pool/other_1.deb"));
        assertThat(fetcher.errand(0).order.locator().path()).contains("other_1");
        fetcher.errand(0).end(FetchEnd.DENIED);
        await().until(() -> fetcher.errands.size() == 1);
    }

    @Test
    void aPrivateOrShortAnswerIsNotKept() {
        engine.complete(wanted(URL));
        assertThat(fetcher.errand(0)
                        .head(200, 0, body.length, Map.of("content-length", "500000", "cache-control", "private")))
                .isFalse();
        clock.advance(Completion.PAUSE);
        engine.complete(wanted(URL));
        Errand cut = fetcher.errand(1);
        cut.head(200, 0, body.length, fields);
        cut.bytes(body, 0, 100_000);
        cut.end(FetchEnd.BROKEN);
        clock.advance(Completion.PAUSE);
        engine.complete(wanted(URL));
        Errand excess = fetcher.errand(2);
        excess.head(200, 0, body.length, fields);
        excess.bytes(body, 0, body.length);
        assertThat(excess.bytes(body, 0, 1)).isFalse();
    }
}
