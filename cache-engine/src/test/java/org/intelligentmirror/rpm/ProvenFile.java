package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What must hold of every file with a proof, worked out from the whole file in memory in another way. */
final class ProvenFile {
    private ProvenFile() {}

    static void check(byte[] file, RpmProof proof) {
        int start = proof.signatureEnd();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int end = start + 16 + 16 * bytes.getInt(start + 8) + bytes.getInt(start + 12);
        assertThat(proof.lengthBytes()).isEqualTo(file.length);
        assertThat(end).isBetween(start + 32, file.length - 1);

        String header = RpmFixture.sha256(Arrays.copyOfRange(file, start, end));
        String payload = RpmFixture.sha256(Arrays.copyOfRange(file, end, file.length));
        assertThat(proof.headerDigest()).hasToString(header);
        assertThat(proof.payloadDigest()).hasToString(payload);
        assertThat(text(file, 96, start)).contains(header + "\0");
        assertThat(text(file, start, end)).contains(payload + "\0");

        byte[] preview = Arrays.copyOf(file, start);
        assertThat(agrees(file, proof, preview)).isTrue();
        preview[file.length % start] ^= 1;
        assertThat(agrees(file, proof, preview)).isFalse();
        byte[] forged = file.clone();
        forged[start + file.length % (file.length - start)] ^= 1;
        assertThat(RpmFixture.prove(forged)).isEmpty();
    }

    private static boolean agrees(byte[] file, RpmProof proof, byte[] preview) {
        return RpmPreview.agrees(proof, ByteBuffer.wrap(file), ByteBuffer.wrap(preview), file.length);
    }

    private static String text(byte[] file, int from, int to) {
        return new String(file, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
