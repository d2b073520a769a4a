package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must never be in the store, whatever the origin or the client does. Each test ends with an empty store. */
final class NeverStoredIT {
    private static final int SIZE = 200_000;

    private static Stage stage;

    @BeforeAll
    static void open() {
        // Squid does not show us the answers of unknown length that the next request would wait for.
        stage = Stage.open("join.enabled=false");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(stage.store().digests()).isEqualTo(Set.of());
    }

    @Test
    void errorRedirectAndPartAreNot() {
        byte[] body = Samples.deb(SIZE);
        assertPassed(RawOrigin.of(head("404 Not Found", SIZE), body), "/missing.deb", body, "PASS;reason=status");
        assertPassed(
                RawOrigin.of(head("302 Found", SIZE) + "\nLocation: /x", body),
                "/moved.deb",
                body,
                "PASS;reason=status");
        assertPassed(
                RawOrigin.of(head("206 Partial Content", SIZE) + "\nContent-Range: bytes 0-199999/400000", body),
                "/part.deb",
                body,
                "PASS;reason=status");
        assertPassed(RawOrigin.of(head("203 Transformed", SIZE), body), "/203.deb", body, "PASS;reason=status");
    }

    @Test
    void bodyCutShortByFinIsNot() {
        assertCut(RawOrigin.Ending.FIN, "/fin.deb");
    }

    @Test
    void bodyCutShortByResetIsNot() {
        assertCut(RawOrigin.Ending.RST, "/rst.deb");
    }

    @Test
    void chunkedBodyCutShortIsNot() {
        byte[] body = Samples.deb(SIZE);
        try (RawOrigin origin = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nTransfer-Encoding: chunked"));
            out.write((Integer.toHexString(SIZE) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, 0, SIZE / 2);
        })) {
            for (int round = 1; round <= 2; round++) {
                // Squid would end it like a whole one, had it shown the head of this answer to an ICAP service.
                assertThat(stage.get(origin.url("/chunked.deb")).download().exit())
                        .isNotZero();
                assertThat(origin.requests()).hasSize(round);
            }
        }
    }

    @Test
    void bodyOfUnknownLengthIsNot() {
        byte[] body = Samples.deb(SIZE);
        assertPassed(RawOrigin.of("HTTP/1.0 200 OK", body), "/close.deb", body, "MISS;reason=unknown");
        assertPassed(
                new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
                    out.write(RawOrigin.head("HTTP/1.1 200 OK\nTransfer-Encoding: chunked"));
                    out.write((Integer.toHexString(SIZE) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(body);
                    out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }),
                "/whole-chunked.deb",
                body,
                "MISS;reason=unknown");
    }

    @Test
    void downloadItsClientLeftIsNot() {
        byte[] body = Samples.deb(8_000_000);
        CountDownLatch clientLeft = new CountDownLatch(1);
        try (Stage own = Stage.open();
                RawOrigin origin = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
                    out.write(RawOrigin.head("HTTP/1.1 200 OK\nContent-Length: " + body.length));
                    out.write(body, 0, 1_000_000);
                    out.flush();
                    clientLeft.await();
                    out.write(body, 1_000_000, body.length - 1_000_000);
                })) {
            String url = origin.url("/left.deb");
            // curl gives up after two seconds in mid-body.
            Stage.Visit visit = own.get(url, "--max-time", "2");
            assertThat(visit.download().exit()).isNotZero();
            clientLeft.countDown();
            own.awaitOutcome(url, "no:");
            assertThat(own.store().digests()).isEmpty();
            assertThat(own.get(url).body()).isEqualTo(body);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void encodedBodyIsNot() {
        byte[] body = Samples.deb(SIZE);
        assertPassed(
                RawOrigin.of(head("200 OK", SIZE) + "\nContent-Encoding: gzip", body),
                "/gzip.deb",
                body,
                "PASS;reason=encoding");
        assertPassed(
                RawOrigin.of(head("200 OK", SIZE) + "\nVary: User-Agent", body),
                "/vary.deb",
                body,
                "PASS;reason=encoding");
    }

    @Test
    void privateAnswerIsNot() {
        for (String field :
                new String[] {"Cache-Control: private", "Cache-Control: max-age=9, no-store", "Set-Cookie: id=1"}) {
            byte[] body = Samples.deb(SIZE);
            assertPassed(
                    RawOrigin.of(head("200 OK", SIZE) + "\n" + field, body),
                    "/private.deb",
                    body,
                    "PASS;reason=private");
        }
    }

    @Test
    void answerToAPrivateRequestIsNot() {
        for (String field : new String[] {"Authorization: Basic dTpw", "Cookie: id=1"}) {
            byte[] body = Samples.deb(SIZE);
            assertPassed(
                    RawOrigin.of(head("200 OK", SIZE), body), "/secret.deb", body, "PASS;reason=private", "-H", field);
        }
    }

    @Test
    void answerToCredentialsInTheUrlIsNot() {
        byte[] body = Samples.deb(SIZE);
        try (RawOrigin origin = RawOrigin.of(head("200 OK", SIZE), body)) {
            String url = origin.url("/login.deb");
            for (int round = 1; round <= 2; round++) {
                int mark = stage.squid().mark();
                // curl would turn the user-info into a header itself; a raw request leaves that to Squid.
                String answer = RawClient.exchange(
                        stage.squid().port(),
                        "GET " + url.replace("http://", "http://user:password@")
                                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(answer).startsWith("HTTP/1.1 200");
                assertThat(stage.squid().verdictAfter(mark, url)).isEqualTo("-");
                assertThat(origin.requests()).hasSize(round);
                assertThat(origin.requests().get(round - 1)).contains("Authorization: Basic ");
            }
            assertThat(stage.server().accessLog(url)).isEmpty();
        }
    }

    @Test
    void loginPageNamedAsAPackageIsNot() {
        byte[] page = "<!DOCTYPE html><html>log in please</html>\n".repeat(500).getBytes(StandardCharsets.UTF_8);
        assertPassed(RawOrigin.of(head("200 OK", page.length), page), "/login-page.rpm", page, "PASS;reason=magic");
        byte[] small = "<html>".getBytes(StandardCharsets.UTF_8);
        assertPassed(RawOrigin.of(head("200 OK", small.length), small), "/tiny-page.deb", small, "PASS;reason=magic");
        byte[] rpm = Samples.rpm(SIZE);
        assertPassed(RawOrigin.of(head("200 OK", SIZE), rpm), "/an-rpm-named.deb", rpm, "PASS;reason=magic");
    }

    private static String head(String status, int length) {
        return "HTTP/1.1 " + status + "\nContent-Length: " + length + "\nContent-Type: application/octet-stream";
    }

    /** Two clients in a row get the origin's bytes from the origin, and Squid logs this verdict for both. */
    private static void assertPassed(
            RawOrigin origin, String path, byte[] body, String verdict, String... curlOptions) {
        try (origin) {
            for (int round = 1; round <= 2; round++) {
                Stage.Visit visit = stage.get(origin.url(path), curlOptions);
                assertThat(visit.body()).as(path).isEqualTo(body);
                assertThat(visit.verdict()).as(path).isEqualTo(verdict);
                assertThat(origin.requests()).hasSize(round);
            }
        }
    }

    /** The client sees the cut, the store sees nothing, and the next client asks the origin again. */
    private static void assertCut(RawOrigin.Ending ending, String path) {
        byte[] body = Samples.deb(SIZE);
        try (RawOrigin origin = new RawOrigin(ending, (request, out) -> sendHalf(out, body))) {
            String url = origin.url(path);
            for (int round = 1; round <= 2; round++) {
                Stage.Visit visit = stage.get(url);
                assertThat(visit.download().exit()).isNotZero();
                assertThat(visit.body().length).isLessThan(SIZE);
                assertThat(visit.body()).isEqualTo(Arrays.copyOf(body, visit.body().length));
                assertThat(origin.requests()).hasSize(round);
            }
            stage.awaitOutcome(url, "no:");
        }
    }

    private static void sendHalf(OutputStream out, byte[] body) throws java.io.IOException {
        out.write(RawOrigin.head(head("200 OK", body.length)));
        out.write(body, 0, body.length / 2);
    }
}
