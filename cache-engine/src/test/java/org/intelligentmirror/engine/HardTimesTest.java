package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store goes on serving when little else works. */
class HardTimesTest {
    private static final String URL = "http://m.example/pool/a_1.deb";

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();

    @Test
    void fullDiskAtStartStillServesWhatIsStored() throws Exception {
        byte[] body = deb(1, 30_000);
        try (CacheEngine engine = open()) {
            capture(engine, URL, body, clock);
        }
        files.full = true;
        try (CacheEngine engine = open()) {
            assertThat(hit(engine, URL)).isEqualTo(body);
            assertThat(store.resolve("sync-mark")).doesNotExist();
        }
        files.full = false;
        try (CacheEngine engine = open()) {
            assertThat(hit(engine, URL)).isEqualTo(body);
        }
        assertThat(store.resolve("sync-mark")).content().contains("clean=true");
    }

    @Test
    void anyFaultAtStartLosesNothing() throws Exception {
        byte[] body = deb(2, 30_000);
        try (CacheEngine engine = open()) {
            capture(engine, URL, body, clock);
        }
        for (int operation = 1; operation <= 15; operation++) {
            files.failAt(operation, "Input/output error");
            try (CacheEngine engine = open()) {
                files.failAt(0, "");
                assertThat(hit(engine, URL))
                        .as("fault at operation %d", operation)
                        .isEqualTo(body);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining(store.toString());
            }
        }
        files.failAt(0, "");
        try (CacheEngine engine = open()) {
            assertThat(hit(engine, URL)).isEqualTo(body);
        }
    }

    @Test
    void tempDirectoryThatWasCleanedAwayComesBack() throws Exception {
        byte[] body = deb(3, 30_000);
        try (CacheEngine engine = open()) {
            Files.delete(store.resolve("tmp"));
            assertThat(capture(engine, URL, body, clock)).isInstanceOf(CaptureOutcome.Stored.class);
            assertThat(hit(engine, URL)).isEqualTo(body);
        }
    }

    private CacheEngine open() throws StoreException {
        return EngineFixture.open(EngineFixture.settings(store), clock, files);
    }
}
