package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD;
import static org.intelligentmirror.rpm.RpmFixture.mainHeader;
import static org.intelligentmirror.rpm.RpmFixture.prove;
import static org.intelligentmirror.rpm.RpmFixture.sealed;
import static org.intelligentmirror.rpm.RpmFixture.sha256;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpmProofTest {
    /** 96 of lead, 16 of intro, 4 entries, 65 of digest, 3 of alignment, 4, 37 and 16 of trailer: 301, padded. */
    private static final int SIGNATURE_END = 304;

    private static final int SIGNATURE_INDEX = 96 + HeaderIntro.LENGTH;
    private static final int SIGNATURE_STORE = SIGNATURE_INDEX + 4 * HeaderEntry.LENGTH;

    private final byte[] file = RpmFixture.proven();

    @Test
    void proofTellsDigestsSignatureEndAndLength() {
        byte[] main = mainHeader(sha256(PAYLOAD)).write();

        assertThat(prove(file))
                .contains(new RpmProof(
                        SIGNATURE_END,
                        Sha256.parse(sha256(main)).orElseThrow(),
                        Sha256.parse(sha256(PAYLOAD)).orElseThrow(),
                        SIGNATURE_END + main.length + PAYLOAD.length));
    }

    @Test
    void readsMayBeShort() {
        assertThat(prove(file, 1)).isPresent().isEqualTo(prove(file));
        assertThat(prove(file, 7)).isEqualTo(prove(file));
    }

    @Test
    void channelKeepsItsPosition(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("tiny.rpm"), file);
        try (FileChannel channel = FileChannel.open(path)) {
            channel.position(11);
            assertThat(RpmProof.of(channel)).isPresent().isEqualTo(prove(file));
            assertThat(channel.position()).isEqualTo(11);
        }
    }

    @Test
    void noChangedBitAfterTheSignatureHeaderIsProven() {
        for (int at = SIGNATURE_END; at < file.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                assertThat(prove(flipped(at, 1 << bit)))
                        .as("bit %d of %d", bit, at)
                        .isEmpty();
            }
        }
    }

    @Test
    void changedBitBeforeTheMainHeaderCostsTheProofOrTheAgreement() {
        RpmProof original = prove(file).orElseThrow();
        for (int at = 0; at < SIGNATURE_END; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = flipped(at, 1 << bit);
                prove(changed).ifPresent(proof -> {
                    assertThat(proof).isEqualTo(original);
                    assertThat(RpmPreview.agrees(proof, ByteBuffer.wrap(changed), ByteBuffer.wrap(file), file.length))
                            .isFalse();
                });
            }
        }
    }

    @Test
    void bytesTheProofRestsOnMayNotChange() {
        assertRefused("magic and major version", 0, 5);
        assertRefused("signature type", 78, 80);
        assertRefused("intro without its last byte", 96, SIGNATURE_INDEX - 1);
        assertRefused("region entry, entry of the digest", SIGNATURE_INDEX, SIGNATURE_INDEX + 2 * HeaderEntry.LENGTH);
        assertRefused("digest of the main header", SIGNATURE_STORE, SIGNATURE_STORE + 65);
        assertRefused("padding", 301, SIGNATURE_END);
    }

    @Test
    void bytesNoDigestCoversMayBeAnything() {
        assertProven("minor version, type, architecture, name and system of the lead", 5, 78);
        assertProven("reserved bytes of the lead", 80, 96);
        assertProven("alignment, size and reserved space", SIGNATURE_STORE + 65, SIGNATURE_STORE + 65 + 44);
    }

    @Test
    void truncatedFileIsNotProven() {
        for (int length = 0; length < file.length; length++) {
            assertThat(prove(Arrays.copyOf(file, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void trailingBytesAreNotProven() {
        assertThat(prove(Arrays.copyOf(file, file.length + 1))).isEmpty();
        assertThat(prove(Arrays.copyOf(file, file.length + 70_000))).isEmpty();
    }

    @Test
    void forgedPayloadOfTheSameLengthIsNotProven() {
        byte[] forged = file.clone();
        Arrays.fill(forged, file.length - PAYLOAD.length, file.length, (byte) 'x');

        assertThat(prove(forged)).isEmpty();
    }

    @Test
    void forgedMainHeaderWithItsOwnPayloadIsNotProvenUnderAGenuineSignatureHeader() {
        byte[] payload = new byte[PAYLOAD.length];
        byte[] forged = sealed(mainHeader(sha256(payload)).write(), payload);
        assertThat(prove(forged)).isPresent();
        System.arraycopy(file, 0, forged, 0, SIGNATURE_END);

        assertThat(forged).hasSameSizeAs(file);
        assertThat(prove(forged)).isEmpty();
    }

    @Test
    void packageWithoutPayloadIsNotProven() {
        assertThat(prove(sealed(mainHeader(sha256(PAYLOAD)).write(), new byte[0])))
                .isEmpty();
        assertThat(prove(sealed(mainHeader(sha256(new byte[0])).write(), new byte[0])))
                .isEmpty();
    }

    @Test
    void payloadOfManyChunksIsProvenToItsLastByte() {
        byte[] payload = new byte[3 * RpmBytes.CHUNK_BYTES + 1];
        byte[] large = sealed(mainHeader(sha256(payload)).write(), payload);

        assertThat(prove(large)).isPresent();
        large[large.length - 1] = 1;
        assertThat(prove(large)).isEmpty();
    }

    @Test
    void numbersOfNoPackageAreRefused() {
        RpmProof proof = prove(file).orElseThrow();

        assertThat(with(proof, RpmProof.MAX_SIGNATURE_END, 70_000).lengthBytes())
                .isEqualTo(70_000);
        assertThatThrownBy(() -> with(proof, RpmProof.MAX_SIGNATURE_END + 1, 70_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(proof, 96, 70_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(proof, 304, 304)).isInstanceOf(IllegalArgumentException.class);
        assertThat(with(proof, 304, 305).signatureEnd()).isEqualTo(304);
    }

    private static RpmProof with(RpmProof proof, int signatureEnd, long lengthBytes) {
        return new RpmProof(signatureEnd, proof.headerDigest(), proof.payloadDigest(), lengthBytes);
    }

    private void assertRefused(String what, int from, int to) {
        for (int at = from; at < to; at++) {
            for (int bit = 0; bit < 8; bit++) {
                assertThat(prove(flipped(at, 1 << bit)))
                        .as("%s: bit %d of %d", what, bit, at)
                        .isEmpty();
            }
        }
    }

    private void assertProven(String what, int from, int to) {
        for (int at = from; at < to; at++) {
            assertThat(prove(flipped(at, 0xFF))).as("%s: %d", what, at).isPresent();
        }
    }

    private byte[] flipped(int at, int bits) {
        byte[] changed = file.clone();
        changed[at] ^= (byte) bits;
        return changed;
    }
}
