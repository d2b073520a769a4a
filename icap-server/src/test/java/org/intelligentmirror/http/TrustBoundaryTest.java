package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered at all. */
final class TrustBoundaryTest {
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

    private String ask(String target, String... fields) throws IOException {
        return running.raw("GET " + target + " HTTP/1.1\r\n" + String.join("\r\n", fields)
                + "\r\nAuthorization: Bearer " + running.token() + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/metrics", "/browse/", "/cas/x", "/admin/v1/status", "/nothing"})
    void whatCameThroughAProxyIsRefusedForEveryPath(String path) throws Exception {
        String host = "Host: " + running.authority();
        for (String sign :
                new String[] {"Via: 1.1 squid", "X-Forwarded-For: 10.0.0.7", "Forwarded: for=10.0.0.7", "via:"}) {
            assertThat(ask(path, host, sign)).as("%s %s", path, sign).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void onlyOurOwnNamesAreAnswered() throws Exception {
        int port = running.address.getPort();
        for (String us : new String[] {
            "127.0.0.1:" + port, "localhost:" + port, "LOCALHOST:" + port, "[::1]:" + port, "mirror.example:8344"
        }) {
            assertThat(ask("/healthz", "Host: " + us)).as(us).startsWith("HTTP/1.1 200 ");
        }
        for (String other : new String[] {
            "127.0.0.1",
            "localhost:1",
            "evil.example:" + port,
            "mirror.example",
            "127.0.0.2:" + port,
            "0.0.0.0:" + port,
            "localhost.:" + port,
            "[::1",
            "127.0.0.1:" + port + "@x",
            ""
        }) {
            assertThat(ask("/healthz", "Host: " + other)).as(other).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void hostMustBeThereExactlyOnce() throws Exception {
        String host = "Host: " + running.authority();
        assertThat(ask("/healthz", "X-Nothing: 1")).startsWith("HTTP/1.1 400 ");
        assertThat(ask("/healthz", host, host)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void absoluteTargetMustNameUsToo() throws Exception {
        String host = "Host: " + running.authority();
        assertThat(ask("http://" + running.authority() + "/healthz", host)).startsWith("HTTP/1.1 200 ");
        assertThat(ask("http://evil.example/healthz", host)).startsWith("HTTP/1.1 403 ");
        assertThat(ask("https://" + running.authority() + "/healthz", host)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void foreignOriginMayNotUseTheAdminApi() throws Exception {
        String host = "Host: " + running.authority();
        assertThat(ask("/admin/v1/status", host, "Origin: http://" + running.authority()))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask("/admin/v1/status", host, "Origin: http://evil.example")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("/admin/v1/status", host, "Origin: null")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void adminApiWantsExactlyTheToken() throws Exception {
        String start = "GET /admin/v1/status HTTP/1.1\r\nHost: " + running.authority() + "\r\nConnection: close\r\n";
        String none = running.raw(start + "\r\n");
        assertThat(none).startsWith("HTTP/1.1 401 ").containsIgnoringCase("WWW-Authenticate: Bearer");
        assertThat(none).doesNotContain(running.token());
        for (String wrong :
                new String[] {"Bearer x", "Bearer " + running.token() + "x", "Basic " + running.token(), "Bearer "}) {
            assertThat(running.raw(start + "Authorization: " + wrong + "\r\n\r\n"))
                    .as(wrong)
                    .startsWith("HTTP/1.1 401 ");
        }
        assertThat(running.raw(start + "Authorization: bearer " + running.token() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void noSpellingOfThePathGoesAroundTheToken() throws Exception {
        for (String path : new String[] {
            "/%61dmin/v1/status",
            "/%61%64%6d%69%6E/v1/status",
            "/admin%2Fv1/status",
            "/admin/%76%31/status",
            "//admin/v1/status",
            "/./admin/v1/status",
            "/browse/../admin/v1/status",
            "http://" + running.authority() + "/%61dmin/v1/status",
        }) {
            String answer = running.raw(
                    "GET " + path + " HTTP/1.1\r\nHost: " + running.authority() + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).doesNotStartWith("HTTP/1.1 200").doesNotContain("uptime");
        }
    }
}
