package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The classroom that presses "update" at nine o'clock: many real clients at once, and one download. */
final class JoiningIT {
    private static final int MANY = 100;
    private static final String OK = "HTTP/1.1 200 OK\nETag: \"one\"\nContent-Length: ";

    private final byte[] deb = Samples.deb(4_000_000);
    private Stage stage;
    private Curls curls;

    @BeforeEach
    void open() {
        // The origins here pause longer than a leader that is not overtaken may.
        stage = Stage.open("fetch.overtake=false");
        curls = new Curls(stage.squid().port());
    }

    @AfterEach
    void close() {
        curls.close();
        stage.close();
    }

    private void assertWhole(int number) {
        assertThat(curls.await(number)).as("exit of curl %s", number).isZero();
        assertThat(curls.body(number)).as("bytes of curl %s", number).isEqualTo(deb);
    }

    /** Answers with the package, the second half once {@code more} says so. */
    private RawOrigin origin(CountDownLatch more) {
        return new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            out.write(RawOrigin.head(OK + deb.length));
            out.write(deb, 0, deb.length / 2);
            out.flush();
            if (more.await(30, TimeUnit.SECONDS)) {
                out.write(deb, deb.length / 2, deb.length - deb.length / 2);
            }
        });
    }

    @Test
    void hundredClientsAtOnceAreOneDownload() {
        CountDownLatch allAsked = new CountDownLatch(1);
        try (RawOrigin origin = origin(allAsked)) {
            String url = origin.url("/pool/many_1_amd64.deb");
            for (int i = 0; i < MANY; i++) {
                curls.start(url);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> received() >= MANY * (deb.length / 2L - 200_000));
            allAsked.countDown();
            for (int i = 0; i < MANY; i++) {
                assertWhole(i);
            }
            assertThat(origin.requests()).hasSize(1);
            stage.awaitLogged(url, "JOIN", "same-url");
        }
    }

    private long received() {
        long sum = 0;
        for (int i = 0; i < MANY; i++) {
            sum += curls.received(i);
        }
        return sum;
    }

    @Test
    void hundredClientsAtOnceForASmallPackageAreOneDownload() {
        byte[] small = Samples.deb(20_000);
        try (RawOrigin origin = RawOrigin.of(OK + small.length, small)) {
            String url = origin.url("/pool/small_1_amd64.deb");
            for (int i = 0; i < MANY; i++) {
                curls.start(url);
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(curls.await(i)).isZero();
                assertThat(curls.body(i)).isEqualTo(small);
            }
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void twentyFiveMirrorsWithOneIndexAreOneDownload() {
        Map<String, byte[]> repository = Packages.aptRepository();
        String path = Packages.pathOf(repository, "im-medium");
        byte[] wanted = Packages.bytesOf(repository, "im-medium");
        try (Mirror mirror = new Mirror()) {
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                String root = "/mirror-" + i + "/debian/";
                repository.forEach((name, body) -> mirror.put(root + name, body));
                Download.curl(stage.squid().port(), mirror.url(root + "dists/stable/Release"));
                Download.curl(stage.squid().port(), mirror.url(root + "dists/stable/main/binary-amd64/Packages"));
                urls.add(mirror.url(root + path));
            }
            mirror.forgetRequests();
            urls.forEach(curls::start);
            for (int i = 0; i < urls.size(); i++) {
                assertThat(curls.await(i)).isZero();
                assertThat(curls.body(i)).isEqualTo(wanted);
            }
            assertThat(mirror.requests()).hasSize(1);
        }
    }

    @Test
    void whoWaitedForAnAnswerThatIsNotKeptGetsOneOfItsOwn() {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawOrigin origin = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            asked.await(30, TimeUnit.SECONDS);
            out.write(RawOrigin.head("HTTP/1.1 404 Not Found\nContent-Length: 2"));
            out.write("no".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        })) {
            String url = origin.url("/pool/none_1_amd64.deb");
            for (int i = 0; i < 10; i++) {
                curls.start(url);
            }
            await().until(() -> origin.requests().size() == 1);
            asked.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(curls.await(i)).isZero();
                assertThat(curls.body(i)).asString().isEqualTo("no");
            }
            stage.awaitLogged(url, "MISS", "waited");
        }
    }
}
