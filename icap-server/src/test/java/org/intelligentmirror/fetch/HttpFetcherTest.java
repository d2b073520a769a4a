package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.fetch.Fetching.order;
import static org.intelligentmirror.fetch.Fetching.rest;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.intelligentmirror.fetch.Fetching.Recorder;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchHead;
import org.intelligentmirror.origin.FetchOrder.Urgency;
import org.intelligentmirror.origin.OriginFetcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders from their begin to their end, with origins that mean well. */
class HttpFetcherTest {
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"e\"\r\n\r\nhello";

    private final Fetching fetching = new Fetching();

    @AfterEach
    void stop() {
        fetching.close();
    }

    @Test
    void aWholeIsBroughtAndNothingOfAClientIsSent() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(WHOLE))) {
            Recorder got = fetching.fetch(origin.url("/pool/a%20b.deb?x={1}"));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.body()).isEqualTo("hello");
            FetchHead head = got.head().orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.firstByte()).isZero();
            assertThat(head.totalLength()).hasValue(5);
            assertThat(head.fields()).containsEntry("etag", "\"e\"");
            assertThat(origin.heads()).containsExactly("""
                    GET /pool/a%20b.deb?x={1} HTTP/1.1
                    Host: 127.0.0.1:PORT
                    User-Agent: intelligentmirror
                    Accept: */*
                    Accept-Encoding: identity
                    Via: 1.1 intelligentmirror
                    X-IntelligentMirror-Fetch: 0ur5
                    Connection: close""".replace("PORT", Integer.toString(origin.port())));
        }
    }

    @Test
    void theRestIsAskedForWithItsValidator() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit ->
                visit.send("HTTP/1.1 206 Partial\r\nContent-Range: bytes 3-4/5\r\nContent-Length: 2\r\n\r\nlo"))) {
            Recorder got = fetching.fetch(rest(origin.url("/a.deb"), 3, "\"e\""));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.body()).isEqualTo("lo");
            assertThat(got.head().orElseThrow().firstByte()).isEqualTo(3);
            assertThat(got.head().orElseThrow().totalLength()).hasValue(5);
            assertThat(origin.heads().get(0)).contains("\nRange: bytes=3-\nIf-Range: \"e\"\n");
        }
    }

    @Test
    void aWholeInAnswerToARangeBeginsAtZero() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(WHOLE))) {
            Recorder got = fetching.fetch(rest(origin.url("/a.deb"), 3, "\"e\""));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.head().orElseThrow().firstByte()).isZero();
            assertThat(got.body()).isEqualTo("hello");
        }
    }

    @Test
    void chunkedAndUndelimitedBodiesAreBroughtToo() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(
                visit.number() == 0
                        ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
                        : "HTTP/1.0 200 OK\r\n\r\nhello"))) {
            for (int i = 0; i < 2; i++) {
                Recorder got = fetching.fetch(origin.url("/a.deb"));
                assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
                assertThat(got.head().orElseThrow().totalLength()).isEmpty();
                assertThat(got.body()).isEqualTo("hello");
            }
        }
    }

    @Test
    void anEmptyPackageIsComplete() {
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.head()).isPresent();
        }
    }

    @Test
    void fieldsThatCameTwiceAreJoined() {
        try (ScriptedOrigin origin = new ScriptedOrigin(
                visit -> visit.send("HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 1\r\n\r\nx"))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).head().orElseThrow().fields())
                    .containsEntry("x-a", "1, 2");
        }
    }

    @Test
    void whatFailsBeforeTheFirstByteIsTriedAgain() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> {
            if (visit.number() == 0) {
                visit.reset();
            } else if (visit.number() == 1) {
                visit.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            } else {
                visit.send(WHOLE);
            }
        })) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.body()).isEqualTo("hello");
            assertThat(origin.heads()).hasSize(3);
        }
    }

    @Test
    void onceAByteHasComeABreakIsAnEnd() {
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"))) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.BROKEN);
            assertThat(got.body()).isEqualTo("hel");
            assertThat(origin.heads()).hasSize(1);
        }
    }

    @Test
    void attemptsAreBounded() {
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.DENIED);
            assertThat(origin.heads()).hasSize(Fetching.LIMITS.attempts());
        }
    }

    @Test
    void aListenerThatHasEnoughEndsItsOrder() {
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send(WHOLE).hang())) {
            Recorder noHead = new Recorder() {
                @Override
                public synchronized boolean head(FetchHead told) {
                    return false;
                }
            };
            Recorder failing = new Recorder() {
                @Override
                public synchronized boolean bytes(ByteBuffer bytes) {
                    throw new IllegalStateException("the listener's own fault");
                }
            };
            for (Recorder recorder : List.of(noHead, failing)) {
                fetching.fetcher().fetch(order(origin.url("/a.deb")), recorder);
                assertThat(recorder.await()).isEqualTo(FetchEnd.CANCELLED);
            }
            Awaitility.await().until(() -> origin.connections() == 0);
        }
    }

    @Test
    void cancellingWakesAnOrderThatWaitsForBytes() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit ->
                visit.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nh").hang())) {
            Recorder got = new Recorder();
            OriginFetcher.Fetch fetch = fetching.fetcher().fetch(order(origin.url("/a.deb")), got);
            Awaitility.await().until(() -> got.body().equals("h"));
            fetch.cancel();
            fetch.cancel();
            assertThat(got.await()).isEqualTo(FetchEnd.CANCELLED);
            Awaitility.await().until(() -> origin.connections() == 0);
        }
    }

    @Test
    void cancellingWakesAnOrderThatWaitsForAHeadOrALookup() {
        CountDownLatch lookedUp = new CountDownLatch(1);
        fetching.resolver = name -> {
            lookedUp.countDown();
            try {
                Thread.sleep(TimeUnit.MINUTES.toMillis(2));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return List.of();
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.Visit::hang)) {
            Recorder got = new Recorder();
            OriginFetcher.Fetch fetch = fetching.fetcher().fetch(order(origin.url("/a.deb")), got);
            Awaitility.await().until(() -> !origin.heads().isEmpty());
            fetch.cancel();
            assertThat(got.await()).isEqualTo(FetchEnd.CANCELLED);

            Recorder unresolved = new Recorder();
            OriginFetcher.Fetch lookup = fetching.fetcher().fetch(order("http://slow.example/a.deb"), unresolved);
            Awaitility.await().until(() -> lookedUp.getCount() == 0);
            lookup.cancel();
            assertThat(unresolved.await()).isEqualTo(FetchEnd.CANCELLED);
        }
    }

    @Test
    void ordersBeyondTheBoundsWaitAndEachEndsOnce() {
        fetching.maxParallel = 2;
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> {
            gate.await();
            visit.send(WHOLE);
        })) {
            List<Recorder> all = new ArrayList<>();
            for (int i = 0; i < 2 + Fetching.LIMITS.maxWaiting(); i++) {
                Recorder recorder = new Recorder();
                all.add(recorder);
                fetching.fetcher().fetch(order(origin.url("/" + i + ".deb")), recorder);
            }
            Awaitility.await().until(() -> origin.heads().size() == 2);
            Recorder tooMany = new Recorder();
            fetching.fetcher().fetch(order(origin.url("/x.deb")), tooMany);
            assertThat(tooMany.await()).isEqualTo(FetchEnd.OVERLOAD);
            assertThat(fetching.fetcher().figures().running()).isEqualTo(2);
            assertThat(fetching.fetcher().figures().waiting()).isEqualTo(Fetching.LIMITS.maxWaiting());
            assertThat(origin.heads()).hasSize(2);

            gate.countDown();
            assertThat(all).allMatch(recorder -> recorder.await() == FetchEnd.COMPLETE);
            assertThat(fetching.fetcher().figures().ended())
                    .containsEntry(FetchEnd.OVERLOAD, 1L)
                    .containsEntry(FetchEnd.COMPLETE, (long) all.size());
            assertThat(fetching.fetcher().figures().bytes()).isEqualTo(5L * all.size());
        }
    }

    @Test
    void anOrderThatWaitsCanBeCancelledOrDisplaced() {
        fetching.maxParallel = 1;
        fetching.limits = withMaxWaiting(1);
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.Visit::hang)) {
            Recorder running = new Recorder();
            OriginFetcher.Fetch first = fetching.fetcher().fetch(order(origin.url("/1.deb")), running);
            Recorder background = new Recorder();
            fetching.fetcher().fetch(order(origin.url("/2.deb"), 0, null, Urgency.BACKGROUND), background);
            Recorder client = new Recorder();
            OriginFetcher.Fetch second = fetching.fetcher().fetch(order(origin.url("/3.deb")), client);
            assertThat(background.await()).isEqualTo(FetchEnd.OVERLOAD);
            second.cancel();
            assertThat(client.await()).isEqualTo(FetchEnd.CANCELLED);
            assertThat(running.isOver()).isFalse();
            first.cancel();
            assertThat(running.await()).isEqualTo(FetchEnd.CANCELLED);
            assertThat(origin.heads()).noneMatch(head -> head.contains("/2.deb") || head.contains("/3.deb"));
        }
    }

    private static FetchLimits withMaxWaiting(int maxWaiting) {
        FetchLimits all = Fetching.LIMITS;
        return new FetchLimits(
                maxWaiting,
                all.lookup(),
                all.connect(),
                all.head(),
                all.idle(),
                all.total(),
                all.attempts(),
                all.backoff(),
                all.stop());
    }

    @Test
    void closingEndsEveryOrderAndTakesNoMore() {
        fetching.maxParallel = 1;
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.Visit::hang)) {
            Recorder running = new Recorder();
            fetching.fetcher().fetch(order(origin.url("/1.deb")), running);
            Recorder waiting = new Recorder();
            fetching.fetcher().fetch(order(origin.url("/2.deb")), waiting);
            Awaitility.await().until(() -> origin.heads().size() == 1);
            fetching.fetcher().close();
            assertThat(running.isOver()).isTrue();
            assertThat(running.await()).isEqualTo(FetchEnd.CANCELLED);
            assertThat(waiting.await()).isEqualTo(FetchEnd.OVERLOAD);
            Recorder late = new Recorder();
            fetching.fetcher().fetch(order(origin.url("/3.deb")), late);
            assertThat(late.await()).isEqualTo(FetchEnd.OVERLOAD);
        }
    }

    @Test
    void aListenerThatBlocksDoesNotHoldUpClosingForLong() throws Exception {
        fetching.limits = new FetchLimits(
                1,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1,
                Duration.ofMillis(1),
                Duration.ofMillis(50));
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(WHOLE))) {
            Recorder blocking = new Recorder() {
                @Override
                @SuppressWarnings("UnsynchronizedOverridesSynchronized") // It blocks, and others ask meanwhile.
                public boolean bytes(ByteBuffer bytes) {
                    inside.countDown();
                    Awaitility.await().forever().until(() -> gate.getCount() == 0);
                    return super.bytes(bytes);
                }
            };
            fetching.fetcher().fetch(order(origin.url("/a.deb")), blocking);
            assertThat(inside.await(50, TimeUnit.SECONDS)).isTrue();
            fetching.fetcher().close();
            assertThat(blocking.isOver()).isFalse();
            gate.countDown();
            assertThat(blocking.await()).isEqualTo(FetchEnd.CANCELLED);
        }
    }
}
