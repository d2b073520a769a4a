package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.intelligentmirror.engine.CrashVictim.Chore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, whatever it is at. */
class CrashTest {
    private static final int[] KILL_AFTER = {1, 37, 150};

    @TempDir
    Path store;

    /** The same store lives through every kill: each start goes over what the one before left. */
    @Test
    @Timeout(180)
    void whatWasSaidToBeStoredOutlivesAKilledProcessAndNothingTornIsReachable() throws Exception {
        for (int captures : KILL_AFTER) {
            List<Integer> stored = runUntil(captures, Chore.NONE);
            try (CacheEngine engine = EngineFixture.open(store, Clock.systemUTC())) {
                Awaitility.await().until(engine::isInOrder);
                holdsAll(engine, stored);
            }
        }
    }

    private Path database() {
        return store.resolve("index/packages.mv.db");
    }

    /** Each kill is followed by a start without the index: the journal that was being written must tell everything. */
    @Test
    @Timeout(180)
    void aKillWhileTheJournalIsWrittenAnewCostsItNothing() throws Exception {
        for (int captures : new int[] {60, 143}) {
            List<Integer> stored = runUntil(captures, Chore.RENEWAL);
            Files.delete(database());
            try (CacheEngine engine = EngineFixture.open(store, Clock.systemUTC())) {
                Awaitility.await().until(engine::isInOrder);
                holdsAll(engine, stored);
                assertThat(EngineFixture.files(store.resolve("journal")))
                        .noneMatch(file -> file.toString().endsWith(".new"));
            }
        }
    }

    @Test
    @Timeout(180)
    void aKillWhileTheIndexIsMadeAgainCostsNothing() throws Exception {
        List<Integer> stored = runUntil(200, Chore.NONE);
        for (int captures : new int[] {1, 5, 12}) {
            Files.deleteIfExists(database());
            List<Integer> again = runUntil(captures, Chore.REBUILD);
            assertThat(again).isSubsetOf(stored);
        }
        try (CacheEngine engine = EngineFixture.open(store, Clock.systemUTC())) {
            Awaitility.await().until(engine::isInOrder);
            holdsAll(engine, stored);
        }
    }

    private void holdsAll(CacheEngine engine, List<Integer> stored) throws Exception {
        for (int n : stored) {
            assertThat(EngineFixture.hit(engine, CrashVictim.url(n))).isEqualTo(CrashVictim.body(n));
        }
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
        verifyEverything(engine);
    }

    private List<Integer> runUntil(int captures, Chore chore) throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashVictim.class.getName(),
                        store.toString(),
                        chore.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Integer> stored = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.matches("[0-9]+")) {
                    stored.add(Integer.parseInt(line));
                }
                if (stored.size() == captures) {
                    // By its handle: what it said before must still be read.
                    victim.toHandle().destroyForcibly();
                }
            }
        } finally {
            victim.destroyForcibly();
        }
        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stored).hasSizeGreaterThanOrEqualTo(captures);
        return stored;
    }

    private void verifyEverything(CacheEngine engine) throws Exception {
        long bytes = 0;
        long packages = 0;
        long after = 0;
        do {
            PackagePage page = engine.inventory()
                    .list(new PackageQuery(Optional.empty(), Optional.empty(), Optional.empty(), after, 1000));
            for (PackageEntry entry : page.entries()) {
                byte[] body = Files.readAllBytes(EngineFixture.blob(store, entry.sha256()));
                assertThat(EngineFixture.sha256(body)).isEqualTo(entry.sha256());
                bytes += entry.allocatedBytes();
                packages++;
            }
            after = page.next();
        } while (after != 0);
        assertThat(engine.inventory().stats().packages()).isEqualTo(packages);
        assertThat(engine.capacity().storedBytes()).isEqualTo(bytes);
    }
}
