package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZchunkInputTest {
    private static final byte[] DICTIONARY = Texts.PACKAGES.getBytes(StandardCharsets.UTF_8);
    private static final byte[] ONE = "one <package>".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "two </package>".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = {};

    private static String read(byte[] file) throws IOException {
        try (InputStream in =
                Compression.open(new ByteArrayInputStream(file), "primary.xml.zck", RecordingSink.BOUNDS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(ZchunkFile file) {
        assertThatThrownBy(() -> read(file.bytes()))
                .isInstanceOfSatisfying(
                        IndexFormatException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void chunksAreReadWithEveryChecksumAndDictionary(int sum) throws IOException {
        for (byte[] dictionary : new byte[][] {NOTHING, DICTIONARY}) {
            ZchunkFile file =
                    new ZchunkFile(sum, dictionary).add(ONE).add(NOTHING).add(TWO);
            assertThat(read(file.bytes())).isEqualTo("one <package>two </package>");
            file.compression = 0;
            assertThat(read(file.bytes())).isEqualTo("one <package>two </package>");
        }
    }

    /** As zchunk's own program makes it: SHA-256 for the header, SHA-512 cut to 128 bits for the chunks. */
    @Test
    void aFileOfAnotherWriterIsRead() throws IOException {
        String file = """
                005a434b3181dfebadc5f6f5891455df30c069228020d0321db01457ea611e03c2a672204a06e84f825fc2f9b3c113db
                53c133eefa2b10b8f482bd92ba9f705bb56fb63a71a8168082bb8383000000000000000000000000000000008080bee0
                ef156cbeaee1560907844f8b35def51c81b755201f5b1675cc9417a1fdc71d0ee7648300878028b52ffd209c650300d2
                c6171a70b73a086d5a2b71db5f326f95000139461c16a42d1351bd401c04f2e249aea296a5a039c3c8301aefc7fc1642
                94edd985b2536937879001e7343cc9765c8d9a8aa9b97c104872016040283c29ddd85bbde681533cf56b32eec138aec9
                11031005759088d949c41928b52ffd608002d50e00269c54214069f5382acc48ba9c54d2c842fb95b6564c642e9a9bba
                ae95b636269d515c72734a004e004c008a897b518e17d9495905f408ae36da91fcb98f2b210403fe023b18edbc57dcac
                9d08d6c9995669dfabd52a7511fcd79801560b088086299dcf471b3380eb397d3b3e2d2e3bf414f04d2dec53ded59cf4
                d46aee699577920fadc7d512dce2df9c945d2d36ec3106f28e84790b2281308630090613c5608c4190243e06e20f8239
                6330c9c31226327f0d028f05f1e33010ae0b060eda89120a3e596ae026aa3e5423f56a35a7953ab7d4a19404e6f48df9
                bef9f5391c0c83a19dc73fba0f5629392a195d92deb554722b6c51da6157907659980611254925b89506c11a446918a3
                1d97e413eedd17dff5b9da6acc4d30d08e859ef470f3e22f75eb5156f5a7d58ca228ed44eadc09539276eebf6bd921fa
                def01e9f47d31fe05b37a777f854b5abcdca5d5ba3d5a2cb47c23820204680a423ddae00462ae070098c0e426a0b26d7
                12406728bc801d786736cf06100e102328d4284c6ea092079000e506b53bc2dbc058b027e8710b2bcc3c5bd901e40e97
                c3989ddf4ea6a02d687c896bd8750b85d09624a701701ad33db4206c6d2fe0348138416881c4c033d7d8e021af77c342
                494cae8cadb7a6adc5d244ccc2d5c9
                """;
        assertThat(read(HexFormat.of().parseHex(file.replaceAll("\\s", "")))).contains("<name>im-c++</name>");
    }

    /** What nobody reads is covered by the header's checksum. */
    @Test
    void aFileDamagedAnywhereIsRefused() {
        byte[] file = ZchunkFile.of(DICTIONARY, ONE, TWO);
        for (int i = 0; i < file.length; i++) {
            byte[] damaged = file.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> read(damaged)).as("byte %d", i).isInstanceOf(IndexFormatException.class);
        }
    }

    @Test
    void whatIsNotKnownIsRefused() {
        ZchunkFile flagged = new ZchunkFile(1, NOTHING).add(ONE);
        flagged.flags = 1;
        assertRefused(flagged);
        ZchunkFile otherwise = new ZchunkFile(1, NOTHING).add(ONE);
        otherwise.compression = 1;
        assertRefused(otherwise);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aChunkOfAnotherLengthIsRefused(int lie) {
        ZchunkFile file = new ZchunkFile(1, NOTHING).add(ONE);
        file.lie = lie;
        assertRefused(file);
    }

    @Test
    void theLargestDictionaryIsReadAndOneByteMoreIsNot() throws IOException {
        byte[] largest = new byte[ZchunkInput.MAX_DICTIONARY_BYTES];
        assertThat(read(ZchunkFile.of(largest, ONE))).isEqualTo("one <package>");
        assertRefused(new ZchunkFile(1, new byte[largest.length + 1]).add(ONE));
    }

    @Test
    void theLargestHeaderIsReadAndOneByteMoreIsNot() {
        for (int more : new int[] {0, 1}) {
            int length = ZchunkInput.MAX_HEADER_BYTES + more;
            byte[] lead = {0, 'Z', 'C', 'K', '1', (byte) 0x81, 0, 0, 0, 0};
            for (int i = 0; i < 4; i++) {
                lead[6 + i] = (byte) ((length >> (7 * i)) & 0x7f);
            }
            lead[9] |= (byte) 0x80;
            assertThatThrownBy(() -> read(lead))
                    .isInstanceOfSatisfying(
                            IndexFormatException.class,
                            e -> assertThat(e.kind()).isEqualTo(more == 0 ? Kind.TRUNCATED : Kind.CORRUPT));
        }
    }
}
