package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stop in order while a start has left much to do. */
class StopTest {
    private static final int PACKAGES = 200;

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();

    private static String url(int n) {
        return "http://m.example/" + n + ".deb";
    }

    private static byte[] body(int n) {
        return deb(n, 3000 + n);
    }

    private void afterAPowerLoss() throws Exception {
        try (CacheEngine engine = EngineFixture.open(store, clock)) {
            for (int n = 0; n < PACKAGES; n++) {
                capture(engine, url(n), body(n), clock);
            }
        }
        Files.writeString(store.resolve("sync-mark"), "boot=another-boot\nsequence=0\nclean=false\n");
    }

    private boolean isRenewed() throws Exception {
        return EngineFixture.files(store.resolve("journal")).stream()
                .anyMatch(file -> file.toString().endsWith(".snapshot"));
    }

    /** Both the thread that hashes and the one that has written the journal anew and waits for it let go. */
    @Test
    @Timeout(120)
    void itDoesNotWaitForWhatIsStillToBeHashedAndThatStaysInDoubt() throws Exception {
        afterAPowerLoss();
        AtomicInteger hashed = new AtomicInteger();
        Semaphore gate = new Semaphore(0);
        files.opened = () -> {
            if (Thread.currentThread().getName().startsWith("engine-background")) {
                hashed.incrementAndGet();
                gate.acquireUninterruptibly();
            }
        };
        CacheEngine engine = EngineFixture.open(EngineFixture.settings(store), clock, files);
        // One after the other: a package that is being hashed holds up who settles the journal.
        Awaitility.await().until(() -> {
            gate.release();
            return isRenewed();
        });
        Thread closing = new Thread(engine::close, "closing");
        closing.start();
        Awaitility.await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        gate.release(PACKAGES);
        closing.join();
        assertThat(hashed.get()).isLessThan(PACKAGES);
        assertThat(store.resolve("sync-mark"))
                .content()
                .contains("boot=another-boot")
                .contains("clean=false");

        files.opened = () -> {};
        byte[] torn = body(PACKAGES - 1);
        torn[2000] ^= 1;
        Files.write(EngineFixture.blob(store, EngineFixture.sha256(body(PACKAGES - 1))), torn);
        try (CacheEngine next = EngineFixture.open(EngineFixture.settings(store), clock, files)) {
            for (int n = 0; n < PACKAGES - 1; n++) {
                assertThat(hit(next, url(n))).isEqualTo(body(n));
            }
            assertThat(EngineFixture.resolve(next, url(PACKAGES - 1))).isInstanceOf(Resolution.Miss.class);
            Awaitility.await().until(next::isInOrder);
            assertThat(next.capacity().storedBytes())
                    .isEqualTo(next.inventory().stats().allocatedBytes());
        }
        assertThat(store.resolve("sync-mark")).content().contains("clean=true");
    }
}
