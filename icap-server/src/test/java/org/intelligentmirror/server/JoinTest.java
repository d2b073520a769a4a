package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several requests for one package over real connections: one of them goes upstream. */
class JoinTest {
    private static final int PREVIEW = 16384;
    private static final int LENGTH = 3_000_000;
    private static final int WITHHELD = 65536;

    @TempDir
    Path directory;

    private final byte[] deb = Messages.deb(LENGTH, 11);
    private final List<IcapTestClient> clients = new ArrayList<>();
    private ServerFixture server;

    @BeforeEach
    void start() {
        server = ServerFixture.start(directory, "join.wait=60s");
    }

    @AfterEach
    void stop() throws IOException {
        clients.forEach(IcapTestClient::close);
        await().untilAsserted(() ->
                assertThat(server.server().lifecycle().transactions()).isZero());
        server.close();
        try (Stream<Path> left = Files.list(directory.resolve("store/tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    private IcapTestClient connect() {
        IcapTestClient client = server.connect();
        clients.add(client);
        return client;
    }

    private IcapTestClient ask(String url, String... fields) {
        return connect().send(Messages.squidReqmod(Messages.request("GET", url, fields)));
    }

    /** The leader's response, of which so many bytes have come. */
    private IcapTestClient lead(String url, byte[] body, int bytes) {
        IcapTestClient leader = connect();
        leader.send(Messages.respmod(Messages.request("GET", url), Messages.response(LENGTH), "Preview: 16384"));
        leader.chunk(Arrays.copyOf(body, PREVIEW)).endBody();
        assertThat(leader.read().status()).isEqualTo(100);
        return leader.chunk(Arrays.copyOfRange(body, PREVIEW, bytes));
    }

    private static void finish(IcapTestClient leader, byte[] body, int from) {
        leader.chunk(Arrays.copyOfRange(body, from, LENGTH)).endBody();
        assertThat(leader.read().body()).isEqualTo(body);
    }

    /** Reads the head of a join and the size of its one chunk. */
    private static String readHead(IcapTestClient joiner) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int ends = 0; ends < 2; ends += head.toString().endsWith("\r\n\r\n") ? 1 : 0) {
            int b = joiner.in().read();
            assertThat(b).isNotNegative();
            head.append((char) b);
        }
        String line = Integer.toHexString(LENGTH) + "\r\n";
        assertThat(new String(joiner.in().readNBytes(line.length()), StandardCharsets.US_ASCII))
                .isEqualTo(line);
        return head.toString();
    }

    private void assertEnd(IcapTestClient joiner, int from) throws IOException {
        assertThat(joiner.in().readNBytes(LENGTH - from)).isEqualTo(Arrays.copyOfRange(deb, from, LENGTH));
        assertThat(joiner.in().readNBytes(7)).isEqualTo("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private String logged(String field, String verdict) {
        return server.accessLog().stream()
                .filter(line -> line.path("verdict").asString().equals(verdict))
                .map(line -> line.path(field).asString(""))
                .findFirst()
                .orElse("");
    }

    @Test
    void joinerGetsTheBytesAsTheyArriveButForTheLastOnes() throws Exception {
        IcapTestClient leader = lead(Messages.URL, deb, 1_000_000);
        awaitOpen();
        IcapTestClient joiner = ask(Messages.URL);
        assertThat(readHead(joiner))
                .contains("X-IntelligentMirror: JOIN;reason=same-url\r\n")
                .contains("Cache-Status: intelligentmirror; fwd=miss; collapsed; detail=same-url\r\n")
                .contains("Content-Length: " + LENGTH + "\r\n")
                .containsPattern("Age: \\d+\r\n");
        assertThat(joiner.in().readNBytes(1_000_000)).isEqualTo(Arrays.copyOf(deb, 1_000_000));
        leader.chunk(Arrays.copyOfRange(deb, 1_000_000, LENGTH));
        int open = LENGTH - WITHHELD;
        assertThat(joiner.in().readNBytes(open - 1_000_000)).isEqualTo(Arrays.copyOfRange(deb, 1_000_000, open));
        joiner.socket().setSoTimeout(200);
        assertThatThrownBy(() -> joiner.in().read()).isInstanceOf(java.net.SocketTimeoutException.class);
        joiner.socket().setSoTimeout(15_000);
        leader.endBody();
        assertEnd(joiner, open);
        assertThat(leader.read().body()).isEqualTo(deb);
        String sha256 = HexFormat.of().formatHex(Sha256.newDigest().digest(deb));
        await().untilAsserted(() -> assertThat(logged("bytes", "JOIN")).isEqualTo("" + LENGTH));
        assertThat(logged("sha256", "JOIN")).isEqualTo(sha256);
        assertThat(server.blobs()).containsExactly(sha256);
    }

    /** A join is only possible once the pool has taken the first bytes. */
    private void awaitOpen() {
        await().until(() -> {
            try (Stream<Path> temps = Files.list(directory.resolve("store/tmp"))) {
                return temps.anyMatch(file -> file.toFile().length() >= PREVIEW);
            }
        });
    }

    @Test
    void hundredWhoWaitForTheResponseAllJoin() throws Exception {
        assertThat(ask(Messages.URL).read().verdict()).isEqualTo("MISS;reason=unknown");
        List<IcapTestClient> joiners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            joiners.add(ask(Messages.URL));
        }
        IcapTestClient leader = lead(Messages.URL, deb, 500_000);
        for (int i = 0; i < joiners.size(); i += 9) {
            assertThat(readHead(joiners.get(i))).contains("JOIN;reason=same-url");
            assertThat(joiners.get(i).in().readNBytes(500_000)).isEqualTo(Arrays.copyOf(deb, 500_000));
        }
        finish(leader, deb, 500_000);
        for (int i = 0; i < joiners.size(); i++) {
            if (i % 9 == 0) {
                assertEnd(joiners.get(i), 500_000);
            } else {
                IcapTestClient.Reply reply = joiners.get(i).read();
                // Who looked late may find it stored already.
                assertThat(reply.verdict()).matches("(JOIN|HIT);reason=same-url");
                assertThat(reply.body()).isEqualTo(deb);
            }
        }
        assertThat(server.blobs()).hasSize(1);
    }

    @Test
    void bytesThatContradictTheirDigestReachTheLeaderAloneAndWhole() throws Exception {
        byte[] other = deb.clone();
        other[100] ^= 1;
        String url = "http://mirror.example/by-hash/SHA256/"
                + HexFormat.of().formatHex(Sha256.newDigest().digest(deb)) + "/a.deb";
        IcapTestClient leader = lead(url, other, 1_000_000);
        awaitOpen();
        IcapTestClient joiner = ask(url.replace("mirror.example", "elsewhere.example"));
        assertThat(readHead(joiner)).contains("JOIN;reason=url-digest");
        finish(leader, other, 1_000_000);
        assertThat(readToReset(joiner)).isLessThanOrEqualTo(LENGTH - WITHHELD);
        assertThat(server.blobs()).isEmpty();
        await().untilAsserted(() -> assertThat(logged("stored", "CAPTURE")).isEqualTo("no:digest"));
    }

    @Test
    void joinersOfALeaderThatLeavesAreCutIfNothingBringsTheRest() throws Exception {
        IcapTestClient leader = lead(Messages.URL, deb, 1_000_000);
        awaitOpen();
        IcapTestClient joiner = ask(Messages.URL);
        readHead(joiner);
        assertThat(joiner.in().readNBytes(1_000_000)).isEqualTo(Arrays.copyOf(deb, 1_000_000));
        leader.close();
        assertThat(readToReset(joiner)).isZero();
        assertThat(server.blobs()).isEmpty();
        assertThat(ask(Messages.URL).read().verdict()).isEqualTo("MISS;reason=unknown");
    }

    /** How many bytes come before a reset; Squid would take an end for a fault of the server. */
    private static int readToReset(IcapTestClient client) {
        AtomicInteger bytes = new AtomicInteger();
        assertThatThrownBy(() -> {
                    while (client.in().read() >= 0) {
                        bytes.incrementAndGet();
                    }
                })
                .isInstanceOf(SocketException.class);
        return bytes.get();
    }

    @Test
    void joinerThatLeavesDisturbsNobody() throws Exception {
        IcapTestClient leader = lead(Messages.URL, deb, 1_000_000);
        awaitOpen();
        IcapTestClient leaver = ask(Messages.URL);
        IcapTestClient joiner = ask(Messages.URL);
        readHead(leaver);
        readHead(joiner);
        leaver.close();
        await().untilAsserted(() -> assertThat(logged("bytes", "JOIN")).isNotEmpty());
        finish(leader, deb, 1_000_000);
        assertEnd(joiner, 0);
    }

    @Test
    void whoWaitsGoesOnAtOnceWhenTheResponseIsNotKept() {
        ask(Messages.URL).read();
        IcapTestClient waiter = ask(Messages.URL);
        IcapTestClient origin = connect();
        await().until(() -> server.server().lifecycle().transactions() == 1);
        String notFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\n";
        origin.send(Messages.respmod(Messages.request("GET", Messages.URL), notFound, "Preview: 16384"));
        origin.send("3\r\nno!\r\n0; ieof\r\n\r\n");
        assertThat(origin.read().verdict()).isEqualTo("PASS;reason=status");
        assertThat(waiter.read().verdict()).isEqualTo("MISS;reason=waited");
    }

    @Test
    void whoWaitsGoesOnAtOnceWhenTheLengthIsNotKnown() {
        ask(Messages.URL).read();
        IcapTestClient waiter = ask(Messages.URL);
        await().until(() -> server.server().lifecycle().transactions() == 1);
        IcapTestClient origin = connect();
        String chunked = "HTTP/1.1 200 OK\r\nETag: \"one\"\r\n\r\n";
        origin.send(Messages.respmod(Messages.request("GET", Messages.URL), chunked, "Preview: 16384"));
        assertThat(waiter.read().verdict()).as("before any byte of it").isEqualTo("MISS;reason=waited");
    }

    @Test
    void whoWaitsForASmallPackageGetsItFromTheStore() {
        byte[] small = Messages.deb(5000, 12);
        ask(Messages.URL).read();
        IcapTestClient waiter = ask(Messages.URL);
        await().until(() -> server.server().lifecycle().transactions() == 1);
        assertThat(Messages.passBy(connect(), Messages.URL, small).status()).isEqualTo(204);
        IcapTestClient.Reply reply = waiter.read();
        assertThat(reply.verdict()).matches("(JOIN|HIT);reason=same-url");
        assertThat(reply.body()).isEqualTo(small);
    }

    @Test
    void onlyPlainRequestsWaitOrJoin() {
        ask(Messages.URL).read();
        List<String> verdicts = Stream.of("Range: bytes=0-9", "If-None-Match: \"x\"", "Cache-Control: no-store")
                .map(field -> ask(Messages.URL, field).read().verdict())
                .toList();
        assertThat(verdicts).containsExactly("MISS;reason=range", "MISS;reason=unknown", "MISS;reason=unknown");
        assertThat(ask(Messages.URL, "Cookie: a=b").read().verdict()).isEqualTo("PASS;reason=private");
        IcapTestClient head = connect().send(Messages.squidReqmod(Messages.request("HEAD", Messages.URL)));
        assertThat(head.read().verdict()).isEqualTo("MISS;reason=unknown");
    }

    @Test
    void whoWaitsAndSendsNoMoreIsAnsweredAtOnce() throws Exception {
        ask(Messages.URL).read();
        IcapTestClient waiter = ask(Messages.URL);
        await().until(() -> server.server().lifecycle().transactions() == 1);
        waiter.socket().shutdownOutput();
        assertThat(waiter.read().verdict()).isEqualTo("MISS;reason=waited");
    }

    @Test
    void joiningCanBeSwitchedOff() {
        server.close();
        server = ServerFixture.start(directory, "join.enabled=false");
        ask(Messages.URL).read();
        assertThat(ask(Messages.URL).read().verdict()).isEqualTo("MISS;reason=unknown");
        IcapTestClient leader = lead(Messages.URL, deb, 1_000_000);
        awaitOpen();
        assertThat(ask(Messages.URL).read().verdict()).isEqualTo("MISS;reason=unknown");
        finish(leader, deb, 1_000_000);
    }
}
