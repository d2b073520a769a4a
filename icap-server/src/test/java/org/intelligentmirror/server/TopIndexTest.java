package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the passing of a top index does to what is served below it, whoever asked for it and however it passed. */
class TopIndexTest {
    private static final String ROOT = "http://mirror.example/";
    private static final String TOP = ROOT + "dists/s/InRelease";
    private static final String LIST = ROOT + "dists/s/main/binary-amd64/Packages";
    private static final byte[] DEB = Messages.deb(5000, 1);

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private ServerFixture server;
    private IcapTestClient client;

    @BeforeEach
    void start() {
        server = ServerFixture.start(directory, clock);
        client = server.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The repository's indexes pass, called V1, and then its package: it is a hit by the catalog. */
    private void publish() {
        byte[] list = text(
                "Package: a\nFilename: pool/a_1_amd64.deb\nSize: " + DEB.length + "\nSHA256: " + sha256(DEB) + "\n\n");
        byte[] top = text("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nSHA256:\n " + sha256(list) + " "
                + list.length + " main/binary-amd64/Packages\n-----BEGIN PGP SIGNATURE-----\n\nabcd\n"
                + "-----END PGP SIGNATURE-----\n");
        Messages.passBy(client, TOP, top, "ETag: \"V1\"");
        Messages.passBy(client, LIST, list);
        Messages.passBy(client, Messages.URL, DEB);
        assertThat(packageVerdict()).isEqualTo("HIT;reason=catalog");
    }

    private String packageVerdict() {
        client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
        return client.read().verdict();
    }

    /** Shows a response without a body of interest: what it is decides. */
    private String pass(String request, String status, String... fields) {
        String response = "HTTP/1.1 " + status + "\r\nContent-Length: 1\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        client.send(Messages.respmod(request, response, "Preview: 16384", "Allow: 204"));
        client.send("1\r\nx\r\n0; ieof\r\n\r\n");
        return client.read().verdict();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | -                   | 200 OK              | ETag: "V2"                     | stale
            GET  | -                   | 200 OK              | ETag: "V1"                     | stale
            GET  | -                   | 200 OK              | Content-Encoding: gzip         | stale
            GET  | -                   | 200 OK              | Cache-Control: no-store        | stale
            GET  | -                   | 200 OK              | Cache-Control: private         | stale
            GET  | -                   | 200 OK              | Set-Cookie: a=b                | stale
            GET  | -                   | 200 OK              | Vary: User-Agent               | stale
            GET  | Cache-Control: no-store | 200 OK          | ETag: "V2"                     | stale
            GET  | Range: bytes=5-     | 206 Partial Content | ETag: "V2"                     | stale
            GET  | Range: bytes=5-     | 206 Partial Content | ETag: "V1"                     | hit
            GET  | Range: bytes=5-     | 416 Range Not Satisfiable | ETag: "V2"               | hit
            GET  | -                   | 302 Found           | Location: http://elsewhere/    | stale
            GET  | -                   | 404 Not Found       | ETag: "V2"                     | hit
            GET  | -                   | 503 Unavailable     | Retry-After: 1                 | hit
            GET  | If-None-Match: "V2" | 304 Not Modified    | ETag: "V2"                     | stale
            GET  | If-None-Match: "V2" | 304 Not Modified    | Server: x                      | stale
            GET  | If-None-Match: "V1" | 304 Not Modified    | Server: x                      | hit
            HEAD | -                   | 200 OK              | ETag: "V2"                     | stale
            HEAD | -                   | 200 OK              | ETag: "V1"                     | stale
            HEAD | -                   | 200 OK              | Server: x                      | hit
            GET  | Authorization: x    | 200 OK              | ETag: "V2"                     | hit
            GET  | Cookie: a=b         | 200 OK              | ETag: "V2"                     | hit
            """)
    void whatPassesUnreadMakesTheRootStaleUnlessItIsKnownToBeTheSame(
            String method, String asked, String status, String field, String expected) {
        publish();
        String request = asked.equals("-") ? Messages.request(method, TOP) : Messages.request(method, TOP, asked);
        pass(request, status, field);
        // The capture of the same URL is what the index was last known to say, and was made in the same instant.
        assertThat(packageVerdict()).isEqualTo(expected.equals("hit") ? "HIT;reason=catalog" : "HIT;reason=same-url");
    }

    @Test
    void aReplacedIndexThatCannotBeReadLetsNoOlderCaptureAnswer() {
        publish();
        clock.advance(Duration.ofHours(1));
        pass(Messages.request("GET", TOP), "200 OK", "Content-Encoding: gzip");
        assertThat(packageVerdict()).isEqualTo("MISS;reason=stale");
        Messages.passBy(client, Messages.URL, DEB);
        assertThat(packageVerdict()).isEqualTo("HIT;reason=same-url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dists/s/InRelease | Accept-Encoding: gzip, br                          | Accept-Encoding
            dists/s/InRelease | Accept-Encoding: gzip;If-None-Match: "x"           | Accept-Encoding If-None-Match
            dists/s/InRelease | If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT   | If-Modified-Since
            dists/s/InRelease | Accept-Encoding: identity                          | -
            dists/s/InRelease | Accept-Encoding: gzip, identity\\;q=0              | -
            dists/s/InRelease | Accept-Encoding: gzip;Range: bytes=5-              | -
            dists/s/InRelease | Accept-Encoding: gzip;If-Match: "x"                | -
            dists/s/InRelease | Accept-Encoding: gzip;Authorization: x             | -
            dists/s/main/binary-amd64/Packages | Accept-Encoding: gzip             | -
            """)
    void whatWouldKeepATopIndexFromBeingReadIsTakenOutOfTheRequest(String path, String fields, String gone) {
        String[] asked = fields.replace("\\;", "#").split(";", -1);
        for (int i = 0; i < asked.length; i++) {
            asked[i] = asked[i].replace('#', ';');
        }
        client.send(Messages.squidReqmod(Messages.request("GET", ROOT + path, asked)));
        IcapTestClient.Reply reply = client.read();
        assertThat(reply.status()).isEqualTo(gone.equals("-") ? 204 : 200);
        for (String name : gone.equals("-") ? new String[0] : gone.split(" ", -1)) {
            assertThat(reply.http()).doesNotContainIgnoringCase(name).contains("Host: mirror.example");
        }
    }

    @Test
    void aTopIndexThatIsRefusedAgainAndAgainMayBeUnchanged() {
        String conditional = Messages.request("GET", TOP, "If-None-Match: \"V1\"");
        pass(Messages.request("GET", TOP), "200 OK", "ETag: \"V1\"", "Cache-Control: no-store");
        client.send(Messages.squidReqmod(conditional));
        assertThat(client.read().status()).isEqualTo(204);
        clock.advance(Duration.ofMinutes(1));
        client.send(Messages.squidReqmod(conditional));
        assertThat(client.read().status()).isEqualTo(200);
    }
}
