package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD;
import static org.intelligentmirror.rpm.RpmFixture.SIGNATURE_REGION;
import static org.intelligentmirror.rpm.RpmFixture.file;
import static org.intelligentmirror.rpm.RpmFixture.mainHeader;
import static org.intelligentmirror.rpm.RpmFixture.prove;
import static org.intelligentmirror.rpm.RpmFixture.sealed;
import static org.intelligentmirror.rpm.RpmFixture.sha256;
import static org.intelligentmirror.rpm.RpmFixture.signatureHeader;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HeaderLimitsTest {
    private static final long MAGIC = 0x8EADE80100000000L;
    private static final byte[] MAIN = mainHeader(sha256(PAYLOAD)).write();

    @Test
    void mainHeaderHasUpTo65535Entries() {
        assertThat(isIntro(HeaderRole.MAIN, 65_535, 1 << 20)).isTrue();
        assertThat(isIntro(HeaderRole.MAIN, 65_536, 1 << 20)).isFalse();
        assertThat(isIntro(HeaderRole.MAIN, 0, 1 << 20)).isFalse();
        assertThat(isIntro(HeaderRole.MAIN, -1, 1 << 20)).isFalse();
        assertThat(isIntro(HeaderRole.MAIN, 0x1000_0001, 1 << 20)).isFalse();
    }

    @Test
    void headerWithAllItsPartsIsShorterThan256MiB() {
        int most = HeaderIntro.MAX_HEADER_BYTES - 8 - 16 - 1;
        assertThat(isIntro(HeaderRole.MAIN, 1, most)).isTrue();
        assertThat(isIntro(HeaderRole.MAIN, 1, most + 1)).isFalse();
        assertThat(isIntro(HeaderRole.MAIN, 2, most - 16)).isTrue();
        assertThat(isIntro(HeaderRole.MAIN, 2, most - 15)).isFalse();
        assertThat(isIntro(HeaderRole.MAIN, 1, 0x1000_0000)).isFalse();
        assertThat(isIntro(HeaderRole.MAIN, 1, Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void storeHoldsAtLeastATrailer() {
        assertThat(isIntro(HeaderRole.MAIN, 1, 16)).isTrue();
        assertThat(isIntro(HeaderRole.MAIN, 1, 15)).isFalse();
        assertThat(isIntro(HeaderRole.SIGNATURE, 1, -1)).isFalse();
        assertThat(isIntro(HeaderRole.SIGNATURE, 1, Integer.MIN_VALUE)).isFalse();
    }

    @Test
    void introWithAnotherMagicIsNone() {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            ByteBuffer bytes = intro(MAGIC ^ 1L << bit, 1, 16);
            assertThat(HeaderIntro.parse(bytes, HeaderRole.MAIN)).isEmpty();
        }
    }

    @Test
    void mainHeaderWithAllEntriesIsProvenAndOneMoreIsNot() {
        assertThat(prove(sealed(mainHeaderOf(65_535), PAYLOAD))).isPresent();
        assertThat(prove(sealed(mainHeaderOf(65_536), PAYLOAD))).isEmpty();
    }

    @Test
    void signatureHeaderHasUpTo32Entries() {
        assertThat(prove(file(signatureHeaderOf(32), MAIN, PAYLOAD))).isPresent();
        assertThat(prove(file(signatureHeaderOf(33), MAIN, PAYLOAD))).isEmpty();
    }

    @Test
    void signatureHeaderEndsAtTheLongestPreviewOrBefore() {
        byte[] small = signatureHeader(sha256(MAIN)).binary(6000, 1).write();
        int room = RpmProof.MAX_SIGNATURE_END - 96 - small.length + 1;
        byte[] longest = signatureHeader(sha256(MAIN)).binary(6000, room).write();
        byte[] tooLong = signatureHeader(sha256(MAIN)).binary(6000, room + 1).write();

        assertThat(prove(file(longest, MAIN, PAYLOAD)))
                .hasValueSatisfying(proof -> assertThat(proof.signatureEnd()).isEqualTo(65_536));
        assertThat(prove(file(tooLong, MAIN, PAYLOAD))).isEmpty();
    }

    @Test
    void anyPaddingIsRead() {
        for (int length = 1; length <= 8; length++) {
            byte[] signature =
                    signatureHeader(sha256(MAIN)).binary(6000, length).write();
            int end = (96 + signature.length + 7) / 8 * 8;
            assertThat(prove(file(signature, MAIN, PAYLOAD)))
                    .hasValueSatisfying(
                            proof -> assertThat(proof.signatureEnd()).isEqualTo(end));
        }
    }

    private static byte[] mainHeaderOf(int entries) {
        HeaderWriter writer = mainHeader(sha256(PAYLOAD));
        for (int tag = 10_000; writer.entryCount() + 1 < entries; tag++) {
            writer.binary(tag, 1);
        }
        return writer.write();
    }

    private static byte[] signatureHeaderOf(int entries) {
        HeaderWriter writer = new HeaderWriter(SIGNATURE_REGION).text(273, HeaderType.STRING, sha256(MAIN));
        for (int tag = 10_000; writer.entryCount() + 1 < entries; tag++) {
            writer.binary(tag, 1);
        }
        return writer.write();
    }

    private static boolean isIntro(HeaderRole role, int entries, int store) {
        return HeaderIntro.parse(intro(MAGIC, entries, store), role).isPresent();
    }

    private static ByteBuffer intro(long magic, int entries, int store) {
        return ByteBuffer.allocate(HeaderIntro.LENGTH)
                .putLong(magic)
                .putInt(entries)
                .putInt(store)
                .flip();
    }
}
