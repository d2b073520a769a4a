package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobLeasesTest {
    private static final String URL = "http://one.example/pool/a.deb";
    private static final byte[] BODY = deb(1, 1000);
    private static final Sha256 DIGEST = sha256(BODY);

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private CacheEngine engine;

    @BeforeEach
    void open() throws StoreException {
        engine = EngineFixture.open(store, clock);
        capture(engine, URL, BODY, clock);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private BlobLeases leases() {
        return (BlobLeases) engine.leases();
    }

    private boolean readable() throws StoreException, IOException {
        Optional<FileChannel> opened = engine.leases().open(DIGEST, BODY.length);
        if (opened.isEmpty()) {
            return false;
        }
        try (FileChannel channel = opened.get()) {
            ByteBuffer bytes = ByteBuffer.allocate(BODY.length);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            assertThat(bytes.array()).isEqualTo(BODY);
        }
        return true;
    }

    @Test
    void aPurgedPackageStaysReadableUntilItsLeaseEnds() throws Exception {
        assertThat(engine.leases().grant(DIGEST, clock.instant().plusSeconds(60)))
                .isTrue();
        assertThat(engine.inventory().purge(DIGEST)).isTrue();
        assertThat(engine.inventory().open(DIGEST)).isEmpty();
        assertThat(EngineFixture.blob(store, DIGEST)).doesNotExist();
        assertThat(engine.capacity().storedBytes()).isZero();
        assertThat(readable()).isTrue();

        clock.advance(Duration.ofSeconds(60));
        leases().sweep();
        assertThat(readable()).isFalse();
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }

    @Test
    void aPackageWithoutLeaseIsUnlinkedAtOnce() throws Exception {
        assertThat(engine.inventory().purge(DIGEST)).isTrue();
        assertThat(readable()).isFalse();
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }

    @Test
    void aLeaseThatEndedHoldsNothing() throws Exception {
        engine.leases().grant(DIGEST, clock.instant().plusSeconds(60));
        clock.advance(Duration.ofSeconds(60));
        engine.inventory().purge(DIGEST);
        assertThat(readable()).isFalse();
    }

    @Test
    void aClockThatWasSetBackEndsLeases() throws Exception {
        engine.leases().grant(DIGEST, clock.instant().plusSeconds(60));
        engine.inventory().purge(DIGEST);
        clock.advance(Duration.ofDays(-1000));
        assertThat(leases().holds(DIGEST)).isFalse();
        assertThat(engine.leases().grant(DIGEST, clock.instant().plusSeconds(60)))
                .isTrue();
        assertThat(leases().holds(DIGEST)).isTrue();
        clock.advance(Duration.ofSeconds(60));
        leases().sweep();
        assertThat(EngineFixture.files(store.resolve("tmp"))).isEmpty();
    }

    @Test
    void sweepingTouchesNoPackageThatIsStored() throws Exception {
        engine.leases().grant(DIGEST, clock.instant().plusSeconds(60));
        engine.inventory().purge(DIGEST);
        capture(engine, URL, BODY, clock);
        clock.advance(Duration.ofSeconds(60));
        leases().sweep();
        assertThat(readable()).isTrue();
        assertThat(EngineFixture.hit(engine, URL)).isEqualTo(BODY);
    }

    @Test
    void theLongerLeaseOfTwoCounts() {
        engine.leases().grant(DIGEST, clock.instant().plusSeconds(60));
        engine.leases().grant(DIGEST, clock.instant().plusSeconds(5));
        clock.advance(Duration.ofSeconds(59));
        assertThat(leases().holds(DIGEST)).isTrue();
    }

    @Test
    void leasesAreBounded(@TempDir Path other) throws Exception {
        try (BlobStore blobs = BlobStore.open(other, FsyncPolicy.OFF, FileOperations.real())) {
            BlobLeases leases = new BlobLeases(blobs, clock, 2);
            assertThat(leases.grant(sha256(deb(1, 50)), clock.instant().plusSeconds(9)))
                    .isTrue();
            assertThat(leases.grant(sha256(deb(2, 50)), clock.instant().plusSeconds(9)))
                    .isTrue();
            assertThat(leases.grant(sha256(deb(3, 50)), clock.instant().plusSeconds(9)))
                    .isFalse();
            assertThat(leases.grant(sha256(deb(2, 50)), clock.instant().plusSeconds(20)))
                    .isTrue();
            clock.advance(Duration.ofSeconds(9));
            leases.sweep();
            assertThat(leases.grant(sha256(deb(3, 50)), clock.instant().plusSeconds(9)))
                    .isTrue();
        }
    }
}
