package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.resolve;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The power fails at every file operation in turn; then the store is looked at as another boot finds it. */
class PowerLossTest {
    private static final String A = "http://m.example/a.deb";
    private static final String B = "http://m.example/b.deb";
    private static final String C = "http://m.example/c.deb";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    /** What was promised before the power failed. */
    private static final class Promises {
        /** What each URL leads to; what is promised to be gone is not there. */
        final Map<String, byte[]> kept = new HashMap<>();
        /** What must not be served any more. */
        final Set<String> gone = new HashSet<>();

        boolean wholeScenario;
    }

    private Promises live(LossyFiles files, Path store, FsyncPolicy fsync) throws Exception {
        Promises promises = new Promises();
        EngineSettings settings = EngineFixture.settings(store, 0, fsync, IdentityMode.CONFIRM);
        try (CacheEngine engine = EngineFixture.open(settings, clock, files)) {
            capture(engine, files, promises, A, deb(1, 9000));
            capture(engine, files, promises, B, deb(2, 5000));
            if (fsync == FsyncPolicy.OFF) {
                promises.kept.clear();
            }
            engine.renewJournal();
            if (!files.isDead()) {
                promises.kept.put(A, deb(1, 9000));
                promises.kept.put(B, deb(2, 5000));
            }
            // From here on only "commit" promises anything before the next sync.
            Promises later = fsync == FsyncPolicy.COMMIT ? promises : new Promises();
            capture(engine, files, later, C, deb(3, 7000));
            if (fsync == FsyncPolicy.OFF && !files.isDead()) {
                // A URL that led to what was lost leads to nothing.
                promises.kept.remove(A);
            }
            capture(engine, files, later, A, deb(4, 3000));
            if (!files.isDead()) {
                promises.kept.remove(B);
            }
            boolean purged = engine.inventory().purge(sha256(deb(2, 5000)));
            if (purged && !files.isDead() && fsync == FsyncPolicy.COMMIT) {
                promises.gone.add(B);
            }
            promises.wholeScenario = !files.isDead();
            promises.kept.remove(B);
        } catch (StoreException e) {
            // The power failed while it started.
        }
        return promises;
    }

    private void capture(CacheEngine engine, LossyFiles files, Promises promises, String url, byte[] body) {
        clock.advance(Duration.ofSeconds(1));
        boolean alive = !files.isDead();
        boolean stored = EngineFixture.capture(engine, url, body, clock) instanceof CaptureOutcome.Stored;
        if (stored && !files.isDead()) {
            promises.kept.put(url, body);
        } else if (alive) {
            // It was under way: the old or the new.
            promises.kept.remove(url);
        }
    }

    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void nothingThatWasPromisedIsLostAndNothingTornIsServed(FsyncPolicy fsync) throws Exception {
        // Every operation in turn would take a minute; the two policies meet most operations between them.
        int step = fsync == FsyncPolicy.COMMIT ? 2 : 3;
        int round = 0;
        boolean whole = false;
        while (!whole) {
            int cut = 1 + step * round;
            // Where the store is, is not the store's affair.
            Path store = Files.createDirectory(folder.resolve(fsync + "-" + cut));
            Path disk = folder.resolve(fsync + "-disk-" + cut);
            LossyFiles.Loss loss = round % 2 == 0 ? LossyFiles.Loss.NAMES : LossyFiles.Loss.BYTES;
            LossyFiles files = new LossyFiles(store, disk, loss, cut);
            Promises promises = live(files, store, fsync);
            if (files.isDead()) {
                boolean indexLost = round % 3 == 0;
                anotherBoot(disk, indexLost);
                look(
                        disk,
                        fsync,
                        promises,
                        "cut at operation %d, loss of %s, index lost %s".formatted(cut, loss, indexLost));
            }
            whole = promises.wholeScenario;
            round++;
        }
        assertThat(round).isGreaterThan(60 / step);
    }

    private static void anotherBoot(Path disk, boolean indexLost) throws IOException {
        Path mark = disk.resolve("sync-mark");
        if (Files.exists(mark)) {
            Files.writeString(mark, Files.readString(mark).replaceFirst("boot=.*\n", "boot=another-boot\n"));
        }
        if (indexLost) {
            Files.deleteIfExists(disk.resolve("index/packages.mv.db"));
        }
    }

    private void look(Path disk, FsyncPolicy fsync, Promises promises, String how) throws Exception {
        EngineSettings settings = EngineFixture.settings(disk, 0, fsync, IdentityMode.CONFIRM);
        try (CacheEngine engine =
                EngineFixture.open(settings, clock, org.intelligentmirror.store.FileOperations.real())) {
            Awaitility.await().until(engine::isInOrder);
            Map<String, Set<byte[]>> ever =
                    Map.of(A, Set.of(deb(1, 9000), deb(4, 3000)), B, Set.of(deb(2, 5000)), C, Set.of(deb(3, 7000)));
            for (String url : ever.keySet()) {
                if (resolve(engine, url) instanceof Resolution.Hit hit) {
                    byte[] served = EngineFixture.read(hit.stored());
                    assertThat(ever.get(url))
                            .as("%s: %s", how, url)
                            .anyMatch(body -> java.util.Arrays.equals(body, served));
                    assertThat(promises.gone).as(how).doesNotContain(url);
                }
            }
            for (Map.Entry<String, byte[]> kept : promises.kept.entrySet()) {
                Resolution found = resolve(engine, kept.getKey());
                assertThat(found).as("%s: %s", how, kept.getKey()).isInstanceOf(Resolution.Hit.class);
                assertThat(EngineFixture.read(((Resolution.Hit) found).stored()))
                        .as(how)
                        .isEqualTo(kept.getValue());
            }
            isExact(engine, disk, how);
        }
    }

    /** The book, the index and the disk agree; nothing is left over. */
    private static void isExact(CacheEngine engine, Path disk, String how) throws Exception {
        Set<String> onDisk = EngineFixture.files(disk.resolve("blobs")).stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
        Set<String> listed = engine
                .inventory()
                .list(new PackageQuery(
                        java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.empty(), 0, 100))
                .entries()
                .stream()
                .map(entry -> entry.sha256().toString())
                .collect(Collectors.toSet());
        assertThat(onDisk).as(how).isEqualTo(listed);
        assertThat(engine.capacity().storedBytes())
                .as(how)
                .isEqualTo(engine.inventory().stats().allocatedBytes());
        assertThat(engine.capacity().reservedBytes()).as(how).isZero();
        assertThat(EngineFixture.files(disk.resolve("tmp"))).as(how).isEmpty();
    }
}
