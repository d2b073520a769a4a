package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed off when, and that it can be had where it is said to be. */
class HandoffTest {
    private static final byte[] SMALL = Messages.deb(4_000, 1);
    private static final byte[] LARGE = Messages.deb(400_000, 2);
    private static final String LARGE_URL = "http://mirror.example/pool/large_1%5E2_amd64.deb";

    @TempDir
    Path directory;

    // Each test starts its own kind of server first.
    @SuppressWarnings("NullAway.Init")
    private ServerFixture server;

    @SuppressWarnings("NullAway.Init")
    private IcapTestClient client;

    private void start(String... overrides) {
        start(Clock.systemUTC(), overrides);
    }

    private void start(Clock clock, String... overrides) {
        server = ServerFixture.start(directory, clock, overrides);
        client = server.connect();
        Messages.passBy(client, Messages.URL, SMALL, "ETag: \"s\"");
        Messages.passBy(client, LARGE_URL, LARGE, "ETag: \"l\"", "Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private IcapTestClient.Reply get(String url, String... fields) {
        client.send(Messages.squidReqmod(Messages.request("GET", url, fields)));
        return client.read();
    }

    private static boolean isHandedOff(IcapTestClient.Reply reply) {
        return reply.status() == 200 && reply.http().startsWith("GET http://");
    }

    /** Does what Squid does with a rewritten request; everything that comes back. */
    private String follow(IcapTestClient.Reply reply) throws IOException {
        assertThat(isHandedOff(reply)).as(reply.head() + reply.http()).isTrue();
        InetSocketAddress listener = server.server().httpAddress();
        String request = reply.http().replaceFirst("http://[^/]+", "").stripTrailing();
        try (Socket socket = new Socket(listener.getAddress(), listener.getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write((request + "\r\nVia: 1.1 squid\r\nX-Forwarded-For: 10.1.2.3\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void smallHitsAndPartsLeaveThroughTheListenerAndLargeOnesInline() throws Exception {
        start("icap.delivery=auto", "icap.handoff-below=64KiB");
        IcapTestClient.Reply small = get(Messages.URL, "User-Agent: apt", "X-Other: y");
        assertThat(small.verdict()).isEqualTo("HIT;reason=same-url");
        assertThat(small.head()).contains("Encapsulated: req-hdr=0, null-body=");
        assertThat(small.http()).doesNotContain("User-Agent").doesNotContain("X-Other");
        assertThat(follow(small))
                .startsWith("HTTP/1.1 200 OK")
                .contains("ETag: \"s\"")
                .endsWith(text(SMALL));

        assertThat(get(LARGE_URL).body()).isEqualTo(LARGE);

        IcapTestClient.Reply part = get(LARGE_URL, "Range: bytes=1000-1999", "If-Range: \"l\"");
        assertThat(part.verdict()).isEqualTo("HIT;reason=same-url");
        assertThat(part.http()).contains("/large_1%5E2_amd64.deb HTTP/1.1");
        assertThat(follow(part))
                .startsWith("HTTP/1.1 206 ")
                .contains("content-range: bytes 1000-1999/400000")
                .endsWith(text(Arrays.copyOfRange(LARGE, 1000, 2000)));
        assertThat(follow(get(LARGE_URL, "Range: bytes=1000-1999", "If-Range: \"x\"")))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aHandedOffHitIsLoggedOnceWithItsBytes() throws Exception {
        start("icap.delivery=auto");
        follow(get(LARGE_URL, "Range: bytes=0-99999"));
        await().untilAsserted(() -> assertThat(server.accessLog())
                .filteredOn(line -> line.path("verdict").asString("").equals("HIT"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("bytes").asLong()).isEqualTo(100_000);
                    assertThat(line.path("url").asString("")).isEqualTo(LARGE_URL);
                    assertThat(line.path("client").asString("")).isEqualTo("10.1.2.3");
                }));
    }

    @Test
    void headAndWhatTheClientHasAreSaidInline() throws Exception {
        start("icap.delivery=handoff");
        client.send(Messages.squidReqmod(Messages.request("HEAD", Messages.URL)));
        assertThat(client.read().http()).startsWith("HTTP/1.1 200 OK");
        assertThat(get(Messages.URL, "If-None-Match: \"s\"").http()).startsWith("HTTP/1.1 304 ");
        assertThat(get(LARGE_URL, "Range: bytes=0-9", "If-None-Match: \"l\"").http())
                .startsWith("HTTP/1.1 304 ");
        assertThat(follow(get(LARGE_URL))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void inlineModeHandsNothingOff() {
        start("icap.delivery=inline");
        assertThat(get(Messages.URL).body()).isEqualTo(SMALL);
        assertThat(get(LARGE_URL, "Range: bytes=0-9").verdict()).isEqualTo("MISS;reason=range");
    }

    @Test
    void httpsIsNeverHandedOff() {
        start("icap.delivery=handoff");
        String url = "https://mirror.example/pool/b_1_amd64.deb";
        Messages.passBy(client, url, SMALL);
        assertThat(get(url).body()).isEqualTo(SMALL);
        assertThat(get(url, "Range: bytes=0-9").verdict()).isEqualTo("MISS;reason=range");
    }

    @Test
    void aPartOfWhatIsNotHereGoesUpstreamForItsOwnReason() {
        start("icap.delivery=auto");
        assertThat(get("http://mirror.example/pool/none.deb", "Range: bytes=0-9")
                        .verdict())
                .isEqualTo("MISS;reason=unknown");
    }

    @Test
    void theAdvertisedNameIsUsedWhereThereIsOne() throws Exception {
        start("icap.delivery=auto", "http.advertise=http://cache.example:8344");
        IcapTestClient.Reply part = get(LARGE_URL, "Range: bytes=0-9");
        assertThat(part.http()).startsWith("GET http://cache.example:8344/cas/").contains("Host: cache.example:8344");
        assertThat(follow(part)).startsWith("HTTP/1.1 206 ");
    }

    @Test
    void aWildcardListenerIsReachedOverLoopback() throws Exception {
        start("icap.delivery=auto", "http.listen=0.0.0.0:0");
        IcapTestClient.Reply part = get(LARGE_URL, "Range: bytes=0-9");
        assertThat(part.http()).startsWith("GET http://127.0.0.1:");
        assertThat(follow(part)).startsWith("HTTP/1.1 206 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void respmodOfOurOwnAnswerRepeatsTheVerdict(String method) {
        TestClock clock = new TestClock();
        start(clock, "icap.delivery=auto", "http.advertise=http://cache.example:8344");
        String rewritten = get(LARGE_URL, "Range: bytes=0-9").http().replaceFirst("^GET", method);
        client.send(Messages.respmod(rewritten, Messages.response(LARGE.length), "Preview: 0"));
        client.endBody();
        IcapTestClient.Reply answer = client.read();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.verdict()).isEqualTo("HIT;reason=same-url");
        giveUp(clock);
    }

    /** What nobody came for is not waited for at the stop. */
    private static void giveUp(TestClock clock) {
        clock.advance(Duration.ofSeconds(5));
    }

    @Test
    void aListenerNobodyReachesIsNoticed() {
        TestClock clock = new TestClock();
        start(clock, "icap.delivery=auto");
        for (int i = 0; i < 3; i++) {
            assertThat(isHandedOff(get(LARGE_URL, "Range: bytes=0-9"))).isTrue();
        }
        assertThat(get(LARGE_URL, "Range: bytes=0-9").verdict())
                .as("until one was fetched, there are no more than three")
                .isEqualTo("MISS;reason=range");
        clock.advance(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(health()).contains("off for a minute"));
        assertThat(get(LARGE_URL, "Range: bytes=0-9").verdict()).isEqualTo("MISS;reason=range");
        assertThat(get(Messages.URL).body()).isEqualTo(SMALL);
        clock.advance(Duration.ofSeconds(60));
        assertThat(isHandedOff(get(LARGE_URL, "Range: bytes=0-9"))).isTrue();
        giveUp(clock);
    }

    private String health() throws IOException {
        InetSocketAddress listener = server.server().httpAddress();
        try (Socket socket = new Socket(listener.getAddress(), listener.getPort())) {
            socket.getOutputStream()
                    .write(("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + listener.getPort()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return text(socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void aHandOffUnderWayWhenTheServerStopsIsStillServed() throws Exception {
        start("icap.delivery=auto");
        IcapTestClient.Reply part = get(LARGE_URL, "Range: bytes=0-9");
        Thread stopping = new Thread(server::close);
        stopping.start();
        assertThat(follow(part)).startsWith("HTTP/1.1 206 ");
        stopping.join(Duration.ofSeconds(30).toMillis());
        assertThat(stopping.isAlive()).isFalse();
        server = ServerFixture.start(directory);
        assertThat(List.of(server.blobs())).isNotEmpty();
    }
}
