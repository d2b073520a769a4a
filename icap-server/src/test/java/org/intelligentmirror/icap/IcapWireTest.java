package org.intelligentmirror.icap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded conversation means the same however the network cuts it up. */
class IcapWireTest {
    static List<WireFile> files() {
        return WireFile.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesWhole(WireFile file) {
        try (DecoderDriver driver = driver(file)) {
            driver.feed(file.wire(), 0, file.wire().length);
            assertThat(driver.events()).isEqualTo(file.events());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesByteByByte(WireFile file) {
        try (DecoderDriver driver = driver(file)) {
            for (int i = 0; i < file.wire().length; i++) {
                driver.feed(file.wire(), i, i + 1);
            }
            assertThat(driver.events()).isEqualTo(file.events());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesAtEveryTwoWaySplit(WireFile file) {
        for (int split = 0; split <= file.wire().length; split++) {
            try (DecoderDriver driver = driver(file)) {
                driver.feed(file.wire(), 0, split);
                driver.feed(file.wire(), split, file.wire().length);
                assertThat(driver.events()).as("split at %d", split).isEqualTo(file.events());
            }
        }
    }

    private static DecoderDriver driver(WireFile file) {
        return new DecoderDriver(IcapLimits.DEFAULT, file.continuesPreviews());
    }
}
