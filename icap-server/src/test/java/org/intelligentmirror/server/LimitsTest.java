package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server does at the limits of connections, time, and patience. */
class LimitsTest {
    /** Not of a package: no request waits for another. */
    private static final String PROBE = Messages.squidReqmod(Messages.request("GET", "http://mirror.example/a.html"));

    private static final String PASSED = "PASS;reason=other";

    @TempDir
    Path directory;

    @Test
    void connectionPastTheLimitIsServedNothingBut204() {
        try (ServerFixture server = ServerFixture.start(directory, "icap.max-connections=2");
                IcapTestClient first = server.connect();
                IcapTestClient second = server.connect()) {
            assertThat(first.send(PROBE).read().verdict()).isEqualTo(PASSED);
            assertThat(second.send(PROBE).read().verdict()).isEqualTo(PASSED);
            try (IcapTestClient third = server.connect()) {
                IcapTestClient.Reply reply = third.send(PROBE).read();
                assertThat(reply.status()).isEqualTo(204);
                assertThat(reply.verdict()).isEqualTo("PASS;reason=overload");
                assertThat(third.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void connectionPastTwiceTheLimitIsClosedUnheard() {
        List<IcapTestClient> clients = new ArrayList<>();
        try (ServerFixture server = ServerFixture.start(directory, "icap.max-connections=1")) {
            for (int i = 1; i <= 3; i++) {
                clients.add(server.connect());
                int open = Math.min(i, 2);
                await().until(() -> server.server().lifecycle().connections() == open);
            }
            assertThat(clients.get(2).isClosedByServer()).isTrue();
            assertThat(clients.get(0).send(PROBE).read().verdict()).isEqualTo(PASSED);
        } finally {
            clients.forEach(IcapTestClient::close);
        }
    }

    @Test
    void peerThatIsNotAllowedIsClosedUnheard() {
        try (ServerFixture server = ServerFixture.start(directory, "icap.allow=[\"10.0.0.0/8\"]");
                IcapTestClient client = server.connect()) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void headThatIsNotFinishedInTimeIsAnswered408() {
        try (ServerFixture server = ServerFixture.start(directory, "icap.head-timeout=\"200ms\"");
                IcapTestClient client = server.connect()) {
            client.send("OPTIONS icap://a/reqmod ICAP/1.0\r\nHost: a\r\n");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void connectionThatRestsTooLongIsClosedWithoutAWord() {
        try (ServerFixture server = ServerFixture.start(directory, "icap.idle-timeout=\"200ms\"");
                IcapTestClient client = server.connect()) {
            assertThat(client.send(PROBE).read().status()).isEqualTo(204);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void bodyThatStandsStillTooLongIsCutAndNotKept() {
        try (ServerFixture server = ServerFixture.start(directory, "icap.body-timeout=\"200ms\"");
                IcapTestClient client = server.connect()) {
            client.send(Messages.respmod(Messages.request("GET", Messages.URL), Messages.response(1000)));
            client.chunk(Messages.deb(500, 1));
            await().untilAsserted(() -> assertThat(server.accessLog())
                    .anyMatch(line -> line.path("stored").asString("").equals("no:cut")));
            assertThat(server.blobs()).isEmpty();
        }
    }

    @Test
    void peerWithoutTheKeyChangesNothing() throws IOException {
        Path key = directory.resolve("key");
        Files.writeString(key, "opensesame\n");
        try (ServerFixture server = ServerFixture.start(directory, "icap.key-file=\"" + key + "\"");
                IcapTestClient client = server.connect()) {
            assertThat(client.send(PROBE).read().verdict()).isEqualTo("PASS;reason=key");
            assertThat(Messages.passBy(client, Messages.URL, Messages.deb(4000, 1))
                            .verdict())
                    .isEqualTo("PASS;reason=key");
            assertThat(server.blobs()).isEmpty();
            String http = Messages.request("GET", Messages.URL);
            client.send(Messages.reqmod(http, "Allow: 204", "X-IntelligentMirror-Key: opensesam"));
            assertThat(client.read().verdict()).isEqualTo("PASS;reason=key");
            client.send(Messages.reqmod(http, "Allow: 204", "X-IntelligentMirror-Key: opensesame"));
            assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
        }
    }

    @Test
    void senderIsHeldBackWhenItDoesNotReadTheEcho() throws IOException {
        try (ServerFixture server = ServerFixture.start(directory);
                SocketChannel channel = SocketChannel.open(server.server().icapAddress())) {
            long length = 1L << 30;
            String head = Messages.respmod(Messages.request("GET", Messages.URL), Messages.response(length));
            channel.write(
                    ByteBuffer.wrap((head + Long.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            long taken = writeUntilRefused(channel);
            // Socket buffers of both sides and both ways, and the write marks: far from the gigabyte announced.
            assertThat(taken).isLessThan(64L << 20);
        }
    }

    private static long writeUntilRefused(SocketChannel channel) {
        long[] taken = {0};
        long[] lastTaken = {-1};
        ByteBuffer piece = ByteBuffer.wrap(Messages.deb(1 << 16, 1));
        await().pollInterval(java.time.Duration.ofMillis(300)).until(() -> {
            boolean stopped = lastTaken[0] == taken[0];
            lastTaken[0] = taken[0];
            int written;
            do {
                piece.clear();
                written = channel.write(piece);
                taken[0] += written;
            } while (written > 0 && taken[0] < (128L << 20));
            return (stopped && lastTaken[0] == taken[0]) || taken[0] >= (128L << 20);
        });
        return taken[0];
    }

    @Test
    void stoppingServerFinishesWhatRunsAndRefusesOptions() throws Exception {
        byte[] deb = Messages.deb(100_000, 2);
        ServerFixture server = ServerFixture.start(directory);
        CompletableFuture<Void> stopped;
        try (IcapTestClient running = server.connect();
                IcapTestClient resting = server.connect();
                IcapTestClient halfway = server.connect()) {
            resting.send(PROBE).read();
            halfway.send("OPTIONS icap://a/reqmod ICAP/1.0\r\n");
            running.send(Messages.respmod(
                    Messages.request("GET", Messages.URL), Messages.response(deb.length), "Preview: 16384"));
            running.chunk(java.util.Arrays.copyOf(deb, 16384)).endBody();
            assertThat(running.read().status()).isEqualTo(100);
            stopped = CompletableFuture.runAsync(server::close);
            assertThat(resting.isClosedByServer()).isTrue();
            halfway.send("Host: a\r\n\r\n");
            assertThat(halfway.read().status()).isEqualTo(503);
            running.chunk(java.util.Arrays.copyOfRange(deb, 16384, deb.length)).endBody();
            assertThat(running.read().body()).isEqualTo(deb);
            assertThat(running.isClosedByServer()).isTrue();
            stopped.get();
        }
        assertThat(server.blobs()).hasSize(1);
        assertThat(org.junit.jupiter.api.Assertions.assertThrows(
                        IOException.class,
                        () -> new Socket(
                                        server.server().icapAddress().getAddress(),
                                        server.server().icapAddress().getPort())
                                .close()))
                .isNotNull();
    }
}
