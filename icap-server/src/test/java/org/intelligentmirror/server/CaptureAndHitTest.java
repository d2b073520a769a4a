package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job over a real connection: what went past once comes from the store. */
class CaptureAndHitTest {
    @TempDir
    Path directory;

    private ServerFixture server;
    private IcapTestClient client;

    @BeforeEach
    void start() {
        server = ServerFixture.start(directory);
        client = server.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void packageLargerThanThePreviewIsEchoedKeptAndServed() {
        byte[] deb = Messages.deb(300_000, 1);
        client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
        assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");

        IcapTestClient.Reply capture =
                Messages.passBy(client, Messages.URL, deb, "ETag: \"abc\"", "Accept-Ranges: bytes");
        assertThat(capture.verdict()).isEqualTo("CAPTURE;reason=complete");
        assertThat(capture.body()).isEqualTo(deb);
        assertThat(capture.http()).startsWith("HTTP/1.1 200 OK").contains("ETag: \"abc\"");

        IcapTestClient.Reply hit = get(Messages.URL);
        assertThat(hit.status()).isEqualTo(200);
        assertThat(hit.verdict()).isEqualTo("HIT;reason=same-url");
        assertThat(hit.body()).isEqualTo(deb);
        assertThat(hit.http())
                .contains("Content-Length: 300000\r\n")
                .contains("Content-Type: application/x-debian-package\r\n")
                .contains("ETag: \"abc\"\r\n")
                .contains("Accept-Ranges: bytes\r\n")
                .contains("Cache-Status: intelligentmirror; hit; detail=same-url\r\n")
                .containsPattern("Age: \\d+\r\n");
        assertThat(server.blobs()).containsExactly(sha256(deb));
    }

    @Test
    void packageWithinThePreviewIsKeptWithoutAnEcho() {
        byte[] deb = Messages.deb(4_000, 2);
        IcapTestClient.Reply answer = Messages.passBy(client, Messages.URL, deb);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.verdict()).isEqualTo("CAPTURE;reason=complete");
        assertThat(get(Messages.URL).body()).isEqualTo(deb);
    }

    @Test
    void packageIsEchoedToAPeerWithoutPreviewOr204() {
        byte[] deb = Messages.deb(100_000, 3);
        client.send(Messages.respmod(Messages.request("GET", Messages.URL), Messages.response(deb.length)));
        client.chunk(deb).endBody();
        IcapTestClient.Reply echo = client.read();
        assertThat(echo.status()).isEqualTo(200);
        assertThat(echo.body()).isEqualTo(deb);
        assertThat(get(Messages.URL).verdict()).isEqualTo("HIT;reason=same-url");
    }

    @Test
    void missIsEchoedToAPeerWithout204() {
        String http = Messages.request("GET", Messages.URL);
        client.send(Messages.reqmod(http));
        IcapTestClient.Reply echo = client.read();
        assertThat(echo.status()).isEqualTo(200);
        assertThat(echo.http()).isEqualTo(http);
    }

    @Test
    void bodyThatEndsEarlyIsEchoedButNotKept() {
        byte[] deb = Messages.deb(200_000, 4);
        String head = Messages.respmod(
                Messages.request("GET", Messages.URL), Messages.response(deb.length + 1), "Preview: 16384");
        client.send(head).chunk(java.util.Arrays.copyOf(deb, 16384)).endBody();
        assertThat(client.read().status()).isEqualTo(100);
        client.chunk(java.util.Arrays.copyOfRange(deb, 16384, deb.length)).endBody();
        assertThat(client.read().body()).isEqualTo(deb);
        assertThat(get(Messages.URL).verdict()).isEqualTo("MISS;reason=unknown");
        assertThat(server.blobs()).isEmpty();
        await().untilAsserted(() -> assertThat(server.accessLog())
                .anyMatch(line -> line.path("stored").asString("").equals("no:truncated")));
    }

    @Test
    void bodyThatEndsWithItsPreviewIsEchoedButNotKept() {
        byte[] deb = Messages.deb(16384, 5);
        client.send(Messages.respmod(
                Messages.request("GET", Messages.URL), Messages.response(1_000_000), "Preview: 16384"));
        client.chunk(deb).endBody();
        assertThat(client.read().status()).isEqualTo(100);
        client.endBody();
        assertThat(client.read().body()).isEqualTo(deb);
        assertThat(server.blobs()).isEmpty();
    }

    @Test
    void connectionThatBreaksOffLeavesNothingBehind() {
        try (IcapTestClient leaver = server.connect()) {
            leaver.send(Messages.respmod(
                    Messages.request("GET", Messages.URL), Messages.response(1_000_000), "Preview: 16384"));
            leaver.chunk(Messages.deb(16384, 6)).endBody();
            assertThat(leaver.read().status()).isEqualTo(100);
            leaver.chunk(Messages.deb(50_000, 7));
        }
        await().untilAsserted(() -> assertThat(server.accessLog())
                .anyMatch(line -> line.path("stored").asString("").equals("no:cut")));
        assertThat(server.blobs()).isEmpty();
        assertThat(directory.resolve("store/tmp")).isEmptyDirectory();
    }

    @Test
    void pageInPlaceOfAPackageIsLeftAloneAtItsPreview() {
        byte[] page = "<html>Please log in</html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        IcapTestClient.Reply small = Messages.passBy(client, Messages.URL, page);
        assertThat(small.status()).isEqualTo(204);
        assertThat(small.verdict()).isEqualTo("PASS;reason=magic");
        byte[] large = new byte[100_000];
        assertThat(Messages.passBy(client, Messages.URL, large).verdict()).isEqualTo("PASS;reason=magic");
        assertThat(server.blobs()).isEmpty();
    }

    @Test
    void headAndConditionalsAreAnsweredFromTheStore() {
        byte[] deb = Messages.deb(50_000, 8);
        Messages.passBy(client, Messages.URL, deb, "ETag: \"v1\"", "Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT");

        client.send(Messages.squidReqmod(Messages.request("HEAD", Messages.URL)));
        IcapTestClient.Reply head = client.read();
        assertThat(head.verdict()).isEqualTo("HIT;reason=same-url");
        assertThat(head.http()).startsWith("HTTP/1.1 200 OK").contains("Content-Length: 50000");
        assertThat(head.body()).isEmpty();

        assertThat(get(Messages.URL, "If-None-Match: \"v0\", W/\"v1\"").http()).startsWith("HTTP/1.1 304 ");
        assertThat(get(Messages.URL, "If-None-Match: \"v0\"").http()).startsWith("HTTP/1.1 200 ");
        assertThat(get(Messages.URL, "If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT")
                        .http())
                .startsWith("HTTP/1.1 304 ");
        assertThat(get(Messages.URL, "If-Modified-Since: Sat, 21 Nov 2026 09:59:59 GMT")
                        .body())
                .isEqualTo(deb);
    }

    @Test
    void whatOnlyTheOriginCanAnswerGoesUpstream() {
        Messages.passBy(client, Messages.URL, Messages.deb(50_000, 9), "ETag: \"v1\"");
        assertThat(get(Messages.URL, "Range: bytes=5-").verdict()).isEqualTo("MISS;reason=range");
        assertThat(get(Messages.URL, "If-Match: \"v1\"").verdict()).isEqualTo("MISS;reason=precondition");
        assertThat(get(Messages.URL, "Cache-Control: no-cache").verdict()).isEqualTo("MISS;reason=reload");
        assertThat(get(Messages.URL, "Authorization: Basic eDp5").verdict()).isEqualTo("PASS;reason=private");
        assertThat(get(Messages.URL, "Cookie: a=b").verdict()).isEqualTo("PASS;reason=private");
        assertThat(get("http://mirror.example/dists/stable/InRelease").verdict())
                .isEqualTo("PASS;reason=index");
        assertThat(get("http://mirror.example/index.html").verdict()).isEqualTo("PASS;reason=other");
        assertThat(get("http://mirror.example/pool/../a.deb").verdict()).isEqualTo("PASS;reason=locator");
    }

    @Test
    void sameBytesFromAnotherMirrorAreStoredOnce() {
        byte[] deb = Messages.deb(60_000, 10);
        String other = "http://other.example/debian/pool/a_1_amd64.deb";
        Messages.passBy(client, Messages.URL, deb);
        assertThat(get(other).verdict()).isEqualTo("MISS;reason=unknown");
        Messages.passBy(client, other, deb);
        assertThat(get(other).verdict()).isEqualTo("HIT;reason=same-url");
        assertThat(server.blobs()).containsExactly(sha256(deb));
    }

    @Test
    void storeOutlivesTheServer() {
        byte[] deb = Messages.deb(60_000, 11);
        Messages.passBy(client, Messages.URL, deb);
        get(Messages.URL);
        client.close();
        server.close();
        server = ServerFixture.start(directory);
        client = server.connect();
        assertThat(get(Messages.URL).body()).isEqualTo(deb);
    }

    @Test
    void everyTransactionIsLoggedOnceWithoutSecrets() {
        byte[] deb = Messages.deb(60_000, 12);
        Messages.passBy(client, Messages.URL + "?token=s3cret", deb);
        client.send(Messages.reqmod(
                Messages.request("GET", Messages.URL + "?token=s3cret"),
                "Allow: 204",
                "Proxy-Authorization: Basic c2VjcmV0",
                "X-Client-Username: anna"));
        client.read();
        await().untilAsserted(() -> assertThat(server.accessLog()).hasSize(2));
        assertThat(server.accessLog().toString())
                .doesNotContain("s3cret")
                .doesNotContain("c2VjcmV0")
                .contains("anna")
                .contains(sha256(deb))
                .contains("10.1.2.3");
    }

    private IcapTestClient.Reply get(String url, String... fields) {
        client.send(Messages.squidReqmod(Messages.request("GET", url, fields)));
        return client.read();
    }

    private static String sha256(byte[] bytes) {
        MessageDigest digest = Sha256.newDigest();
        return HexFormat.of().formatHex(digest.digest(bytes));
    }
}
