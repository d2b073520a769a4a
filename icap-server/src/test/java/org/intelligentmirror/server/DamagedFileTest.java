package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A stored file that shrinks while it is sent: the answer is cut, the package is gone, and its next capture serves. */
class DamagedFileTest {
    /** More than the sockets' buffers hold. */
    private static final int LENGTH = 48 << 20;

    @TempDir
    Path directory;

    private ServerFixture server;
    private byte[] deb;

    @BeforeEach
    void store() {
        server = ServerFixture.start(directory);
        deb = Messages.deb(LENGTH, 1);
        try (IcapTestClient client = server.connect()) {
            passBy(client);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void hitIsCutAndMissedTheNextTime() throws Exception {
        try (IcapTestClient client = server.connect()) {
            client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
            client.in().readNBytes(65_536);
            shrink();
            assertThat(drain(client.in())).isLessThan(LENGTH - 65_536);
        }
        await().untilAsserted(() -> assertThat(server.accessLog())
                .anyMatch(line -> line.path("verdict").asString().equals("HIT")
                        && line.path("stored").asString("").equals("no:damaged")));
        JsonNode cut = server.accessLog().stream()
                .filter(line -> line.path("verdict").asString().equals("HIT"))
                .findFirst()
                .orElseThrow();
        assertThat(cut.path("bytes").asLong()).isLessThan(LENGTH);
        missedThenCapturedAnew();
    }

    @Test
    void downloadByDigestIsCutAndMissedTheNextTime() throws Exception {
        try (Socket socket = new Socket(
                server.server().httpAddress().getAddress(),
                server.server().httpAddress().getPort())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            out.write(("GET /cas/" + server.blobs().get(0) + " HTTP/1.1\r\nHost: 127.0.0.1:"
                            + server.server().httpAddress().getPort() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(65_536);
            shrink();
            assertThat(drain(socket.getInputStream())).isLessThan(LENGTH - 65_536);
        }
        missedThenCapturedAnew();
    }

    private void missedThenCapturedAnew() {
        try (IcapTestClient client = server.connect()) {
            client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
            assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
            await().untilAsserted(() -> assertThat(quarantined()).hasSize(1));
            passBy(client);
            client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
            assertThat(client.read().body()).isEqualTo(deb);
        }
    }

    /** Sends and reads at once: an echo of this size fits no buffer. */
    private void passBy(IcapTestClient client) {
        client.send(Messages.respmod(Messages.request("GET", Messages.URL), Messages.response(LENGTH)));
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int at = 0; at < LENGTH; at += 1 << 20) {
                client.chunk(Arrays.copyOfRange(deb, at, at + (1 << 20)));
            }
            client.endBody();
        });
        assertThat(client.read().body()).isEqualTo(deb);
        sent.join();
        await().until(() -> server.blobs().size() == 1);
    }

    private void shrink() throws IOException {
        String hex = server.blobs().get(0);
        Path blob = directory
                .resolve("store/blobs/sha256")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
        try (FileChannel file = FileChannel.open(blob, StandardOpenOption.WRITE)) {
            file.truncate(LENGTH - 4096);
        }
    }

    private List<Path> quarantined() {
        try (Stream<Path> found = Files.list(directory.resolve("store/quarantine"))) {
            return found.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes until the server closes. */
    private static long drain(InputStream in) throws IOException {
        long count = 0;
        byte[] buffer = new byte[65_536];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
            }
        } catch (SocketException e) {
            // Cut by a reset: all the same a cut.
        }
        return count;
    }
}
