package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whatever the bytes, there is an answer and no exception, and what is proven is so by digests computed another way.
 * The inputs beside this class are replayed by the normal build; {@code JAZZER_FUZZ=1} looks for more.
 */
class RpmProofFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyFileIsProvenByItsDigestsOrNotAtAll(byte[] file) {
        RpmFixture.prove(file).ifPresent(proof -> ProvenFile.check(file, proof));
    }

    /** The bytes are a main header and a payload, for which a signature header vouches: that is, an attacker's. */
    @FuzzTest(maxDuration = "2m")
    void anyMainHeaderIsReadUnderASignatureHeaderThatVouchesForIt(byte[] data) {
        for (int end = HeaderIntro.LENGTH; end < data.length; end += 1 + end / 16) {
            check(data, end);
        }
        if (data.length > HeaderIntro.LENGTH) {
            ByteBuffer intro = ByteBuffer.wrap(data, 0, HeaderIntro.LENGTH);
            HeaderIntro.parse(intro, HeaderRole.MAIN)
                    .filter(read -> read.totalBytes() < data.length)
                    .ifPresent(read -> check(data, (int) read.totalBytes()));
        }
    }

    private static void check(byte[] data, int end) {
        byte[] payload = Arrays.copyOfRange(data, end, data.length);
        byte[] file = RpmFixture.sealed(Arrays.copyOf(data, end), payload);
        RpmFixture.prove(file).ifPresent(proof -> {
            ProvenFile.check(file, proof);
            assertThat(proof.payloadDigest()).hasToString(RpmFixture.sha256(payload));
        });
    }
}
