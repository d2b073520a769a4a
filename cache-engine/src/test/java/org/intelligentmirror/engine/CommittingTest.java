package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.await;
import static org.intelligentmirror.engine.EngineFixture.begin;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.sha256;
import static org.intelligentmirror.engine.EngineFixture.wanted;
import static org.intelligentmirror.engine.EngineFixture.write;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.intelligentmirror.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that come while a body that has all its bytes is on its way into the index. */
class CommittingTest {
    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private final FaultyFiles files = new FaultyFiles();
    private final byte[] body = deb(1, 500_000);
    private final String path = "/by-hash/SHA256/" + sha256(body) + "/a.deb";
    private final Semaphore moved = new Semaphore(0);
    private final Semaphore goOn = new Semaphore(0);
    private CacheEngine engine;

    @BeforeEach
    void open() throws Exception {
        engine = EngineFixture.open(EngineFixture.settings(store), clock, files);
        files.moved = () -> {
            moved.release();
            goOn.acquireUninterruptibly();
        };
    }

    @AfterEach
    void close() {
        goOn.release(1000);
        engine.close();
    }

    private CompletionStage<Resolution> ask(String url) {
        return engine.ask(wanted(url), false).answer();
    }

    @Test
    void whoAsksForThemAtAnotherMirrorIsAnsweredFromTheStoreAfterwards() {
        CaptureStream stream = begin(engine, "http://one.example" + path, body, clock);
        write(stream, body, 100_000);
        stream.complete();
        moved.acquireUninterruptibly();
        // The temp file has its final name, and the index does not know it yet.
        CompletionStage<Resolution> answer = ask("http://two.example" + path);
        CompletableFuture<Resolution> given = answer.toCompletableFuture();
        // Looked up behind the request, on the same pool: when this is answered, that one has found its part.
        await(engine.resolve(wanted("http://two.example/pool/other_1.deb"), false));
        assertThat(given).isNotDone();
        goOn.release(1000);
        Resolution found = await(answer);
        assertThat(found).isInstanceOf(Resolution.Hit.class);
        ((Resolution.Hit) found).stored().close();
    }
}
