package org.intelligentmirror.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordLineTest {
    private static Optional<JournalRecord> parse(byte[] line) {
        return RecordLine.parse(line, 0, line.length);
    }

    private static byte[] withoutNewline(byte[] line) {
        return Arrays.copyOf(line, line.length - 1);
    }

    @Test
    void everyKindOfRecordComesBackFromItsLine() {
        for (int n = 0; n < 60; n++) {
            byte[] line = RecordLine.format(JournalRecords.any(n));
            assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
            assertThat(new String(withoutNewline(line), UTF_8)).doesNotContain("\n");
            assertThat(parse(withoutNewline(line))).contains(JournalRecords.any(n));
        }
    }

    /** The form on disk: who changes it raises the format. */
    @Test
    void theFormIsAsWritten() {
        assertThat(new String(RecordLine.format(JournalRecords.stored(7)), UTF_8))
                .isEqualTo("b004483f 99 stored\t" + JournalRecords.digest(7) + "\tdeb\t7_1.0 ü.deb\t7000\t7\t8\t7\n");
    }

    @Test
    void anyFlippedBitAndAnyShorterLineIsDamage() {
        for (int n = 0; n < 6; n++) {
            byte[] line = withoutNewline(RecordLine.format(JournalRecords.any(n)));
            for (int bit = 0; bit < line.length * 8; bit++) {
                byte[] damaged = line.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                // The case of a checksum's digit means nothing.
                if (!new String(damaged, UTF_8).equalsIgnoreCase(new String(line, UTF_8)) || bit / 8 >= 8) {
                    assertThat(parse(damaged)).as("bit %d of record %d", bit, n).isEmpty();
                }
            }
            for (int length = 0; length < line.length; length++) {
                assertThat(parse(Arrays.copyOf(line, length))).isEmpty();
            }
        }
    }

    @Test
    void aWordOfALaterServerIsNoRecord() {
        byte[] body = "praised\tx".getBytes(UTF_8);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(body);
        byte[] line =
                "%08x %d praised\tx".formatted(crc.getValue(), body.length).getBytes(UTF_8);
        assertThat(parse(line)).isEmpty();
    }
}
