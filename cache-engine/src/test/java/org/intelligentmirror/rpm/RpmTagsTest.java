package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.rpm.RpmFixture.HEADER_SHA256;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD_ALGORITHM;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD_SHA256;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD_SHA256_UNCOMPRESSED;
import static org.intelligentmirror.rpm.RpmFixture.SHA256;
import static org.intelligentmirror.rpm.RpmFixture.described;
import static org.intelligentmirror.rpm.RpmFixture.file;
import static org.intelligentmirror.rpm.RpmFixture.mainHeader;
import static org.intelligentmirror.rpm.RpmFixture.prove;
import static org.intelligentmirror.rpm.RpmFixture.sealed;
import static org.intelligentmirror.rpm.RpmFixture.sha256;
import static org.intelligentmirror.rpm.RpmFixture.signatureHeader;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Which tags make a proof. The main headers here are all vouched for by their signature header. */
class RpmTagsTest {
    private static final String PAYLOAD_DIGEST = sha256(PAYLOAD);
    private static final byte[] MAIN = mainHeader(PAYLOAD_DIGEST).write();

    @Test
    void theThreeTagsAreEnough() {
        assertMain(mainHeader(PAYLOAD_DIGEST), true);
        assertMain(
                new HeaderWriter(RpmFixture.MAIN_REGION)
                        .text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST)
                        .number(PAYLOAD_ALGORITHM, SHA256),
                true);
    }

    @Test
    void packageOfAnOldRpmIsNotProven() {
        assertMain(described(), false);
        assertMain(described().number(PAYLOAD_ALGORITHM, SHA256), false);
        HeaderWriter without = new HeaderWriter(RpmFixture.SIGNATURE_REGION)
                .text(269, HeaderType.STRING, "a".repeat(40))
                .number(RpmFixture.SIGNATURE_SIZE, 1);
        assertThat(prove(file(without.write(), MAIN, PAYLOAD))).isEmpty();
    }

    @Test
    void otherOrMissingAlgorithmIsNotProven() {
        HeaderWriter none = described().text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST);
        assertMain(none, false);
        for (int algorithm : new int[] {0, 1, 2, 7, 9, 10, 12, 0x08000000, -8}) {
            HeaderWriter other = described()
                    .text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST)
                    .number(PAYLOAD_ALGORITHM, algorithm);
            assertMain(other, false);
        }
    }

    /** In the format of rpm 6 the tag 5093 is gone, and more digests have come. */
    @Test
    void packageInTheFormatOfRpm6IsNotProven() {
        HeaderWriter main = described()
                .text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST)
                .text(PAYLOAD_SHA256_UNCOMPRESSED, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST)
                .number(RpmFixture.RPM_FORMAT, 6)
                .text(5121, HeaderType.STRING, "0".repeat(128));
        HeaderWriter signature = new HeaderWriter(RpmFixture.SIGNATURE_REGION)
                .text(HEADER_SHA256, HeaderType.STRING, sha256(main.write()))
                .text(279, HeaderType.STRING, "0".repeat(64))
                .binary(999, 4128);
        byte[] package6 = file(signature.write(), main.write(), PAYLOAD);
        package6[4] = 4;

        assertThat(prove(package6)).isEmpty();
    }

    @Test
    void leadsOfOtherVersionsOrSignaturesAreNotProven() {
        byte[] lead4 = sealed(MAIN, PAYLOAD);
        lead4[4] = 4;
        assertThat(prove(lead4)).isPresent();
        for (int major : new int[] {0, 1, 2, 5, 6, 0x83}) {
            lead4[4] = (byte) major;
            assertThat(prove(lead4)).as("major %d", major).isEmpty();
        }
    }

    @Test
    void digestOfTheUncompressedPayloadDoesNotCount() {
        HeaderWriter main = described()
                .text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, "0".repeat(64))
                .number(PAYLOAD_ALGORITHM, SHA256)
                .text(PAYLOAD_SHA256_UNCOMPRESSED, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST);
        assertMain(main, false);
    }

    @Test
    void tagTwiceIsNotProvenEvenIfBothSayTheSame() {
        assertMain(mainHeader(PAYLOAD_DIGEST).text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST), false);
        assertMain(mainHeader(PAYLOAD_DIGEST).number(PAYLOAD_ALGORITHM, SHA256), false);
        assertMain(mainHeader(PAYLOAD_DIGEST).number(6000, 1).number(6000, 1), false);
        HeaderWriter twice = signatureHeader(sha256(MAIN)).text(HEADER_SHA256, HeaderType.STRING, sha256(MAIN));
        assertSignature(twice, false);
        HeaderWriter otherFirst = new HeaderWriter(RpmFixture.SIGNATURE_REGION)
                .text(HEADER_SHA256, HeaderType.STRING, "0".repeat(64))
                .text(HEADER_SHA256, HeaderType.STRING, sha256(MAIN));
        assertSignature(otherFirst, false);
    }

    @Test
    void tagInTheWrongHeaderDoesNotCount() {
        assertSignature(
                new HeaderWriter(RpmFixture.SIGNATURE_REGION)
                        .text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST),
                false);
        byte[] main = described()
                .text(HEADER_SHA256, HeaderType.STRING, PAYLOAD_DIGEST)
                .number(PAYLOAD_ALGORITHM, SHA256)
                .write();
        assertThat(prove(sealed(main, PAYLOAD))).isEmpty();
    }

    @Test
    void digestOfAnotherTypeOrCountIsNotProven() {
        assertMain(payloadDigest(HeaderType.STRING, PAYLOAD_DIGEST), false);
        assertMain(payloadDigest(HeaderType.I18NSTRING, PAYLOAD_DIGEST), false);
        assertMain(payloadDigest(HeaderType.STRING_ARRAY, PAYLOAD_DIGEST, PAYLOAD_DIGEST), false);
        assertMain(payloadDigest(HeaderType.STRING_ARRAY, PAYLOAD_DIGEST), true);
        HeaderWriter binary = new HeaderWriter(RpmFixture.SIGNATURE_REGION)
                .raw(
                        HEADER_SHA256,
                        HeaderType.BIN.code(),
                        65,
                        (sha256(MAIN) + "\0").getBytes(StandardCharsets.US_ASCII));
        assertSignature(binary, false);
        HeaderWriter array = new HeaderWriter(RpmFixture.SIGNATURE_REGION)
                .text(HEADER_SHA256, HeaderType.STRING_ARRAY, sha256(MAIN));
        assertSignature(array, false);
    }

    @Test
    void algorithmOfAnotherTypeIsNotProven() {
        HeaderWriter main = described().text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, PAYLOAD_DIGEST);
        assertMain(main.raw(PAYLOAD_ALGORITHM, HeaderType.BIN.code(), 4, new byte[] {0, 0, 0, 8}), false);
    }

    @Test
    void digestMustBeSixtyFourLowerCaseDigitsAndNothingElse() {
        String upper = PAYLOAD_DIGEST.toUpperCase(Locale.ROOT);
        assertThat(upper).isNotEqualTo(PAYLOAD_DIGEST);
        for (String text : new String[] {
            upper,
            PAYLOAD_DIGEST.substring(1),
            PAYLOAD_DIGEST + "0",
            PAYLOAD_DIGEST + " ",
            " " + PAYLOAD_DIGEST,
            PAYLOAD_DIGEST.substring(1) + "g",
            "0x" + PAYLOAD_DIGEST.substring(2),
            ""
        }) {
            assertMain(payloadDigest(HeaderType.STRING_ARRAY, text), false);
        }
        String headerDigest = sha256(MAIN);
        assertSignature(signatureHeader(headerDigest), true);
        assertSignature(signatureHeader(headerDigest.toUpperCase(Locale.ROOT)), false);
        assertSignature(signatureHeader(headerDigest + "0"), false);
        assertSignature(signatureHeader(headerDigest.substring(1)), false);
        assertSignature(signatureHeader(PAYLOAD_DIGEST), false);
    }

    private static HeaderWriter payloadDigest(HeaderType type, String... values) {
        return described().text(PAYLOAD_SHA256, type, values).number(PAYLOAD_ALGORITHM, SHA256);
    }

    private static void assertMain(HeaderWriter main, boolean proven) {
        assertThat(prove(sealed(main.write(), PAYLOAD)).isPresent()).isEqualTo(proven);
    }

    private static void assertSignature(HeaderWriter signature, boolean proven) {
        assertThat(prove(file(signature.write(), MAIN, PAYLOAD)).isPresent()).isEqualTo(proven);
    }
}
