package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of a package that another client is downloading, through real Squid: nobody asks the origin again. */
final class ArrivingRangesIT {
    private final byte[] deb = Samples.deb(4_000_000);
    private final int half = deb.length / 2;
    private final CountDownLatch more = new CountDownLatch(1);
    private Stage stage;
    private Curls curls;
    private RawOrigin origin;
    private String url;

    @BeforeEach
    void open() {
        stage = Stage.open("fetch.overtake=false");
        curls = new Curls(stage.squid().port());
        origin = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nETag: \"one\"\nContent-Length: " + deb.length));
            out.write(deb, 0, half);
            out.flush();
            if (more.await(60, TimeUnit.SECONDS)) {
                out.write(deb, half, deb.length - half);
            }
        });
        url = origin.url("/pool/arriving_1_amd64.deb");
        int leader = curls.start(url);
        await().until(() -> curls.received(leader) > half / 2);
    }

    @AfterEach
    void close() {
        more.countDown();
        curls.close();
        origin.close();
        stage.close();
    }

    @Test
    void partsComeFromWhatIsArriving() {
        Stage.Visit part = stage.get(url, "-r", "1000-1999");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(deb, 1000, 2000));
        assertThat(part.verdict()).isEqualTo("JOIN;reason=same-url");

        int resuming = curls.start(url, "-C", "1234567");
        int suffix = curls.start(url, "-r", "-500");
        int ahead = curls.start(url, "-r", "3000000-3000999");
        await().until(() -> curls.received(resuming) > half - 1_234_567 - 200_000);
        assertThat(curls.received(suffix)).isZero();
        assertThat(curls.received(ahead)).isZero();
        more.countDown();
        assertThat(curls.await(resuming)).isZero();
        assertThat(curls.body(resuming)).isEqualTo(Arrays.copyOfRange(deb, 1_234_567, deb.length));
        assertThat(curls.await(suffix)).isZero();
        assertThat(curls.body(suffix)).isEqualTo(Arrays.copyOfRange(deb, deb.length - 500, deb.length));
        assertThat(curls.await(ahead)).isZero();
        assertThat(curls.body(ahead)).isEqualTo(Arrays.copyOfRange(deb, 3_000_000, 3_001_000));
        assertThat(curls.await(0)).isZero();
        assertThat(origin.requests()).hasSize(1);
        assertThat(stage.store().holds(deb)).isTrue();
    }

    @Test
    void whoFollowsAServerThatIsKilledIsCut() {
        int joiner = curls.start(url);
        int part = curls.start(url, "-C", "1000");
        await().until(() -> curls.received(joiner) > half / 2 && curls.received(part) > half / 2);
        stage.server().kill();
        // 18: the server closed with bytes outstanding.
        assertThat(curls.await(joiner)).isEqualTo(18);
        assertThat(curls.await(part)).isEqualTo(18);
        assertThat(curls.await(0)).isEqualTo(18);
        stage.server().start();
        assertThat(stage.store().digests()).isEmpty();
        assertThat(stage.store().directory().resolve("tmp")).isEmptyDirectory();
        more.countDown();
        stage.capture(url);
        assertThat(stage.store().digests()).containsExactly(Samples.sha256(deb));
    }
}
