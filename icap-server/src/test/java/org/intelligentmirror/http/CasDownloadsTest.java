package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CasDownloadsTest {
    private static final byte[] LARGE = new byte[5_000_003];

    @TempDir
    Path folder;

    private RunningListener running;
    private Sha256 sha256;

    @BeforeEach
    void start() throws IOException {
        running = new RunningListener(folder);
        new Random(7).nextBytes(LARGE);
        sha256 = running.shelf.add("http://a.example/pool/libstdc%2B%2B6.deb", "libstdc++6.deb", LARGE);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void downloadIsTheStoredBytesAndNothingABrowserWouldRun() throws Exception {
        HttpResponse<byte[]> got = running.bytes("/cas/" + sha256 + "/libstdc++6.deb");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(LARGE);
        assertThat(got.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(got.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(got.headers().firstValue("ETag")).hasValue("\"" + sha256 + "\"");
        assertThat(got.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(got.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"libstdc++6.deb\"; filename*=UTF-8''libstdc%2B%2B6.deb");
    }

    @Test
    void downloadWithoutNameIsCalledWhatItWasCapturedAs() throws Exception {
        assertThat(running.bytes("/cas/" + sha256)
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElse(""))
                .contains("filename=\"libstdc++6.deb\"");
    }

    @Test
    void hostileNameCannotLeaveTheField() {
        assertThat(CasDownloads.disposition("a\"; x=\r\n\u202e*\u00e4/..;b"))
                .isEqualTo("attachment; filename=\"a___x_______.._b\"; filename*=UTF-8''"
                        + "a%22%3B%20x%3D%0D%0A%E2%80%AE%2A%C3%A4%2F..%3Bb");
    }

    @Test
    void headTellsTheLengthWithoutTheBytes() throws Exception {
        HttpResponse<String> head = running.send(
                running.request("/cas/" + sha256 + "/x").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(LARGE.length);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void sameDigestIsNotModified() throws Exception {
        for (String tag :
                new String[] {"\"" + sha256 + "\"", "W/\"" + sha256 + "\"", "\"a\", \"" + sha256 + "\"", "*"}) {
            HttpResponse<String> answer =
                    running.send(running.request("/cas/" + sha256 + "/x").header("If-None-Match", tag));
            assertThat(answer.statusCode()).as(tag).isEqualTo(304);
        }
        assertThat(running.send(running.request("/cas/" + sha256 + "/x").header("If-None-Match", "\"other\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotStoredIs404() throws Exception {
        assertThat(running.get("/cas/" + "0".repeat(64)).statusCode()).isEqualTo(404);
        assertThat(running.get("/cas/" + "0".repeat(63)).statusCode()).isEqualTo(404);
        assertThat(running.get("/cas/").statusCode()).isEqualTo(404);
        assertThat(running.get("/cas/" + sha256 + "/a/b").statusCode()).isEqualTo(404);
    }

    @Test
    void nameIsTakenAtTheLimitAndRefusedPastIt() throws Exception {
        String name = "n".repeat(HttpLimits.MAX_FILE_NAME);
        assertThat(running.bytes("/cas/" + sha256 + "/" + name).statusCode()).isEqualTo(200);
        assertThat(running.bytes("/cas/" + sha256 + "/" + name + "n").statusCode())
                .isEqualTo(404);
    }

    @Test
    void emptyPackageIsAnEmptyBody() throws Exception {
        Sha256 empty = running.shelf.add("http://a.example/empty.deb", "empty.deb", new byte[0]);
        assertThat(running.bytes("/cas/" + empty + "/empty.deb").body()).isEmpty();
        assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void clientThatLeavesInMidDownloadHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = running.connect()) {
                socket.getOutputStream()
                        .write(("GET /cas/" + sha256 + "/x HTTP/1.1\r\nHost: " + running.authority() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
            }
        }
        assertThat(running.bytes("/cas/" + sha256 + "/x").body()).isEqualTo(LARGE);
    }
}
