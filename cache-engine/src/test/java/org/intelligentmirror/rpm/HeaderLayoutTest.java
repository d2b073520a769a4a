package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.rpm.RpmFixture.MAIN_REGION;
import static org.intelligentmirror.rpm.RpmFixture.PAYLOAD;
import static org.intelligentmirror.rpm.RpmFixture.SIGNATURE_REGION;
import static org.intelligentmirror.rpm.RpmFixture.file;
import static org.intelligentmirror.rpm.RpmFixture.mainHeader;
import static org.intelligentmirror.rpm.RpmFixture.prove;
import static org.intelligentmirror.rpm.RpmFixture.sealed;
import static org.intelligentmirror.rpm.RpmFixture.sha256;
import static org.intelligentmirror.rpm.RpmFixture.signatureHeader;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Where a header's parts may lie. The main headers here are all vouched for by their signature header. */
class HeaderLayoutTest {
    private static final int BIN = HeaderType.BIN.code();
    private static final int INT32 = HeaderType.INT32.code();
    private static final HeaderWriter NOTHING = new HeaderWriter(MAIN_REGION);

    @Test
    void mainHeaderMayHaveNothingOutsideItsRegion() {
        HeaderWriter entry = new HeaderWriter(MAIN_REGION).text(6000, HeaderType.STRING, "outside");
        HeaderWriter data = new HeaderWriter(MAIN_REGION).spare(8);

        assertMain(main().write(NOTHING), true);
        assertMain(main().write(entry), false);
        assertMain(main().write(data), false);
    }

    @Test
    void signatureHeaderMayHaveEntriesOutsideItsRegionButNotTheSameTag() {
        HeaderWriter signature = new HeaderWriter(SIGNATURE_REGION).binary(268, 256);
        assertSignature(signatureHeader(mainDigest()).write(signature), true);
        HeaderWriter again = new HeaderWriter(SIGNATURE_REGION).text(273, HeaderType.STRING, mainDigest());
        assertSignature(signatureHeader(mainDigest()).write(again), false);
    }

    @Test
    void regionEntryMustComeFirstAndSayWhatItIs() {
        HeaderEntry good = trailer(MAIN_REGION, main());
        int at = main().storeSize();
        for (int tag : new int[] {0, 61, 62, 64, 100, -63}) {
            assertMain(main().write(region(tag, at), good, NOTHING), false);
            assertMain(main().write(region(tag, at), trailer(tag, main()), NOTHING), false);
        }
        assertMain(main().write(new HeaderEntry(MAIN_REGION, HeaderType.CHAR.code(), at, 16), good, NOTHING), false);
        assertMain(main().write(new HeaderEntry(MAIN_REGION, BIN, at, 15), good, NOTHING), false);
        assertMain(main().write(new HeaderEntry(MAIN_REGION, BIN, at, 32), good, NOTHING), false);
        for (int offset : new int[] {0, at - 16, at - 1, at + 1, at + 16, -16, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertMain(main().write(region(MAIN_REGION, offset), good, NOTHING), false);
        }
        assertSignature(signatureHeader(mainDigest()).write(region(61, 0), good, NOTHING), false);
    }

    @Test
    void trailerMustCoverTheWholeIndex() {
        HeaderEntry region = region(MAIN_REGION, main().storeSize());
        int all = -16 * (main().entryCount() + 1);
        assertMain(main().write(region, new HeaderEntry(MAIN_REGION, BIN, all, 16), NOTHING), true);
        for (int offset : new int[] {0, -16, all + 16, all - 16, all + 1, -all, Integer.MIN_VALUE}) {
            assertMain(main().write(region, new HeaderEntry(MAIN_REGION, BIN, offset, 16), NOTHING), false);
        }
        assertMain(main().write(region, new HeaderEntry(SIGNATURE_REGION, BIN, all, 16), NOTHING), false);
        assertMain(main().write(region, new HeaderEntry(MAIN_REGION, INT32, all, 16), NOTHING), false);
        assertMain(main().write(region, new HeaderEntry(MAIN_REGION, BIN, all, 17), NOTHING), false);
    }

    @Test
    void signatureTrailerMustCoverAtLeastItselfAndAtMostTheIndex() {
        HeaderWriter signature = signatureHeader(mainDigest());
        HeaderEntry region = region(SIGNATURE_REGION, signature.storeSize());
        int all = -16 * (signature.entryCount() + 1);
        for (int offset : new int[] {-16, all + 16, all}) {
            assertSignature(signature.write(region, new HeaderEntry(SIGNATURE_REGION, BIN, offset, 16), NOTHING), true);
        }
        for (int offset : new int[] {16, 0, -15, all - 16, Integer.MIN_VALUE}) {
            assertSignature(
                    signature.write(region, new HeaderEntry(SIGNATURE_REGION, BIN, offset, 16), NOTHING), false);
        }
    }

    @Test
    void tagsBelowTheTableOfLanguagesAreRefused() {
        assertEntry(99, BIN, 4, 4, false);
        assertEntry(63, BIN, 4, 4, false);
        assertEntry(0, BIN, 4, 4, false);
        assertEntry(-1, BIN, 4, 4, false);
        assertEntry(Integer.MIN_VALUE, BIN, 4, 4, false);
        assertEntry(101, BIN, 4, 4, true);
        assertEntry(Integer.MAX_VALUE, BIN, 4, 4, true);
    }

    @Test
    void typesOutsideOneToNineAreRefused() {
        for (int type : new int[] {Integer.MIN_VALUE, -1, 0, 10, 16, 0x107}) {
            assertEntry(6000, type, 1, 16, false);
        }
        for (int type = 1; type <= 9; type++) {
            assertEntry(6000, type, 1, 16, true);
        }
    }

    @Test
    void countsMustBeWhatTheDataHold() {
        for (int count : new int[] {0, -1, Integer.MIN_VALUE, 17, Integer.MAX_VALUE}) {
            assertEntry(6000, BIN, count, 16, false);
        }
        assertEntry(6000, BIN, 16, 16, true);
        assertEntry(6000, HeaderType.INT64.code(), 2, 16, true);
        assertEntry(6000, HeaderType.INT64.code(), 3, 16, false);
        assertEntry(6000, HeaderType.INT64.code(), 0x2000_0001, 16, false);
        assertEntry(6000, HeaderType.INT16.code(), 8, 16, true);
        assertEntry(6000, HeaderType.INT16.code(), 9, 16, false);
        assertEntry(6000, HeaderType.STRING.code(), 2, 16, false);
    }

    @Test
    void stringsMustEndBeforeTheNextData() {
        byte[] text = "one\0two\0three".getBytes(StandardCharsets.US_ASCII);
        assertStrings(text, 2, true);
        assertStrings(text, 3, false);
        assertStrings("no end".getBytes(StandardCharsets.US_ASCII), 1, false);
        HeaderWriter last = main().raw(6000, HeaderType.STRING.code(), 1, new byte[] {'x'});
        assertMain(last.write(), false);
        HeaderWriter many = main().raw(6000, HeaderType.STRING_ARRAY.code(), 3, new byte[] {'x', 0, 0});
        assertMain(many.write(), false);
        HeaderWriter signature = signatureHeader(mainDigest());
        assertSignature(
                signature
                        .raw(6000, HeaderType.STRING.code(), 1, new byte[] {'x'})
                        .write(),
                false);
    }

    @Test
    void arraysMayHaveAsManyValuesAsRpmAllows() {
        byte[] many = new byte[HeaderEntry.MAX_ARRAY_COUNT + 1];
        assertMain(
                main().raw(6000, HeaderType.INT8.code(), many.length - 1, many).write(), true);
        assertMain(main().raw(6000, HeaderType.INT8.code(), many.length, many).write(), false);
        assertMain(
                main().raw(6000, HeaderType.STRING_ARRAY.code(), many.length - 1, many)
                        .write(),
                true);
        assertMain(
                main().raw(6000, HeaderType.STRING_ARRAY.code(), many.length, many)
                        .write(),
                false);
        assertMain(main().raw(6000, BIN, many.length, many).write(), true);
    }

    @Test
    void offsetsMustBeAlignedInOrderAndInTheStore() {
        int end = aligned().storeSize();
        for (int offset : new int[] {end + 1, end + 2, end + 3, end - 4, 0, -4, end + 8, Integer.MAX_VALUE - 3}) {
            assertMain(
                    aligned()
                            .entry(new HeaderEntry(6000, INT32, offset, 1), new byte[8])
                            .write(),
                    false);
        }
        assertMain(
                aligned()
                        .entry(new HeaderEntry(6000, INT32, end, 1), new byte[8])
                        .write(),
                true);
        assertMain(
                aligned()
                        .entry(new HeaderEntry(6000, INT32, end + 4, 1), new byte[8])
                        .write(),
                true);
        assertMain(
                aligned()
                        .entry(new HeaderEntry(6000, INT32, end + 4, 2), new byte[8])
                        .write(),
                false);
    }

    @Test
    void firstDataMayNotLieBeforeTheStore() {
        for (int offset : new int[] {-16, -1, Integer.MIN_VALUE, 0}) {
            byte[] header = new HeaderWriter(MAIN_REGION)
                    .entry(new HeaderEntry(101, BIN, offset, 1), new byte[1])
                    .text(RpmFixture.PAYLOAD_SHA256, HeaderType.STRING_ARRAY, sha256(PAYLOAD))
                    .number(RpmFixture.PAYLOAD_ALGORITHM, RpmFixture.SHA256)
                    .write();
            assertMain(header, offset == 0);
        }
    }

    private static void assertEntry(int tag, int type, int count, int length, boolean proven) {
        assertMain(aligned().raw(tag, type, count, new byte[length]).write(), proven);
    }

    private static void assertStrings(byte[] text, int count, boolean proven) {
        byte[] main = main().raw(6000, HeaderType.STRING_ARRAY.code(), count, text)
                .raw(6001, BIN, 3, new byte[3])
                .write();
        assertMain(main, proven);
    }

    private static void assertMain(byte[] main, boolean proven) {
        assertThat(prove(sealed(main, PAYLOAD)).isPresent()).isEqualTo(proven);
        assertThat(prove(sealed(main, PAYLOAD), 3).isPresent()).isEqualTo(proven);
    }

    private static void assertSignature(byte[] signature, boolean proven) {
        assertThat(prove(file(signature, main().write(), PAYLOAD)).isPresent()).isEqualTo(proven);
    }

    private static HeaderEntry region(int tag, int offset) {
        return new HeaderEntry(tag, BIN, offset, HeaderEntry.LENGTH);
    }

    private static HeaderEntry trailer(int tag, HeaderWriter header) {
        return new HeaderEntry(tag, BIN, -16 * (header.entryCount() + 1), HeaderEntry.LENGTH);
    }

    private static HeaderWriter main() {
        return mainHeader(sha256(PAYLOAD));
    }

    /** A main header whose store ends on a multiple of 8. */
    private static HeaderWriter aligned() {
        HeaderWriter main = main();
        int missing = 8 - main.storeSize() % 8;
        return main.raw(5900, BIN, missing, new byte[missing]);
    }

    private static String mainDigest() {
        return sha256(main().write());
    }
}
