package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.resolve;

import java.nio.file.Files;
import java.nio.file.Path;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.policy.Reason;
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
    void aFileSystemThatTurnsReadOnlyStopsCapturesAndNothingElse() throws Exception {
        byte[] body = deb(1, 30_000);
        String other = "http://m.example/pool/b_1.deb";
        try (CacheEngine engine = open()) {
            capture(engine, URL, body, clock);
            files.readOnly = true;
            assertThat(capture(engine, other, deb(2, 30_000), clock)).isInstanceOf(CaptureOutcome.Dropped.class);
            assertThat(engine.acceptsCaptures()).isFalse();
            assertThat(hit(engine, URL)).isEqualTo(body);
            assertThat(resolve(engine, other)).isEqualTo(new Resolution.Miss(Reason.UNKNOWN));
            files.readOnly = false;
            clock.advance(CaptureRunner.BACKOFF);
            assertThat(capture(engine, other, deb(2, 30_000), clock)).isInstanceOf(CaptureOutcome.Stored.class);
            files.readOnly = true;
        }
        // It closed as well as it could. Started like this it serves, or says why not.
        try (CacheEngine engine = open()) {
            assertThat(hit(engine, URL)).isEqualTo(body);
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining(store.toString()).hasMessageContaining("Read-only file system");
        }
        files.readOnly = false;
        try (CacheEngine engine = open()) {
            assertThat(hit(engine, URL)).isEqualTo(body);
            assertThat(hit(engine, other)).isEqualTo(deb(2, 30_000));
            assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
        }
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
