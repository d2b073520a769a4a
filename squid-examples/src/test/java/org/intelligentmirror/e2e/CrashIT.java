package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that is killed while it works, and an index that is lost: what was stored is served all the same. */
final class CrashIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HIT = "HIT;reason=same-url";
    /** Squid stops asking a server that failed it ten times in a minute: fewer downloads than that are cut here. */
    private static final int ROUNDS = 3;

    private static final int HALTED = 2;
    private static final int QUICK = 4;

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

    @Test
    void killsInMidCaptureLoseNothingThatWasStored() throws IOException {
        Map<String, byte[]> packages = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> stored = killWhileDownloading(round, packages);
            stage.server().start();
            assertThat(files(stage.store().directory().resolve("tmp"))).isEmpty();
            for (String url : stored) {
                Stage.Visit visit = stage.get(url);
                assertThat(visit.verdict()).as(url).isEqualTo(HIT);
                assertThat(visit.body()).isEqualTo(packages.get(url));
            }
        }
        packages.forEach(CrashIT::awaitHit);
        Set<String> digests = stage.store().digests();
        assertThat(digests)
                .containsAll(packages.values().stream().map(Samples::sha256).toList());
        for (String digest : digests) {
            assertThat(Samples.sha256(Files.readAllBytes(stage.store().blob(digest))))
                    .isEqualTo(digest);
        }
        assertFiguresAreExact(digests.size());
    }

    /**
     * Kills the server when one more capture than in the round before has ended, and some stand in the middle.
     *
     * @param packages gets what was downloaded, by URL
     * @return what the server had said is stored
     */
    private static List<String> killWhileDownloading(int round, Map<String, byte[]> packages) {
        CountDownLatch killed = new CountDownLatch(1);
        byte[] halted = Samples.deb(400_000);
        try (Curls curls = new Curls(stage.squid().port());
                RawOrigin origin = halting(halted, killed)) {
            List<String> quick = new ArrayList<>();
            for (int i = 0; i < HALTED; i++) {
                curls.start(origin.url("/halted-" + i + ".deb"));
            }
            for (int i = 0; i < HALTED; i++) {
                int number = i;
                await().atMost(PATIENCE).until(() -> curls.received(number) > 0);
            }
            for (int i = 0; i < QUICK; i++) {
                byte[] deb = Samples.deb(40_000 * (i + 1));
                quick.add(mirror.put("/crash-" + round + "-" + i + ".deb", deb));
                packages.put(quick.get(i), deb);
                curls.start(quick.get(i));
            }
            await().atMost(PATIENCE).until(() -> stored(quick).size() > round);
            stage.server().kill();
            killed.countDown();
            for (int i = 0; i < HALTED + QUICK; i++) {
                int exit = curls.await(i);
                byte[] right = i < HALTED ? halted : Objects.requireNonNull(packages.get(quick.get(i - HALTED)));
                byte[] got = curls.body(i);
                assertThat(got).isEqualTo(Arrays.copyOf(right, got.length));
                assertThat(exit == 0).as("ended well").isEqualTo(got.length == right.length);
                assertThat(exit == 0 && i < HALTED).as("ended in the middle").isFalse();
            }
            return stored(quick);
        }
    }

    /** An origin that sends half and waits. */
    private static RawOrigin halting(byte[] body, CountDownLatch goOn) {
        return new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nContent-Length: " + body.length));
            out.write(body, 0, body.length / 2);
            out.flush();
            goOn.await();
        });
    }

    private static List<String> stored(List<String> urls) {
        return urls.stream()
                .filter(url -> stage.server().accessLog(url).stream()
                        .anyMatch(line -> line.path("stored").asString("").equals("yes")))
                .toList();
    }

    /** Asks until it is a hit; right bytes each time. */
    private static void awaitHit(String url, byte[] right) {
        await(url).atMost(PATIENCE).until(() -> {
            Stage.Visit visit = stage.get(url);
            assertThat(visit.body()).isEqualTo(right);
            return visit.verdict().equals(HIT);
        });
    }

    private static void assertFiguresAreExact(int packages) {
        double allocated = stage.store().allocatedBytes();
        await("figures").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stage.server().metric("intelligentmirror_store_packages "))
                    .isEqualTo(packages);
            assertThat(stage.server().metric("intelligentmirror_store_allocated_bytes "))
                    .isEqualTo(allocated);
        });
        assertThat(imctl("stats").at("/eviction/usedBytes").asDouble()).isEqualTo(allocated);
    }

    /** How an index is lost. */
    @FunctionalInterface
    private interface Loss {
        void befall(Path index) throws IOException;
    }

    @Test
    void lostIndexIsMadeAgainAndHitsComeBack() throws IOException {
        Map<String, byte[]> kept = keep("lost");
        // Behind its two headers the database may find an old state of itself, which is another way to be lost.
        List<Loss> losses = List.of(index -> overwrite(index, 0), index -> overwrite(index, 12_288), Folders::delete);
        for (Loss loss : losses) {
            assertThat(stage.server().stop()).isZero();
            loss.befall(index());
            stage.server().start();
            assertBack(kept);
        }
        assertThat(imctl("list").toString()).contains("lost-0.deb", "lost-1.deb");
        assertThat(imctl("pins").toString()).contains("lost-1.deb");
        try (Stream<Path> quarantined = Files.list(stage.store().directory().resolve("quarantine"))) {
            assertThat(quarantined.map(Path::getFileName).map(Path::toString))
                    .anyMatch(name -> name.startsWith("index-"));
        }
    }

    @Test
    void indexIsMadeAgainByImctlOnlyWhileNoServerRuns() throws IOException {
        Map<String, byte[]> kept = keep("offline");
        Command.Result refused = stage.server().imctl("store", "rebuild");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("another server uses the store");
        assertSecondServerIsRefused();
        assertBack(kept);

        stage.server().stop();
        Folders.delete(index());
        JsonNode told = imctl("store", "rebuild");
        assertThat(told.path("packages").asInt())
                .isEqualTo(stage.store().digests().size());
        assertThat(told.path("adopted").asInt()).isZero();
        stage.server().start();
        assertBack(kept);
        assertThat(imctl("pins").toString()).contains("offline-1.deb");
    }

    private static void assertSecondServerIsRefused() {
        Path folder = Folders.temporary("second");
        ServerProcess second = new ServerProcess(folder, stage.store().directory(), List.of());
        second.writeConfig();
        String launcher =
                ServerProcess.ROOT.resolve("scripts/intelligentmirror").toString();
        Command.Result refused =
                Command.run(launcher, "--config", second.configFile().toString());
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.out() + refused.err())
                .contains("another server uses the store " + stage.store().directory());
        Folders.delete(folder);
    }

    /** Two packages that are hits from now on, the second one pinned. */
    private static Map<String, byte[]> keep(String name) {
        Map<String, byte[]> kept = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            byte[] deb = Samples.deb(200_000 + i);
            String url = mirror.put("/" + name + "-" + i + ".deb", deb);
            kept.put(url, deb);
            stage.capture(url);
        }
        stage.server().imctl("pin", name + "-1.deb").succeeded();
        return kept;
    }

    /** They are hits under their URLs, with their validators, and the server is whole. */
    private static void assertBack(Map<String, byte[]> kept) {
        kept.forEach((url, deb) -> {
            awaitHit(url, deb);
            Download hit = stage.get(url).download();
            assertThat(hit.header("Last-Modified")).contains(Mirror.LAST_MODIFIED);
            assertThat(hit.header("ETag")).contains(Mirror.etag(deb));
        });
        await("the index is whole").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stage.server().metric("intelligentmirror_store_index_whole_ratio "))
                    .isEqualTo(1);
            assertThat(stage.server().page("/healthz")).contains("\"ok\"");
        });
    }

    private static JsonNode imctl(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        return JsonMapper.shared()
                .readTree(stage.server()
                        .imctl(all.toArray(String[]::new))
                        .succeeded()
                        .out());
    }

    private static Path index() {
        return stage.store().directory().resolve("index");
    }

    private static void overwrite(Path index, int from) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(index.resolve("packages.mv.db").toFile(), "rw")) {
            file.seek(from);
            file.write(Samples.noise((int) file.length() - from));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(Files::isRegularFile).toList();
        }
    }
}
