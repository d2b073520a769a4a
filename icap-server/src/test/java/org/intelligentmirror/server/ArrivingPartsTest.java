package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a package that is still arriving: handed off, and sent as soon as their bytes are there. */
class ArrivingPartsTest {
    private static final int PREVIEW = 16384;
    private static final int LENGTH = 1_000_000;
    private static final int HERE = 400_000;
    private static final int WITHHELD = 65536;

    @TempDir
    Path directory;

    private final byte[] deb = Messages.deb(LENGTH, 11);
    private final List<AutoCloseable> opened = new ArrayList<>();

    // Each test starts its own kind of server first.
    @SuppressWarnings("NullAway.Init")
    private ServerFixture server;

    @SuppressWarnings("NullAway.Init")
    private IcapTestClient leader;

    private void start(Clock clock, String... overrides) {
        server = ServerFixture.start(directory, clock, overrides);
        leader = connect();
        leader.send(Messages.respmod(
                Messages.request("GET", Messages.URL), Messages.response(LENGTH, "ETag: \"v1\""), "Preview: 16384"));
        leader.chunk(Arrays.copyOf(deb, PREVIEW)).endBody();
        assertThat(leader.read().status()).isEqualTo(100);
        leader.chunk(Arrays.copyOfRange(deb, PREVIEW, HERE));
    }

    private void start() {
        start(Clock.systemUTC(), "icap.delivery=auto");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.close();
    }

    private IcapTestClient connect() {
        IcapTestClient client = server.connect();
        opened.add(client);
        return client;
    }

    private void finish() {
        leader.chunk(Arrays.copyOfRange(deb, HERE, LENGTH)).endBody();
        assertThat(leader.read().body()).isEqualTo(deb);
    }

    private IcapTestClient.Reply ask(String... fields) {
        return connect()
                .send(Messages.squidReqmod(Messages.request("GET", Messages.URL, fields)))
                .read();
    }

    /** Asks until the arrival is known: its first bytes have to be written. */
    private IcapTestClient.Reply join(String... fields) {
        return await().until(() -> ask(fields), reply -> reply.verdict().equals("JOIN;reason=same-url"));
    }

    /** Does what Squid does with the rewritten request. */
    private Socket follow(IcapTestClient.Reply reply) throws IOException {
        InetSocketAddress listener = server.server().httpAddress();
        String request = reply.http().replaceFirst("http://[^/]+", "").stripTrailing();
        Socket socket = new Socket(listener.getAddress(), listener.getPort());
        opened.add(socket);
        socket.setSoTimeout(15_000);
        socket.getOutputStream()
                .write((request + "\r\nVia: 1.1 squid\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = socket.getInputStream().read();
            assertThat(b).as("after " + head).isNotNegative();
            head.append((char) b);
        }
        return head.toString();
    }

    private static String rest(Socket socket) throws IOException {
        return text(socket.getInputStream().readAllBytes());
    }

    private String part(int first, int last) {
        return text(Arrays.copyOfRange(deb, first, last + 1));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(200);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(15_000);
    }

    private String logged(String field) {
        return server.accessLog().stream()
                .filter(line -> line.path("verdict").asString().equals("JOIN"))
                .map(line -> line.path(field).asString(""))
                .findFirst()
                .orElse("");
    }

    @Test
    void aPartThatIsHereComesAtOnce() throws Exception {
        start();
        IcapTestClient.Reply reply = join("Range: bytes=1000-1999", "If-Range: \"v1\"");
        assertThat(reply.http()).matches("(?s)GET http://127.0.0.1:\\d+/arriving/[0-9a-f]+/a_1_amd64.deb HTTP/1.1.*");
        Socket got = follow(reply);
        assertThat(head(got))
                .startsWith("HTTP/1.1 206 ")
                .contains("content-range: bytes 1000-1999/" + LENGTH + "\r\n")
                .contains("Cache-Status: intelligentmirror; fwd=miss; collapsed; detail=same-url\r\n")
                .contains("ETag: \"v1\"\r\n");
        assertThat(rest(got)).isEqualTo(part(1000, 1999));
        await().untilAsserted(() -> assertThat(logged("bytes")).isEqualTo("1000"));
        finish();
    }

    @Test
    void aPartThatIsNotHereYetFollowsAsItArrivesButForTheLastBytes() throws Exception {
        start();
        Socket open = follow(join("Range: bytes=300000-"));
        head(open);
        assertThat(text(open.getInputStream().readNBytes(HERE - 300_000))).isEqualTo(part(300_000, HERE - 1));
        assertSilent(open);
        Socket suffix = follow(join("Range: bytes=-" + WITHHELD));
        assertThat(head(suffix)).contains("content-range: bytes " + (LENGTH - WITHHELD) + "-" + (LENGTH - 1));
        leader.chunk(Arrays.copyOfRange(deb, HERE, LENGTH));
        assertThat(text(open.getInputStream().readNBytes(LENGTH - WITHHELD - HERE)))
                .isEqualTo(part(HERE, LENGTH - WITHHELD - 1));
        assertSilent(open);
        assertSilent(suffix);
        leader.endBody();
        assertThat(rest(open)).isEqualTo(part(LENGTH - WITHHELD, LENGTH - 1));
        assertThat(rest(suffix)).isEqualTo(part(LENGTH - WITHHELD, LENGTH - 1));
        assertThat(leader.read().body()).isEqualTo(deb);
    }

    @Test
    void severalPartsComeInTheOrderAskedFor() throws Exception {
        start();
        Socket got = follow(join("Range: bytes=500000-500099,0-9,999990-999999"));
        String head = head(got);
        String boundary = head.replaceFirst("(?s).*boundary=([^\r]+)\r\n.*", "$1");
        finish();
        String body = rest(got);
        assertThat(head).contains("content-length: " + body.length() + "\r\n");
        assertThat(body.split("--" + boundary, -1)).hasSize(5);
        assertThat(body)
                .containsSubsequence(
                        "bytes 500000-500099/1000000\r\n\r\n" + part(500_000, 500_099) + "\r\n--",
                        "bytes 0-9/1000000\r\n\r\n" + part(0, 9) + "\r\n--",
                        "bytes 999990-999999/1000000\r\n\r\n" + part(999_990, 999_999) + "\r\n--");
    }

    @Test
    void otherBytesThanTheClientBeganWithAreSentWhole() throws Exception {
        start();
        Socket got = follow(join("Range: bytes=1000-1999", "If-Range: \"v2\""));
        assertThat(head(got)).startsWith("HTTP/1.1 200 ").contains("content-length: " + LENGTH + "\r\n");
        finish();
        assertThat(rest(got)).isEqualTo(text(deb));
    }

    @Test
    void whatFailsIsCut() throws Exception {
        start();
        Socket got = follow(join("Range: bytes=300000-"));
        head(got);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        received.write(got.getInputStream().readNBytes(HERE - 300_000));
        leader.close();
        assertThat(rest(got)).isEmpty();
        assertThat(server.blobs()).isEmpty();
        await().untilAsserted(() -> assertThat(logged("bytes")).isEqualTo("" + received.size()));
    }

    @Test
    void whoLeavesWhileNothingComesIsNotKept() throws Exception {
        start();
        Socket got = follow(join("Range: bytes=500000-"));
        head(got);
        got.close();
        await().untilAsserted(() -> assertThat(logged("bytes")).isEqualTo("0"));
        finish();
    }

    @Test
    void whatFailedBeforeAnybodyCameLeadsBackToTheOrigin() throws Exception {
        start();
        IcapTestClient.Reply reply = join("Range: bytes=0-9");
        leader.close();
        await().until(() -> directory.resolve("store/tmp").toFile().list().length == 0);
        assertThat(head(follow(reply))).startsWith("HTTP/1.1 307 ").contains("Location: " + Messages.URL + "\r\n");
    }

    @Test
    void aPlaceNobodyComesForIsGivenUp() throws Exception {
        TestClock clock = new TestClock();
        start(clock, "icap.delivery=auto");
        IcapTestClient.Reply reply = join("Range: bytes=0-9");
        clock.advance(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(logged("bytes")).isEqualTo("0"));
        assertThat(head(follow(reply))).startsWith("HTTP/1.1 307 ");
        finish();
    }

    @Test
    void whereNothingIsHandedOffPartsGoUpstream() {
        start(Clock.systemUTC(), "icap.delivery=inline");
        assertThat(ask("Range: bytes=0-9").verdict()).isEqualTo("MISS;reason=range");
        finish();
    }
}
