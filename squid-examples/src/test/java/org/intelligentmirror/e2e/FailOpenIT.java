package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the server, a download begun afterwards works as if it were not there. */
final class FailOpenIT {
    /** More than what suspends a service where Squid has a limit; its default is 10. */
    private static final int MANY_FAILURES = 15;

    private static final int SIZE = 4_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void stoppedServerIsBypassedAndARestartedOneHits() {
        byte[] deb = Samples.deb(300_000);
        try (Stage stage = Stage.open();
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/stopped.deb", deb);
            stage.capture(url);
            assertThat(stage.server().stop()).isZero();

            for (int i = 0; i < MANY_FAILURES; i++) {
                Stage.Visit without = stage.get(url);
                assertThat(without.body()).isEqualTo(deb);
                assertThat(without.verdict()).isEqualTo("-");
            }

            stage.server().start();
            // At once, however often Squid tried in vain.
            assertThat(stage.get(url).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    @Test
    void serverThatWasNeverThereIsBypassed() {
        byte[] deb = Samples.deb(300_000);
        try (Stage stage = Stage.open();
                Mirror mirror = new Mirror()) {
            stage.server().stop();
            for (int i = 0; i < 30; i++) {
                String url = mirror.put("/never-" + i + ".deb", deb);
                assertThat(stage.get(url).body()).isEqualTo(deb);
            }
        }
    }

    @Test
    void killInMidCaptureCutsTheClientAndStoresNothing() {
        byte[] deb = Samples.deb(SIZE);
        CountDownLatch killed = new CountDownLatch(1);
        try (Stage stage = Stage.open();
                RawOrigin origin = pausing(deb, killed)) {
            String url = origin.url("/killed.deb");
            CompletableFuture<Stage.Visit> client = CompletableFuture.supplyAsync(() -> stage.get(url));
            awaitCaptureBytes(stage);
            stage.server().kill();
            killed.countDown();
            Stage.Visit cut = client.join();
            assertThat(cut.download().exit()).isNotZero();
            assertThat(cut.body()).isEqualTo(Arrays.copyOf(deb, cut.body().length));

            assertThat(stage.get(url).body()).isEqualTo(deb);
            stage.server().start();
            assertThat(stage.store().digests()).isEmpty();
            assertThat(stage.capture(url).body()).isEqualTo(deb);
            assertThat(stage.get(url).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    @Test
    void killInMidHitCutsTheClientAndTheStoreSurvives() {
        byte[] deb = Samples.deb(24_000_000);
        try (Stage stage = Stage.open();
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/mid-hit.deb", deb);
            stage.capture(url);
            mirror.forgetRequests();
            CompletableFuture<Download> client = CompletableFuture.supplyAsync(
                    () -> Download.curl(stage.squid().port(), url, "--limit-rate", "2M"));
            await().atMost(PATIENCE)
                    .until(() -> Command.run("sh", "-c", connections(stage)).exit() == 0);
            stage.server().kill();
            Download cut = client.join();
            assertThat(cut.exit()).isEqualTo(Download.CUT);
            assertThat(cut.body()).isEqualTo(Arrays.copyOf(deb, cut.body().length));
            assertThat(mirror.requests()).isEmpty();

            stage.server().start();
            Stage.Visit again = stage.get(url);
            assertThat(again.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(again.body()).isEqualTo(deb);
        }
    }

    @Test
    void sigtermLetsARunningTransferFinish() {
        byte[] deb = Samples.deb(SIZE);
        CountDownLatch asked = new CountDownLatch(1);
        try (Stage stage = Stage.open();
                RawOrigin origin = pausing(deb, asked)) {
            String url = origin.url("/running.deb");
            CompletableFuture<Stage.Visit> client = CompletableFuture.supplyAsync(() -> stage.get(url));
            awaitCaptureBytes(stage);
            stage.server().askToStop();
            await().atMost(PATIENCE)
                    .until(() -> !RawClient.answersOptions(stage.server().icapPort()));
            asked.countDown();
            assertThat(client.join().body()).isEqualTo(deb);
            assertThat(stage.server().awaitExit()).isZero();
            assertThat(stage.store().holds(deb)).isTrue();
        }
    }

    @Test
    void fullDiskIsAMissForTheClient() {
        byte[] deb = Samples.deb(40_000_000);
        try (SmallDisk disk = SmallDisk.mounted(24);
                Stage stage = Stage.openOver(disk.folder().resolve("store"), "store.min-free=0");
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/too-big-for-the-disk.deb", deb);
            for (int round = 0; round < 2; round++) {
                assertThat(stage.get(url).body()).isEqualTo(deb);
            }
            assertThat(stage.store().digests()).isEmpty();
            byte[] small = Samples.deb(100_000);
            String fits = mirror.put("/fits.deb", small);
            stage.capture(fits);
            assertThat(stage.get(fits).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    @Test
    void overloadIsAMissForTheClient() throws IOException {
        byte[] deb = Samples.deb(300_000);
        try (Stage stage = Stage.open("icap.max-connections=8");
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/overload.deb", deb);
            List<Socket> crowd = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                crowd.add(new Socket(
                        InetAddress.getLoopbackAddress(), stage.server().icapPort()));
            }
            Stage.Visit crowded = stage.get(url);
            assertThat(crowded.body()).isEqualTo(deb);
            assertThat(crowded.verdict()).isEqualTo("PASS;reason=overload");
            assertThat(stage.store().digests()).isEmpty();

            for (Socket one : crowd) {
                one.close();
            }
            await().atMost(PATIENCE).until(() -> stage.get(url).verdict().equals("HIT;reason=same-url"));
        }
    }

    /** An origin that sends half, waits, and sends the rest; later requests are answered without a pause. */
    private static RawOrigin pausing(byte[] body, CountDownLatch goOn) {
        return new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nContent-Length: " + body.length));
            out.write(body, 0, body.length / 2);
            out.flush();
            goOn.await();
            out.write(body, body.length / 2, body.length - body.length / 2);
        });
    }

    /** Until the server has begun to write a capture. */
    private static void awaitCaptureBytes(Stage stage) {
        Path temporary = stage.store().directory().resolve("tmp");
        await("bytes in " + temporary).atMost(PATIENCE).until(() -> hasBytes(temporary));
    }

    private static boolean hasBytes(Path folder) throws IOException {
        if (!java.nio.file.Files.isDirectory(folder)) {
            return false;
        }
        try (var files = java.nio.file.Files.walk(folder)) {
            return files.filter(java.nio.file.Files::isRegularFile)
                    .anyMatch(file -> file.toFile().length() > 0);
        }
    }

    /** A shell test that holds while Squid has bytes of ours waiting for its slow client. */
    private static String connections(Stage stage) {
        return "ss -tnH state established 'sport = :" + stage.server().icapPort()
                + "' | awk '$2 > 0 { f = 1 } END { exit !f }'";
    }
}
