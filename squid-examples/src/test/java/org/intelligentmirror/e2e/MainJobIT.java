package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A package that went past once comes from the store: through real Squid, with plain HTTP clients. */
final class MainJobIT {
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

    @BeforeEach
    void forget() {
        mirror.forgetRequests();
    }

    @Test
    void firstDownloadIsCapturedAndTheNextComesFromTheStore() {
        for (int size : new int[] {5_000, 300_000, 20_000_000}) {
            byte[] deb = Samples.deb(size);
            String url = mirror.put("/pool/first-" + size + ".deb", deb);

            Stage.Visit first = stage.capture(url);
            assertThat(first.verdict()).isEqualTo("CAPTURE;reason=complete");
            assertThat(first.body()).isEqualTo(deb);
            assertThat(stage.store().holds(deb)).isTrue();
            stage.awaitLogged(url, "MISS", "unknown");

            mirror.forgetRequests();
            Stage.Visit second = stage.get(url);
            assertThat(second.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(second.body()).isEqualTo(deb);
            assertThat(mirror.requests()).isEmpty();
        }
    }

    @Test
    void storedPackageIsServedWhileTheOriginIsDown() {
        byte[] rpm = Samples.rpm(700_000);
        String url = mirror.put("/down.rpm", rpm);
        stage.capture(url);
        mirror.stop();
        try {
            Stage.Visit visit = stage.get(url);
            assertThat(visit.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(visit.body()).isEqualTo(rpm);
            assertThat(visit.status()).isEqualTo(200);
        } finally {
            mirror.start();
        }
    }

    @Test
    void hitCarriesTheOriginsHeadersAndItsAge() {
        byte[] deb = Samples.deb(200_000);
        String dated = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(java.time.ZoneOffset.UTC).minusSeconds(100));
        String url = mirror.put("/headers.deb", deb, Map.of("Date", dated, "X-Foreign", "kept out"));
        stage.capture(url);

        Download hit = stage.get(url).download();
        assertThat(hit.header("Content-Type")).hasValue("application/x-deb");
        assertThat(hit.header("Content-Length")).hasValue("200000");
        assertThat(hit.header("Last-Modified")).hasValue(Mirror.LAST_MODIFIED);
        assertThat(hit.header("ETag")).hasValue(Mirror.etag(deb));
        assertThat(hit.header("Accept-Ranges")).hasValue("bytes");
        assertThat(hit.header("Cache-Status").orElse("")).startsWith("intelligentmirror; hit; detail=same-url");
        assertThat(Integer.parseInt(hit.header("Age").orElse("-1"))).isBetween(100, 160);
        assertThat(hit.header("X-Foreign")).isEmpty();
    }

    @Test
    void headIsAnsweredFromTheStore() {
        byte[] deb = Samples.deb(100_000);
        String url = mirror.put("/head.deb", deb);
        stage.capture(url);
        mirror.forgetRequests();

        Stage.Visit head = stage.get(url, "-I");
        assertThat(head.verdict()).isEqualTo("HIT;reason=same-url");
        assertThat(head.download().header("Content-Length")).hasValue("100000");
        assertThat(mirror.requests()).isEmpty();
    }

    @Test
    void conditionalRequestsAreAnsweredFromTheStore() {
        byte[] deb = Samples.deb(100_000);
        String url = mirror.put("/conditional.deb", deb);
        stage.capture(url);
        mirror.stop();
        try {
            assertThat(stage.get(url, "-H", "If-None-Match: " + Mirror.etag(deb))
                            .status())
                    .isEqualTo(304);
            assertThat(stage.get(url, "-H", "If-Modified-Since: " + Mirror.LAST_MODIFIED)
                            .status())
                    .isEqualTo(304);
            Stage.Visit changed = stage.get(url, "-H", "If-None-Match: \"other\"");
            assertThat(changed.status()).isEqualTo(200);
            assertThat(changed.body()).isEqualTo(deb);
        } finally {
            mirror.start();
        }
    }

    @Test
    void sameNameOnAnotherMirrorIsCapturedAgainAndStoredOnce() {
        byte[] deb = Samples.deb(150_000);
        stage.capture(mirror.put("/a/twice.deb", deb));
        int stored = stage.store().digests().size();
        try (Mirror other = new Mirror()) {
            String url = other.put("/b/twice.deb", deb);
            assertThat(stage.capture(url).verdict()).isEqualTo("CAPTURE;reason=complete");
            assertThat(stage.store().digests()).hasSize(stored);
            assertThat(stage.get(url).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    @Test
    void sameNameWithOtherBytesIsNeverServedForIt() {
        byte[] ours = Samples.deb(150_000);
        byte[] theirs = Samples.deb(150_000);
        stage.capture(mirror.put("/suite/a/clash.deb", ours));
        String url = mirror.put("/suite/b/clash.deb", theirs);
        assertThat(stage.capture(url).body()).isEqualTo(theirs);
        assertThat(stage.get(url).body()).isEqualTo(theirs);
        assertThat(stage.get(mirror.url("/suite/a/clash.deb")).body()).isEqualTo(ours);
    }

    @Test
    void nameModeServesTheSameNameFromAnotherMirror() {
        byte[] rpm = Samples.rpm(150_000);
        try (Stage byName = Stage.open("identity.mode=name");
                Mirror other = new Mirror()) {
            byName.capture(mirror.put("/one/by-name.rpm", rpm));
            Stage.Visit visit = byName.get(other.url("/two/by-name.rpm"));
            assertThat(visit.verdict()).isEqualTo("HIT;reason=name");
            assertThat(visit.body()).isEqualTo(rpm);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void otherMethodsAndOtherFilesAreNotShownToUs() {
        String deb = mirror.put("/posted.deb", Samples.deb(20_000));
        String text = mirror.put("/notes.txt", Samples.noise(20_000));
        assertThat(stage.get(deb, "-d", "a=b").verdict()).isEqualTo("-");
        assertThat(stage.get(text).verdict()).isEqualTo("-");
        assertThat(stage.server().accessLog(deb)).isEmpty();
        assertThat(stage.server().accessLog(text)).isEmpty();
    }
}
