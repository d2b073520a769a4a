package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpmPreviewTest {
    private final byte[] file = RpmFixture.proven();
    private final RpmProof proof = RpmFixture.prove(file).orElseThrow();

    @Test
    void previewThroughTheSignatureHeaderAgrees() {
        assertThat(agrees(file, Arrays.copyOf(file, proof.signatureEnd()), file.length))
                .isTrue();
        assertThat(agrees(Arrays.copyOf(file, proof.signatureEnd()), file, file.length))
                .isTrue();
        assertThat(agrees(file, file, file.length)).isTrue();
    }

    @Test
    void previewOneByteShortDoesNotAgree() {
        assertThat(agrees(file, Arrays.copyOf(file, proof.signatureEnd() - 1), file.length))
                .isFalse();
        assertThat(agrees(file, new byte[0], file.length)).isFalse();
    }

    @Test
    void candidateOneByteShortDoesNotAgree() {
        assertThat(agrees(Arrays.copyOf(file, proof.signatureEnd() - 1), file, file.length))
                .isFalse();
    }

    @Test
    void otherOrMissingLengthDoesNotAgree() {
        assertThat(agrees(file, file, file.length + 1)).isFalse();
        assertThat(agrees(file, file, file.length - 1)).isFalse();
        assertThat(agrees(file, file, -1)).isFalse();
        assertThat(agrees(file, file, file.length + (1L << 32))).isFalse();
    }

    @Test
    void anyOtherByteBeforeTheMainHeaderDoesNotAgree() {
        for (int at = 0; at < proof.signatureEnd(); at++) {
            byte[] preview = file.clone();
            preview[at] ^= 1;
            assertThat(agrees(file, preview, file.length)).as("byte %d", at).isFalse();
        }
    }

    @Test
    void positionsDoNotMoveAndNeedNotBeZero() {
        ByteBuffer preview =
                ByteBuffer.allocateDirect(file.length + 5).put(5, file).position(5);
        ByteBuffer candidate =
                ByteBuffer.allocate(file.length + 3).put(3, file).position(3).asReadOnlyBuffer();

        assertThat(RpmPreview.agrees(proof, candidate, preview, file.length)).isTrue();
        assertThat(preview.position()).isEqualTo(5);
        assertThat(candidate.position()).isEqualTo(3);
    }

    @Test
    void storedCandidateAgreesAsLongAsItsFileIsWhole(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("tiny.rpm"), file);
        ByteBuffer preview = ByteBuffer.wrap(file);
        try (FileChannel stored = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            stored.position(9);
            assertThat(RpmPreview.agrees(proof, stored, preview, file.length)).isTrue();
            assertThat(RpmPreview.agrees(proof, stored, preview, file.length + 1))
                    .isFalse();
            assertThat(RpmPreview.agrees(proof, stored, preview.slice(0, 100), file.length))
                    .isFalse();
            assertThat(RpmPreview.agrees(proof, stored, preview.slice(1, 400), file.length))
                    .isFalse();
            assertThat(stored.position()).isEqualTo(9);

            stored.truncate(file.length - 1);
            assertThat(RpmPreview.agrees(proof, stored, preview, file.length)).isFalse();
        }
    }

    private boolean agrees(byte[] candidate, byte[] preview, long contentLength) {
        return RpmPreview.agrees(proof, ByteBuffer.wrap(candidate), ByteBuffer.wrap(preview), contentLength);
    }
}
