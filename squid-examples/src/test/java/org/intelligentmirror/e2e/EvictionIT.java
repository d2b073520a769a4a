package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A store that is too small for what passes, and a disk that others fill. */
final class EvictionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LIMIT = 20_000_000;
    private static final int SIZE = 1_000_000;
    private static final int AT_ONCE = 4;

    @Test
    void storeStaysWithinItsLimitAndKeepsWhatIsPinned() {
        try (Stage stage = Stage.open("store.max-size=20MB", "store.min-free=0");
                Mirror mirror = new Mirror()) {
            byte[] pinned = Samples.deb(SIZE);
            String pinnedUrl = mirror.put("/keep_1.0_all.deb", pinned);
            stage.server().imctl("pin", "keep_*").succeeded();
            stage.capture(pinnedUrl);
            assertTooLargeForTheStorePasses(stage, mirror);

            Map<String, byte[]> packages = new LinkedHashMap<>();
            while (packages.size() * (long) SIZE < 3 * LIMIT) {
                downloadSome(stage, mirror, packages);
                assertThat(stage.server().page("/healthz")).contains("\"ok\"");
            }
            JsonNode eviction = eviction(stage);
            assertThat(eviction.at("/evicted/max-size/packages").asInt()).isGreaterThanOrEqualTo(40);
            assertThat(eviction.path("pinnedPackages").asInt()).isEqualTo(1);
            assertThat(eviction.path("usedBytes").asLong()).isLessThanOrEqualTo(LIMIT);

            assertWhatIsStoredHits(stage, packages);
            Stage.Visit kept = stage.get(pinnedUrl);
            assertThat(kept.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(kept.body()).isEqualTo(pinned);
        }
    }

    private static void assertTooLargeForTheStorePasses(Stage stage, Mirror mirror) {
        byte[] large = Samples.deb((int) LIMIT + 1);
        String url = mirror.put("/larger-than-the-store.deb", large);
        assertThat(stage.get(url).body()).isEqualTo(large);
        stage.awaitOutcome(url, "no:full");
        assertThat(stage.store().digests()).hasSize(1);
    }

    /** A few at once; the store is within its limit at any moment. */
    private static void downloadSome(Stage stage, Mirror mirror, Map<String, byte[]> packages) {
        try (Curls curls = new Curls(stage.squid().port())) {
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                byte[] deb = Samples.deb(SIZE);
                urls.add(mirror.put("/evicted-" + packages.size() + ".deb", deb));
                packages.put(urls.get(i), deb);
                curls.start(urls.get(i));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(stage.store().allocatedBytes()).isLessThanOrEqualTo(LIMIT);
                assertThat(curls.await(i)).isZero();
                assertThat(curls.body(i)).isEqualTo(packages.get(urls.get(i)));
            }
            urls.forEach(url -> stage.awaitOutcome(url, "yes"));
            assertThat(stage.store().allocatedBytes()).isLessThanOrEqualTo(LIMIT);
        }
    }

    private static void assertWhatIsStoredHits(Stage stage, Map<String, byte[]> packages) {
        int held = 0;
        for (Map.Entry<String, byte[]> each : packages.entrySet()) {
            if (stage.store().holds(each.getValue())) {
                held++;
                Stage.Visit visit = stage.get(each.getKey());
                assertThat(visit.verdict()).as(each.getKey()).isEqualTo("HIT;reason=same-url");
                assertThat(visit.body()).isEqualTo(each.getValue());
            }
        }
        assertThat(held).isBetween(15, 19);
        String gone = packages.keySet().iterator().next();
        assertThat(stage.get(gone).body()).isEqualTo(packages.get(gone));
    }

    @Test
    void diskFilledByOthersStopsCapturesUntilThereIsRoomAgain() throws IOException {
        try (SmallDisk disk = SmallDisk.mounted(64);
                Stage stage = Stage.openOver(disk.folder().resolve("store"), "store.min-free=16MB");
                Mirror mirror = new Mirror()) {
            byte[] early = Samples.deb(SIZE);
            String earlyUrl = mirror.put("/early.deb", early);
            stage.capture(earlyUrl);

            Path foreign = disk.folder().resolve("foreign");
            fillUpTo(foreign, 8_000_000);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.server().page("/healthz"))
                            .contains("\"degraded\"", "full: the file system has less than store.min-free left"));
            byte[] late = Samples.deb(SIZE);
            String lateUrl = mirror.put("/late.deb", late);
            Stage.Visit passed = stage.get(lateUrl);
            assertThat(passed.verdict()).isEqualTo("PASS;reason=store");
            assertThat(passed.body()).isEqualTo(late);
            assertThat(stage.store().holds(late)).isFalse();
            Stage.Visit hit = stage.get(earlyUrl);
            assertThat(hit.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(hit.body()).isEqualTo(early);

            Files.delete(foreign);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(stage.server().page("/healthz")).contains("\"ok\""));
            assertThat(stage.capture(lateUrl).body()).isEqualTo(late);
            assertThat(stage.get(lateUrl).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    /** Writes a file that leaves the disk about so many bytes. */
    private static void fillUpTo(Path file, long left) {
        try {
            Files.createFile(file);
            long bytes = Files.getFileStore(file).getUsableSpace() - left;
            Command.run("fallocate", "-l", Long.toString(bytes), file.toString())
                    .succeeded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode eviction(Stage stage) {
        return JsonMapper.shared()
                .readTree(stage.server().imctl("stats", "--json").succeeded().out())
                .path("eviction");
    }
}
