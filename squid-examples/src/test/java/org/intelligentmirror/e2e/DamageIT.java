package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stored files that go bad behind the server's back. */
final class DamageIT {
    /** More than all the buffers between a stored file and a client hold. */
    private static final int LARGE = 24 << 20;

    private static Stage stage;
    private static Mirror mirror;

    @BeforeAll
    static void open() {
        stage = Stage.open();
        mirror = new Mirror();
    }

    @AfterAll
    static void close() {
        stage.close();
        mirror.close();
    }

    @Test
    void flippedBitIsNeverServed() {
        byte[] deb = Samples.deb(300_000);
        String url = mirror.put("/flipped.deb", deb);
        stage.capture(url);
        flip(deb);
        Stage.Visit next = stage.get(url);
        assertThat(next.body()).isEqualTo(deb);
        assertThat(next.verdict()).isEqualTo("CAPTURE;reason=complete");
        stage.awaitVerdict(url, "HIT;reason=same-url");
        assertThat(stage.get(url).body()).isEqualTo(deb);
    }

    @Test
    void rotIsFoundByVerifyAndMissedTheNextTime() throws IOException {
        byte[] sound = Samples.deb(40_000);
        byte[] rotten = Samples.deb(40_000);
        stage.capture(mirror.put("/sound.deb", sound));
        String url = mirror.put("/rotten.deb", rotten);
        stage.capture(url);
        Path blob = stage.store().blob(Samples.sha256(rotten));
        FileTime before = Files.getLastModifiedTime(blob);
        flip(rotten);
        Files.setLastModifiedTime(blob, before);

        assertThat(stage.server().imctl("verify", "sound.deb").exit()).isZero();
        Command.Result all = stage.server().imctl("verify", "--json");
        assertThat(all.exit()).isEqualTo(1);
        JsonNode told = JsonMapper.shared().readTree(all.out());
        assertThat(told.at("/failed/0/finding").asString()).isEqualTo("wrong");
        assertThat(told.at("/failed/0/package/sha256").asString()).isEqualTo(Samples.sha256(rotten));
        assertThat(stage.server().imctl("verify").exit()).isZero();
        assertThat(stage.get(url).body()).isEqualTo(rotten);
        stage.awaitVerdict(url, "HIT;reason=same-url");
        assertThat(stage.get(url).body()).isEqualTo(rotten);
    }

    @Test
    void fileThatShrinksWhileItIsSentCutsTheDownload() throws IOException {
        byte[] deb = Samples.deb(LARGE);
        String url = mirror.put("/shrinks.deb", deb);
        stage.capture(url);
        long received = 0;
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), stage.squid().port())) {
            socket.setSoTimeout(30_000);
            String request = "GET " + url + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            received += in.readNBytes(65_536).length;
            try (RandomAccessFile file = open(deb)) {
                file.setLength(LARGE - 4096);
            }
            received += in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // A reset says the same as an early end.
        }
        assertThat(received).isLessThan(LARGE);
        stage.awaitOutcome(url, "no:damaged");
        assertThat(stage.get(url).body()).isEqualTo(deb);
        stage.awaitVerdict(url, "HIT;reason=same-url");
    }

    private static RandomAccessFile open(byte[] deb) throws IOException {
        return new RandomAccessFile(stage.store().blob(Samples.sha256(deb)).toFile(), "rw");
    }

    private static void flip(byte[] deb) {
        try (RandomAccessFile file = open(deb)) {
            file.seek(deb.length / 2);
            file.write(~deb[deb.length / 2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
