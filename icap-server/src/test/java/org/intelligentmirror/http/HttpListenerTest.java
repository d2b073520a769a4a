package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.intelligentmirror.metrics.HealthSource;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener on the wire: connections, order, limits and health. */
final class HttpListenerTest {
    private static final Charset UTF_8 = StandardCharsets.UTF_8;

    @TempDir
    Path folder;

    private RunningListener running;

    @BeforeEach
    void start() throws IOException {
        running = new RunningListener(folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private String head(String requestLine) {
        return requestLine + "\r\nHost: " + running.authority() + "\r\n";
    }

    private String closing(String requestLine) {
        return head(requestLine) + "Connection: close\r\n\r\n";
    }

    @Test
    void healthSaysHowTheServerDoes() throws Exception {
        HttpResponse<String> ok = running.get("/healthz");
        assertThat(ok.statusCode()).isEqualTo(200);
        assertThat(ok.body()).contains("\"status\":\"ok\"").contains("\"store\":\"fine\"");
        running.health = new HealthSource.Health(HealthSource.Status.DEGRADED, Map.of());
        assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
        running.health = new HealthSource.Health(HealthSource.Status.STOPPING, Map.of());
        assertThat(running.get("/healthz").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreInTheTextFormat() throws Exception {
        HttpResponse<String> scrape = running.get("/metrics");
        assertThat(scrape.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(scrape.body()).contains("intelligentmirror_build_info{java=");
    }

    @Test
    void homePageShowsTheFigures() throws Exception {
        running.shelf.add("http://a.example/x.rpm", "x.rpm", new byte[2048]);
        HttpResponse<String> page = running.get("/");
        assertThat(page.body()).contains("IntelligentMirror 2.0-test").contains("2.0 KiB");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'; style-src 'unsafe-inline'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void unknownPathIs404AndWrongMethodIs405WithAllow() throws Exception {
        assertThat(running.get("/nothing").statusCode()).isEqualTo(404);
        HttpResponse<String> wrong =
                running.send(running.request("/healthz").POST(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(running.raw(closing("GET /%zz HTTP/1.1"))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOneByOne() throws Exception {
        Sha256 slow = running.shelf.add("http://a.example/x.rpm", "x.rpm", "package bytes".getBytes(UTF_8));
        StringBuilder wire = new StringBuilder();
        int rounds = 500;
        for (int i = 0; i < rounds; i++) {
            wire.append(head("GET /cas/" + slow + "/n" + i + " HTTP/1.1")).append("\r\n");
            wire.append(head("HEAD /healthz HTTP/1.1")).append("\r\n");
        }
        wire.append(closing("GET /healthz HTTP/1.1"));
        String answers = running.raw(wire.toString());
        int at = 0;
        for (int i = 0; i < rounds; i++) {
            at = answers.indexOf("filename=\"n" + i + "\"", at);
            assertThat(at).as("answer %d", i).isPositive();
            at = answers.indexOf("package bytes", at);
            assertThat(at).as("body %d", i).isPositive();
        }
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(2 * rounds + 2);
        assertThat(answers).endsWith("}}\n");
    }

    @Test
    void http10IsKeptAliveOnlyIfItAsks() throws Exception {
        assertThat(running.raw(head("GET /healthz HTTP/1.0") + "\r\n")).contains("connection: close");
        String both = running.raw(head("GET /healthz HTTP/1.0") + "Connection: keep-alive\r\n\r\n"
                + head("GET /healthz HTTP/1.0") + "\r\n");
        assertThat(both.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }

    @Test
    void requestLineIsServedAtTheLimitAndRefusedPastIt() throws Exception {
        // The limit counts the line without its end.
        String frame = "GET /healthz? HTTP/1.1";
        String filler = "a".repeat(HttpLimits.MAX_REQUEST_LINE - frame.length());
        assertThat(running.raw(closing("GET /healthz?" + filler + " HTTP/1.1"))).startsWith("HTTP/1.1 200 ");
        assertThat(running.raw(closing("GET /healthz?" + filler + "a HTTP/1.1")))
                .startsWith("HTTP/1.1 414 ");
    }

    @Test
    void headersAreServedAtTheLimitAndRefusedPastIt() throws Exception {
        String fixed = "Host: " + running.authority() + "Connection: closeX-Filler: ";
        String filler = "a".repeat(HttpLimits.MAX_HEADERS - fixed.length());
        String start = head("GET /healthz HTTP/1.1") + "Connection: close\r\nX-Filler: ";
        assertThat(running.raw(start + filler + "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(running.raw(start + filler + "a".repeat(16) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void bodyIsReadAtTheLimitAndRefusedPastItHoweverItIsFramed() throws Exception {
        String start = head("POST /admin/v1/purge HTTP/1.1") + "Authorization: Bearer " + running.token()
                + "\r\nConnection: close\r\n";
        String full = "{\"sha256\":\"" + "0".repeat(64) + "\"" + " ".repeat(HttpLimits.MAX_BODY - 77) + "}";
        assertThat(full).hasSize(HttpLimits.MAX_BODY);
        String framed = start + "Content-Length: ";
        assertThat(running.raw(framed + HttpLimits.MAX_BODY + "\r\n\r\n" + full))
                .startsWith("HTTP/1.1 404 ");
        assertThat(running.raw(framed + (HttpLimits.MAX_BODY + 1) + "\r\n\r\n" + full + " "))
                .startsWith("HTTP/1.1 413 ");
        String chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
        String hex = Integer.toHexString(HttpLimits.MAX_BODY);
        assertThat(running.raw(chunked + hex + "\r\n" + full + "\r\n0\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        assertThat(running.raw(chunked + hex + "\r\n" + full + "\r\n1\r\n \r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void expectationOf100IsMet() throws Exception {
        try (Socket socket = running.connect()) {
            String body = "{\"name\":\"nothing.rpm\"}";
            socket.getOutputStream()
                    .write((head("POST /admin/v1/purge HTTP/1.1") + "Authorization: Bearer " + running.token()
                                    + "\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n")
                            .getBytes(UTF_8));
            String expected = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(new String(socket.getInputStream().readNBytes(expected.length()), UTF_8))
                    .isEqualTo(expected);
            socket.getOutputStream().write(body.getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void garbageIsRefusedAndTheConnectionEnds() throws Exception {
        assertThat(running.raw("\u0001\u0002 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(running.raw(head("PRI * HTTP/2.0") + "\r\n")).startsWith("HTTP/1.1 505 ");
        assertThat(running.raw(closing("GET * HTTP/1.1"))).startsWith("HTTP/1.1 400 ");
        assertThat(running.raw(head("POST /healthz HTTP/1.1") + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void fullPoolIs503WithRetryAfterWhileHealthStillAnswers() throws Exception {
        running.pool = task -> {
            throw new RejectedExecutionException("full");
        };
        HttpResponse<String> refused = running.get("/browse/");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void connectionsAreServedAtTheLimitAndClosedPastIt() throws Exception {
        try (RunningListener small = new RunningListener(folder, 2, "127.0.0.0/8");
                Socket first = small.connect();
                Socket second = small.connect()) {
            for (Socket socket : new Socket[] {first, second}) {
                socket.getOutputStream()
                        .write(("GET /healthz HTTP/1.1\r\nHost: " + small.authority() + "\r\n\r\n").getBytes(UTF_8));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            try (Socket third = small.connect()) {
                assertThat(readToEnd(third)).isEmpty();
            }
        }
    }

    @Test
    void peerOutsideAllowIsNotServed() throws Exception {
        try (RunningListener closed = new RunningListener(folder, 10, "10.0.0.0/8");
                Socket socket = closed.connect()) {
            assertThat(readToEnd(socket)).isEmpty();
        }
    }

    @Test
    void stoppingEndsIdleConnectionsAtOnce() throws Exception {
        try (Socket socket = running.connect()) {
            socket.getOutputStream().write((head("GET /healthz HTTP/1.1") + "\r\n").getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            running.listener.stop(Duration.ofSeconds(30));
            assertThat(readToEnd(socket)).endsWith("}\n");
        }
    }

    private static String readToEnd(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            // A reset is an end too.
            return "";
        }
    }
}
