package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.fetch.Fetching.rest;

import java.io.IOException;
import java.time.Duration;
import org.intelligentmirror.fetch.Fetching.Recorder;
import org.intelligentmirror.origin.FetchEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that do not mean well, or cannot do better. */
class HostileOriginTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final Fetching fetching = new Fetching();

    @AfterEach
    void stop() {
        fetching.close();
    }

    /** What answers an order of the bytes from 3 on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "206 | Content-Range: bytes 3-4/5 | COMPLETE",
                "206 | Content-Range: bytes 3-4/* | COMPLETE",
                "206 | Content-Range: BYTES 3-4/5 | COMPLETE",
                "206 | Content-Range: bytes 2-4/5 | DENIED",
                "206 | Content-Range: bytes 2-3/5 | DENIED",
                "206 | Content-Range: bytes 4-5/6 | DENIED",
                "206 | Content-Range: bytes 0-4/5 | DENIED",
                "206 | Content-Range: bytes 3-5/6 | DENIED",
                "206 | Content-Range: bytes 3-3/5 | DENIED",
                "206 | Content-Range: bytes 3-4/4 | DENIED",
                "206 | Content-Range: bytes 3-2/5 | DENIED",
                "206 | Content-Range: bytes 3-9999999999999999999/5 | DENIED",
                "206 | Content-Range: bytes */5 | DENIED",
                "206 | Content-Range: bytes 3-4 | DENIED",
                "206 | Content-Range: items 3-4/5 | DENIED",
                "206 | Content-Range: bytes=3-4/5 | DENIED",
                "206 | X-No: range | DENIED",
                "206 | Content-Type: multipart/byteranges; boundary=x | DENIED",
                "206 | Content-Range: bytes 3-4/5~Content-Range: bytes 3-4/5 | DENIED",
                "206 | Content-Range: bytes 3-4/5~Content-Encoding: gzip | DENIED",
                "200 | Content-Encoding: gzip | DENIED",
                "200 | Content-Encoding: identity~Content-Encoding: gzip | DENIED",
                "200 | Content-Encoding: x | DENIED",
                "200 | Content-Encoding: Identity | COMPLETE",
                "203 | X: y | DENIED",
                "204 | X: y | DENIED",
                "304 | X: y | DENIED",
                "401 | WWW-Authenticate: Basic realm=x | DENIED",
                "404 | X: y | DENIED",
                "407 | Proxy-Authenticate: Basic realm=x | DENIED",
                "416 | Content-Range: bytes */5 | DENIED",
                "501 | X: y | DENIED",
            })
    void onlyAWholeOrThePartOrderedIsTaken(int status, String fields, FetchEnd end) {
        String answer =
                "HTTP/1.1 " + status + " x\r\nContent-Length: 2\r\n" + fields.replace("~", "\r\n") + "\r\n\r\nlo";
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(answer))) {
            Recorder got = fetching.fetch(rest(origin.url("/a.deb"), 3, "\"e\""));
            assertThat(got.await()).isEqualTo(end);
            assertThat(got.head().isPresent()).isEqualTo(end == FetchEnd.COMPLETE);
        }
    }

    @Test
    void aPartNobodyOrderedIsDenied() {
        try (ScriptedOrigin origin = new ScriptedOrigin(
                visit -> visit.send("HTTP/1.1 206 x\r\nContent-Range: bytes 0-1/2\r\nContent-Length: 2\r\n\r\nlo"))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.DENIED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "garbage\r\n\r\n",
                "HTTP/9.9 200 OK\r\n\r\nx",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nno colon here\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\n",
                "HTTP/1.1 101 Switching\r\n\r\n",
                "HTTP/1.1 200 OK\r\nETag: \"cut off in the he",
                "HTTP/1.1 200 OK\r\n\r\n",
            })
    void whatIsNoAnswerIsTriedAgainAndThenBroken(String answer) {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(answer))) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.BROKEN);
            assertThat(got.head()).isEmpty();
            assertThat(origin.heads()).hasSize(Fetching.LIMITS.attempts());
        }
    }

    @Test
    void theLargestHeadIsTakenAndOneFieldOrByteMoreIsNot() {
        String last = "Content-Length: 1\r\n";
        String most = last + "X: y\r\n".repeat(FetchLimits.MAX_FIELDS - 2);
        assertEnd(OK + most + "\r\nx", FetchEnd.COMPLETE);
        assertEnd(OK + most + "X: y\r\n\r\nx", FetchEnd.BROKEN);
        String longest = "X: " + "y".repeat(FetchLimits.MAX_LINE_BYTES - "X: ".length());
        assertEnd(OK + last + longest + "\r\n\r\nx", FetchEnd.COMPLETE);
        assertEnd(OK + last + longest + "y\r\n\r\nx", FetchEnd.BROKEN);
    }

    @Test
    void interimAnswersAreSkippedUpToTheirBound() {
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
        String last = OK + "Content-Length: 1\r\n\r\nx";
        assertEnd(interim.repeat(FetchLimits.MAX_INTERIM) + last, FetchEnd.COMPLETE);
        assertEnd(interim.repeat(FetchLimits.MAX_INTERIM + 1) + last, FetchEnd.BROKEN);
    }

    @Test
    void aBodyThatIsNotWhatItsFramingSaysIsBroken() {
        assertEnd(OK + "Content-Length: 5\r\n\r\nhell", FetchEnd.BROKEN);
        assertEnd(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", FetchEnd.BROKEN);
        assertEnd(OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n", FetchEnd.BROKEN);
    }

    @Test
    void aChunkedPartMustBeAsLongAsItsRange() {
        String head = "HTTP/1.1 206 x\r\nContent-Range: bytes 3-4/5\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String body : new String[] {"1\r\nl\r\n0\r\n\r\n", "3\r\nlo!\r\n0\r\n\r\n"}) {
            try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(head + body))) {
                assertThat(fetching.fetch(rest(origin.url("/a.deb"), 3, "\"e\""))
                                .await())
                        .isEqualTo(FetchEnd.BROKEN);
            }
        }
    }

    @Test
    void bytesBehindTheBodyAreNobodys() {
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send(OK + "Content-Length: 5\r\n\r\nhello and more"))) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.body()).isEqualTo("hello");
        }
    }

    @Test
    void aResetInTheBodyIsBroken() {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> {
            visit.send(OK + "Content-Length: 5\r\n\r\nhe");
            visit.reset();
        })) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.BROKEN);
        }
    }

    @Test
    void aBodyThatStandsStillIsGivenUp() {
        fetching.limits = timed(Duration.ofSeconds(60), Duration.ofMillis(50), Duration.ofSeconds(60));
        try (ScriptedOrigin origin = new ScriptedOrigin(
                visit -> visit.send(OK + "Content-Length: 5\r\n\r\nhe").hang())) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.BROKEN);
        }
    }

    @Test
    void aHeadThatTricklesIsGivenUpHoweverBusyItIs() {
        fetching.limits = timed(Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofSeconds(60));
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> {
            visit.send(OK);
            trickle(visit);
        })) {
            Recorder got = fetching.fetch(origin.url("/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.BROKEN);
            assertThat(got.head()).isEmpty();
        }
    }

    @Test
    void aBodyThatTricklesIsGivenUpAtTheEndOfAllTime() {
        fetching.limits = timed(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(300));
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> {
            visit.send(OK + "Content-Length: 1000000\r\n\r\n");
            trickle(visit);
        })) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.BROKEN);
        }
    }

    private static void trickle(ScriptedOrigin.Visit visit) throws IOException, InterruptedException {
        while (true) {
            visit.send("x");
            Thread.sleep(5);
        }
    }

    private static FetchLimits timed(Duration head, Duration idle, Duration total) {
        FetchLimits all = Fetching.LIMITS;
        return new FetchLimits(
                all.maxWaiting(), all.lookup(), all.connect(), head, idle, total, 1, all.backoff(), all.stop());
    }

    private void assertEnd(String answer, FetchEnd end) {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(answer))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(end);
        }
    }
}
