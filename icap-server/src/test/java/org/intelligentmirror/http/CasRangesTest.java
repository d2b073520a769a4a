package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges as they look on the wire; what is chosen when is {@code SelectionTest}'s. */
final class CasRangesTest {
    private static final byte[] PACKAGE = new byte[5_000_003];

    @TempDir
    Path folder;

    private RunningListener running;
    private Sha256 sha256;
    private String path;

    @BeforeEach
    void start() throws IOException {
        running = new RunningListener(folder);
        new Random(7).nextBytes(PACKAGE);
        sha256 = running.shelf.add("http://a.example/pool/a.deb", "a.deb", PACKAGE);
        path = "/cas/" + sha256 + "/a.deb";
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private HttpResponse<byte[]> get(String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = running.request(path);
        return running.bytes(headers.length == 0 ? request : request.headers(headers));
    }

    private static byte[] part(int first, int last) {
        return Arrays.copyOfRange(PACKAGE, first, last + 1);
    }

    @Test
    void onePartIsSentBare() throws Exception {
        HttpResponse<byte[]> got = get("Range", "bytes=1000000-1999999");
        assertThat(got.statusCode()).isEqualTo(206);
        assertThat(got.headers().firstValue("Content-Range")).hasValue("bytes 1000000-1999999/5000003");
        assertThat(got.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(got.headers().firstValue("ETag")).hasValue("\"" + sha256 + "\"");
        assertThat(got.body()).isEqualTo(part(1_000_000, 1_999_999));
        assertThat(get("Range", "bytes=-3").body()).isEqualTo(part(5_000_000, 5_000_002));
    }

    @Test
    void severalPartsAreFramed() throws Exception {
        HttpResponse<byte[]> got = get("Range", "bytes=0-9,4000000-4999999,-1");
        assertThat(got.statusCode()).isEqualTo(206);
        assertThat(got.headers().firstValue("Content-Range")).isEmpty();
        String boundary = boundary(got);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int[] range : new int[][] {{0, 9}, {4_000_000, 4_999_999}, {5_000_002, 5_000_002}}) {
            expected.writeBytes(
                    ("\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
                                    + range[0] + "-" + range[1] + "/5000003\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            expected.writeBytes(part(range[0], range[1]));
        }
        expected.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(got.body()).isEqualTo(expected.toByteArray());
    }

    @Test
    void asManyPartsAsZchunkAsksForComeInOneAnswer() throws Exception {
        String ranges = IntStream.range(0, 256)
                .mapToObj(i -> i * 10_000 + "-" + (i * 10_000 + 99))
                .collect(Collectors.joining(",", "bytes=", ""));
        HttpResponse<byte[]> got = get("Range", ranges);
        assertThat(got.statusCode()).isEqualTo(206);
        String text = new String(got.body(), StandardCharsets.ISO_8859_1);
        assertThat(text.split("Content-Range: ", -1)).hasSize(257);
        assertThat(text).contains(new String(part(2_550_000, 2_550_099), StandardCharsets.ISO_8859_1));
        assertThat(get().body()).isEqualTo(PACKAGE);
    }

    @Test
    void aRangeOfNothingIs416AndTellsTheLength() throws Exception {
        HttpResponse<byte[]> got = get("Range", "bytes=5000003-");
        assertThat(got.statusCode()).isEqualTo(416);
        assertThat(got.headers().firstValue("Content-Range")).hasValue("bytes */5000003");
        assertThat(got.body()).isEmpty();
    }

    @Test
    void theDigestIsTheStrongValidator() throws Exception {
        assertThat(get("Range", "bytes=0-0", "If-Range", "\"" + sha256 + "\"").statusCode())
                .isEqualTo(206);
        assertThat(get("Range", "bytes=0-0", "If-Range", "\"other\"").body()).isEqualTo(PACKAGE);
        assertThat(get("If-Match", "\"other\"").statusCode()).isEqualTo(412);
        assertThat(get("If-Match", "\"" + sha256 + "\"").statusCode()).isEqualTo(200);
    }

    @Test
    void headTellsOfTheWhole() throws Exception {
        HttpResponse<String> got = running.send(
                running.request(path).header("Range", "bytes=0-0").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.headers().firstValueAsLong("Content-Length")).hasValue(PACKAGE.length);
    }

    @Test
    void aClientThatLeavesInTheMiddleOfManyPartsLeavesNoFileOpen() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = running.connect()) {
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: " + running.authority()
                                        + "\r\nRange: bytes=0-2000000,2000001-4000000\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(openFiles()).isZero());
    }

    private long openFiles() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).endsWith(sha256.toString());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static String boundary(HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        return type.substring("multipart/byteranges; boundary=".length());
    }
}
