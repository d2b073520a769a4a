package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.config.FetchConfig;
import org.intelligentmirror.fetch.Fetching.Recorder;
import org.intelligentmirror.origin.FetchEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardProxyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path directory;

    private final Fetching fetching = new Fetching();

    @AfterEach
    void stop() {
        fetching.close();
    }

    private Optional<ForwardProxy> proxy(String url, String... credentials) throws IOException {
        Optional<String> user = credentials.length > 0 ? Optional.of(credentials[0]) : Optional.empty();
        Optional<Path> file = credentials.length > 1
                ? Optional.of(Files.writeString(directory.resolve("password"), credentials[1]))
                : Optional.empty();
        return ForwardProxy.of(
                new FetchConfig(Optional.of(URI.create(url)), user, file, 1, 1, 0, 0.5, true, true, List.of()));
    }

    private static String basic(String credentials) {
        return "Proxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void plainUrlsGoThroughItWhole() throws IOException {
        try (ScriptedOrigin proxy = new ScriptedOrigin(visit -> visit.send(OK))) {
            fetching.proxy = proxy("http://127.0.0.1:" + proxy.port());
            assertThat(fetching.fetch("http://mirror.example/a.deb?x").await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(fetching.fetch("http://mirror.example:8080/a.deb").await())
                    .isEqualTo(FetchEnd.COMPLETE);
            assertThat(proxy.heads().get(0))
                    .startsWith("GET http://mirror.example/a.deb?x HTTP/1.1\nHost: mirror.example\n")
                    .contains("\nVia: 1.1 intelligentmirror\nX-IntelligentMirror-Fetch: 0ur5\n")
                    .doesNotContain("Proxy-Authorization");
            assertThat(proxy.heads().get(1))
                    .startsWith("GET http://mirror.example:8080/a.deb HTTP/1.1\nHost: mirror.example:8080\n");
            assertThat(fetching.lookups).hasValue(0);
        }
    }

    @Test
    void itGetsItsNameAndPassword() throws IOException {
        try (ScriptedOrigin proxy = new ScriptedOrigin(visit -> visit.send(
                visit.head().contains(basic("us er:p\u00e4ss:word"))
                        ? OK
                        : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"))) {
            String at = "127.0.0.1:" + proxy.port();
            fetching.proxy = proxy("http://" + at, "us er", "p\u00e4ss:word\n");
            assertThat(fetching.fetch("http://mirror.example/a.deb").await()).isEqualTo(FetchEnd.COMPLETE);
            try (Fetching other = new Fetching()) {
                other.proxy = proxy("http://us%20er:p%C3%A4ss:word@" + at);
                assertThat(other.fetch("http://mirror.example/a.deb").await()).isEqualTo(FetchEnd.COMPLETE);
            }
            try (Fetching wrong = new Fetching()) {
                wrong.proxy = proxy("http://" + at, "us er");
                assertThat(wrong.fetch("http://mirror.example/a.deb").await()).isEqualTo(FetchEnd.DENIED);
            }
            try (Fetching none = new Fetching()) {
                none.proxy = proxy("http://" + at);
                assertThat(none.fetch("http://mirror.example/a.deb").await()).isEqualTo(FetchEnd.DENIED);
                assertThat(none.fetch("https://mirror.example/a.deb").await()).isEqualTo(FetchEnd.DENIED);
            }
            assertThat(fetching.proxy.toString()).doesNotContain("ss:word", "Basic");
        }
    }

    @Test
    void aPasswordThatCannotBeReadIsToldByItsKey() {
        assertThatThrownBy(() -> proxy("http://p.example", "user", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("fetch.proxy-password-file: ", "is empty");
        assertThatThrownBy(() -> proxy("http://2130706433:80")).hasMessageContaining("fetch.proxy: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/a.deb",
                "https://169.254.169.254/a.deb",
                "http://[fe80::1]/a.deb",
                "http://2130706433/a.deb",
                "http://[::ffff:127.0.0.1]/a.deb",
                "http://localhost/a.deb",
                "http://a.localhost/a.deb",
            })
    void whatCanBeJudgedWithoutResolvingIsJudged(String url) throws IOException {
        try (ScriptedOrigin proxy = new ScriptedOrigin(visit -> visit.send(OK))) {
            fetching.proxy = proxy("http://127.0.0.1:" + proxy.port());
            assertThat(fetching.fetch(url).await()).isEqualTo(FetchEnd.REFUSED);
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @Test
    void redirectsThroughItAreJudgedAsWithoutIt() throws IOException {
        try (ScriptedOrigin proxy = new ScriptedOrigin(visit ->
                visit.send("HTTP/1.1 302 x\r\nLocation: http://10.0.0.1/a.deb\r\nContent-Length: 0\r\n\r\n"))) {
            fetching.proxy = proxy("http://127.0.0.1:" + proxy.port());
            assertThat(fetching.fetch("http://mirror.example/a.deb").await()).isEqualTo(FetchEnd.REFUSED);
            assertThat(proxy.heads()).hasSize(1);
        }
    }

    @Test
    void ourOwnPortsAreNoProxy() throws IOException {
        try (ScriptedOrigin proxy = new ScriptedOrigin(visit -> visit.send(OK))) {
            fetching.proxy = proxy("http://127.0.0.1:" + proxy.port());
            fetching.ownPorts.add(proxy.port());
            assertThat(fetching.fetch("http://mirror.example/a.deb").await()).isEqualTo(FetchEnd.REFUSED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, DENIED, 1",
        "407 Authenticate, DENIED, 1",
        "302 Found, DENIED, 1",
        "503 Unreachable, BROKEN, 3",
        "garbage, BROKEN, 3"
    })
    void aTunnelThatIsNotGrantedIsNotUsed(String status, FetchEnd end, int attempts) throws IOException {
        try (ScriptedOrigin proxy = new ScriptedOrigin(visit ->
                visit.send("HTTP/1.1 " + status + "\r\nLocation: http://x.example/\r\nContent-Length: 0\r\n\r\n"))) {
            fetching.proxy = proxy("http://127.0.0.1:" + proxy.port(), "user", "word");
            assertThat(fetching.fetch("https://mirror.example/a.deb").await()).isEqualTo(end);
            assertThat(proxy.heads()).hasSize(attempts);
            assertThat(proxy.heads().get(0)).isEqualTo("""
                    CONNECT mirror.example:443 HTTP/1.1
                    Host: mirror.example:443
                    """ + basic("user:word"));
        }
    }

    @Test
    void secureUrlsAreAskedWithinTheTunnelOnly() throws Exception {
        TestAuthority authority = TestAuthority.forHost("mirror.example", directory);
        fetching.tls = authority.trusting();
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(OK), authority.listener());
                ScriptedOrigin proxy = new ScriptedOrigin(visit -> relay(visit, origin.port()))) {
            fetching.proxy = proxy("http://127.0.0.1:" + proxy.port(), "user", "word");
            Recorder got = fetching.fetch("https://mirror.example/a.deb");
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.body()).isEqualTo("ok");
            assertThat(origin.heads().get(0))
                    .startsWith("GET /a.deb HTTP/1.1\nHost: mirror.example\n")
                    .doesNotContain("Proxy-Authorization");
        }
    }

    private static void relay(ScriptedOrigin.Visit visit, int port) throws IOException, InterruptedException {
        visit.send("HTTP/1.1 200 Connected\r\n\r\n");
        try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread up = new Thread(() -> copy(visit.in(), outputOf(origin)));
            up.setDaemon(true);
            up.start();
            copy(origin.getInputStream(), visit.out());
        }
    }

    private static OutputStream outputOf(Socket socket) {
        try {
            return socket.getOutputStream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException e) {
            // One of them went away.
        }
    }

    @Test
    void aCertificateMustBeTrustedAndNameItsHost() throws Exception {
        TestAuthority authority = TestAuthority.forHost("mirror.example", directory);
        fetching.names.put("mirror.example", List.of("127.0.0.1"));
        fetching.names.put("other.example", List.of("127.0.0.1"));
        fetching.allowPrivate = Fetching.blocks("127.0.0.1/32");
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(OK), authority.listener())) {
            String port = ":" + origin.port() + "/a.deb";
            assertThat(fetching.fetch("https://mirror.example" + port).await()).isEqualTo(FetchEnd.BROKEN);
            fetching.tls = authority.trusting();
            assertThat(fetching.fetch("https://other.example" + port).await()).isEqualTo(FetchEnd.BROKEN);
            assertThat(fetching.fetch("https://127.0.0.1" + port).await()).isEqualTo(FetchEnd.BROKEN);
            assertThat(fetching.fetch("https://mirror.example" + port).await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(origin.heads()).hasSize(1);
        }
    }
}
