package org.intelligentmirror.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    @TempDir
    Path directory;

    private BlobStore store;
    private Sha256 sha256;
    private Path file;

    @BeforeEach
    void storeABlob() throws StoreException {
        store = BlobStore.open(directory, FsyncPolicy.OFF, FileOperations.real());
        BlobWriter writer = store.newWriter();
        writer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        sha256 = writer.finish();
        writer.commit(sha256);
        file = new StoreLayout(directory).blob(sha256);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatWasCommittedIsSealed() throws Exception {
        assertThat(store.isSealed(sha256)).isTrue();
    }

    @Test
    void writingBreaksTheSeal() throws Exception {
        flip(file);
        assertThat(store.isSealed(sha256)).isFalse();
        assertThat(store.check(sha256, 3)).isEqualTo(BlobCheck.Finding.WRONG);
    }

    @Test
    void touchingBreaksTheSealUntilItIsPutOnAgain() throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-05-06T07:08:09Z")));
        assertThat(store.isSealed(sha256)).isFalse();
        assertThat(store.seal(sha256)).isTrue();
        assertThat(store.isSealed(sha256)).isTrue();
        assertThat(Files.getLastModifiedTime(file).toInstant().getEpochSecond())
                .isEqualTo(Instant.parse("2026-05-06T07:08:09Z").getEpochSecond());
    }

    @Test
    void aCopyThatKeepsTimesKeepsTheSeal() throws Exception {
        Path copy = directory.resolve("copy");
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(store.isSealed(sha256)).isTrue();
    }

    @Test
    void whatIsNotThereWasNotWrittenTo() throws Exception {
        Files.delete(file);
        assertThat(store.isSealed(sha256)).isTrue();
        assertThat(store.check(sha256, 3)).isEqualTo(BlobCheck.Finding.MISSING);
    }

    @Test
    void anotherLengthCountsAsMissing() throws Exception {
        assertThat(store.check(sha256, 4)).isEqualTo(BlobCheck.Finding.MISSING);
        assertThat(store.check(sha256, 3)).isEqualTo(BlobCheck.Finding.INTACT);
    }

    private static void flip(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(1);
            open.write(7);
        }
    }
}
