package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTypeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "7B, 7",
        "64MB, 64000000",
        "64M, 64000000",
        "10GiB, 10737418240",
        "1kB, 1000",
        "1KiB, 1024",
        "2 TiB, 2199023255552",
        "1PB, 1000000000000000"
    })
    void unitsWithIArePowersOfTwoTheOthersOfTen(String text, long bytes) {
        assertThat(SizeType.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "1.5GB", "-1", "1 000", "10gigs", "0x10", "1  MB", "1EB"})
    void anythingElseIsNoSize(String text) {
        assertThat(SizeType.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999999999999999", "9223372036854775807PiB"})
    void aSizePastALongIsTheLargest(String text) {
        assertThat(SizeType.parse(text)).contains(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "65535, 65535", "16384, 16KiB", "100000000, 100MB", "1073741824, 1GiB", "1000, 1KB"})
    void aSizeIsWrittenInTheUnitThatSaysItExactly(long bytes, String text) {
        assertThat(SizeType.written(bytes)).isEqualTo(text);
        assertThat(SizeType.parse(text)).contains(bytes);
    }
}
