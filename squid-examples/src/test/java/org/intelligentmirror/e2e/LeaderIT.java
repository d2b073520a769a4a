package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a download others share, or that is mostly here, when its own client leaves or crawls. */
final class LeaderIT {
    private static final String OK = "HTTP/1.1 200 OK\nETag: \"one\"\nContent-Length: ";

    private final byte[] deb = Samples.deb(4_000_000);
    private final CountDownLatch never = new CountDownLatch(1);
    private Stage stage;
    private Curls curls;

    @BeforeEach
    void open() {
        stage = Stage.open();
        curls = new Curls(stage.squid().port());
    }

    @AfterEach
    void close() {
        never.countDown();
        curls.close();
        stage.close();
    }

    private void assertWhole(int number) {
        assertThat(curls.await(number)).as("exit of curl %s", number).isZero();
        assertThat(curls.body(number)).as("bytes of curl %s", number).isEqualTo(deb);
    }

    /** Sends so much of the package to who asks for all of it, and then nothing; the rest to who asks for that. */
    private RawOrigin stalling(int bytes, String validatorOfParts) {
        return new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            if (isPart(request)) {
                part(request, out, validatorOfParts);
                return;
            }
            out.write(RawOrigin.head(OK + deb.length));
            out.write(deb, 0, bytes);
            out.flush();
            never.await(60, TimeUnit.SECONDS);
        });
    }

    private static boolean isPart(String request) {
        return request.contains("Range: bytes=");
    }

    private void part(String request, OutputStream out, String validator) throws IOException {
        int from = Integer.parseInt(request.replaceFirst("(?s).*Range: bytes=(\\d+)-.*", "$1"));
        out.write(RawOrigin.head("HTTP/1.1 206 Partial Content\nETag: " + validator + "\nContent-Length: "
                + (deb.length - from) + "\nContent-Range: bytes " + from + "-" + (deb.length - 1) + "/" + deb.length));
        out.write(deb, from, deb.length - from);
    }

    private static long parts(RawOrigin origin) {
        return origin.requests().stream().filter(LeaderIT::isPart).count();
    }

    @Test
    void whenTheLeaderIsKilledTheOthersGetTheRest() {
        try (RawOrigin origin = stalling(deb.length / 3, "\"one\"")) {
            String url = origin.url("/pool/rescue_1_amd64.deb");
            int leader = curls.start(url);
            await().until(() -> curls.received(leader) > 100_000);
            for (int i = 1; i <= 5; i++) {
                curls.start(url);
            }
            await().until(() -> curls.received(1) > 100_000 && curls.received(5) > 100_000);
            curls.kill(leader);
            for (int i = 1; i <= 5; i++) {
                assertWhole(i);
            }
            assertThat(parts(origin)).isEqualTo(1);
            assertThat(origin.requests()).hasSize(2);
            assertThat(stage.store().holds(deb)).isTrue();
        }
    }

    @Test
    void whatTheOriginChangedMeanwhileIsNeverPatchedTogether() {
        try (RawOrigin origin = stalling(deb.length / 3, "\"two\"")) {
            String url = origin.url("/pool/changed_1_amd64.deb");
            int leader = curls.start(url);
            await().until(() -> curls.received(leader) > 100_000);
            int joiner = curls.start(url);
            await().until(() -> curls.received(joiner) > 100_000);
            curls.kill(leader);
            // 18: the server closed with bytes outstanding.
            assertThat(curls.await(joiner)).isEqualTo(18);
            assertThat(stage.store().holds(deb)).isFalse();
        }
    }

    @Test
    void aDownloadThatIsMostlyHereIsFinishedForTheNextClient() {
        try (RawOrigin origin = stalling(deb.length * 3 / 4, "\"one\"")) {
            String url = origin.url("/pool/finished_1_amd64.deb");
            int leader = curls.start(url);
            await().until(() -> curls.received(leader) > deb.length * 2 / 3);
            curls.kill(leader);
            await().untilAsserted(() -> assertThat(stage.store().holds(deb)).isTrue());
            assertThat(parts(origin)).isEqualTo(1);
            stage.awaitVerdict(url, "HIT;reason=same-url");
        }
    }

    @Test
    void aSlowLeaderDoesNotHoldUpTheOthers() {
        try (RawOrigin origin = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            if (isPart(request)) {
                part(request, out, "\"one\"");
            } else {
                out.write(RawOrigin.head(OK + deb.length));
                out.write(deb);
            }
        })) {
            String url = origin.url("/pool/slow_1_amd64.deb");
            int slow = curls.start(url, "--limit-rate", "50k");
            await().until(() -> curls.received(slow) > 0);
            int fast = curls.start(url);
            assertWhole(fast);
            assertThat(curls.isRunning(slow)).isTrue();
            assertThat(stage.store().holds(deb)).isTrue();
        }
    }

    @Test
    void aPackageAskedForInPartIsFetchedWhole() {
        try (Mirror mirror = new Mirror()) {
            String url = mirror.put("/pool/part_1_amd64.deb", deb);
            assertThat(stage.get(url, "-r", "100-199").body()).isEqualTo(java.util.Arrays.copyOfRange(deb, 100, 200));
            await().untilAsserted(() -> assertThat(stage.store().holds(deb)).isTrue());
            assertThat(mirror.requests())
                    .isEqualTo(List.of("GET /pool/part_1_amd64.deb", "GET /pool/part_1_amd64.deb"));
            stage.awaitVerdict(url, "HIT;reason=same-url");
        }
    }
}
