package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandedOffDownloadsTest {
    private static final byte[] PACKAGE = new byte[300_000];
    private static final String URL = "http://a.example/pool/a.deb";
    private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

    @TempDir
    Path folder;

    private RunningListener running;
    private Sha256 sha256;
    private String path;
    private final List<Long> sent = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        running = new RunningListener(folder);
        new Random(7).nextBytes(PACKAGE);
        sha256 = running.shelf.add(URL, "a.deb", PACKAGE);
        path = "/cas/" + sha256 + "/a.deb";
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private String token() throws StoreException {
        Instant now = running.handoffClock.instant();
        ReplyHeaders headers = new ReplyHeaders(
                Optional.of("application/x-deb"),
                Optional.of(MODIFIED),
                Optional.of("\"v1\""),
                Optional.empty(),
                now.minusSeconds(500),
                3);
        try (StoredPackage stored = running.shelf.open(sha256).orElseThrow()) {
            StoredPackage described =
                    new StoredPackage(sha256, stored.length(), headers, now.minusSeconds(100), stored.channel());
            return running.handoffs
                    .issue(described, new Handoffs.Occasion("a.deb", URL, Reason.SAME_URL, sent::add))
                    .orElseThrow()
                    .token();
        }
    }

    /** As Squid relays it. */
    private HttpRequest.Builder relayed(String where, String token) {
        return running.request(where)
                .header("Via", "1.1 squid (squid/5.7)")
                .header("X-Forwarded-For", "10.1.2.3")
                .header(Handoff.FIELD, token);
    }

    @Test
    void thePackageComesAsItsOriginWouldSendIt() throws Exception {
        HttpResponse<byte[]> got = running.bytes(relayed(path, token()));
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(PACKAGE);
        assertThat(got.headers().map().keySet())
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder(
                        "content-type",
                        "content-length",
                        "last-modified",
                        "etag",
                        "accept-ranges",
                        "date",
                        "age",
                        "cache-status");
        assertThat(got.headers().firstValue("Content-Type")).hasValue("application/x-deb");
        assertThat(got.headers().firstValue("ETag")).hasValue("\"v1\"");
        assertThat(got.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(got.headers().firstValue("Cache-Status")).hasValue("intelligentmirror; hit; detail=same-url");
        Awaitility.await().untilAsserted(() -> assertThat(sent).containsExactly((long) PACKAGE.length));
        assertThat(running.handoffs.counts()).isEqualTo(new Handoffs.Counts(1, 0, 0, PACKAGE.length));
    }

    @Test
    void rangesAndConditionsGoByTheOriginsValidators() throws Exception {
        HttpResponse<byte[]> part = running.bytes(
                relayed(path, token()).header("Range", "bytes=100-199").header("If-Range", "\"v1\""));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(PACKAGE, 100, 200));
        assertThat(running.bytes(relayed(path, token())
                                .header("Range", "bytes=100-199")
                                .header("If-Range", MODIFIED))
                        .statusCode())
                .isEqualTo(206);
        assertThat(running.bytes(relayed(path, token())
                                .header("Range", "bytes=100-199")
                                .header("If-Range", "\"" + sha256 + "\""))
                        .body())
                .isEqualTo(PACKAGE);
        assertThat(running.bytes(relayed(path, token()).header("If-None-Match", "\"v1\""))
                        .statusCode())
                .isEqualTo(304);
        Awaitility.await()
                .untilAsserted(() -> assertThat(sent).containsExactlyInAnyOrder(100L, 100L, (long) PACKAGE.length, 0L));
    }

    @Test
    void aTokenOpensItsOwnPathAndNothingElse() throws Exception {
        String token = token();
        Sha256 other = running.shelf.add("http://a.example/b.deb", "b.deb", new byte[50]);
        for (String where : List.of(
                "/cas/" + other + "/b.deb",
                "/cas/" + other + "/a.deb",
                "/cas/" + sha256,
                "/cas/" + sha256 + "/b.deb",
                path + "?x",
                "/",
                "/metrics",
                "/healthz",
                "/browse/")) {
            assertThat(running.bytes(relayed(where, token)).statusCode())
                    .as(where)
                    .isEqualTo(403);
        }
        assertThat(running.send(relayed(path, token).POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(running.bytes(relayed(path, token)).statusCode()).isEqualTo(200);
    }

    @Test
    void forgedExpiredAndMissingTokensAreRefused() throws Exception {
        String token = token();
        for (String bad : List.of("x", token.substring(1), token + "A", token.replace('.', ','))) {
            assertThat(running.bytes(relayed(path, bad)).statusCode()).as(bad).isEqualTo(403);
        }
        assertThat(running.bytes(relayed(path, token).header(Handoff.FIELD, token))
                        .statusCode())
                .as("two of them")
                .isEqualTo(403);
        assertThat(running.bytes(running.request(path).header("Via", "1.1 squid"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(running.bytes(running.request(path).header(Handoff.FIELD, "x"))
                        .statusCode())
                .as("forged, though a plain request would do")
                .isEqualTo(403);
        running.handoffClock.advance(Handoffs.LIFETIME);
        assertThat(running.bytes(relayed(path, token)).statusCode()).isEqualTo(403);
        assertThat(running.handoffs.counts().refused()).isEqualTo(6);
    }

    @Test
    void aTokenMayBeUsedAgainWhileItLasts() throws Exception {
        String token = token();
        assertThat(running.bytes(relayed(path, token)).body()).isEqualTo(PACKAGE);
        assertThat(running.bytes(relayed(path, token)).body()).isEqualTo(PACKAGE);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(running.handoffs.counts().sentBytes()).isEqualTo(2L * PACKAGE.length));
        assertThat(sent).as("but is accounted for once").containsExactly((long) PACKAGE.length);
    }

    @Test
    void whatIsGoneSinceLeadsBackToTheOrigin() throws Exception {
        String token = token();
        running.shelf.purge(sha256);
        HttpResponse<byte[]> got = running.bytes(relayed(path, token));
        assertThat(got.statusCode()).isEqualTo(307);
        assertThat(got.headers().firstValue("Location")).hasValue(URL);
        Awaitility.await().untilAsserted(() -> assertThat(sent).containsExactly(0L));
    }

    @Test
    void nobodyWaitsForeverForWhatNobodyFetches() throws Exception {
        token();
        running.handoffClock.advance(Duration.ofSeconds(5));
        running.handoffs.review();
        assertThat(sent).containsExactly(0L);
        assertThat(running.handoffs.counts().missed()).isEqualTo(1);
    }
}
