package org.intelligentmirror.icap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever arrives, however it is cut up, the decoder says the same, and nothing escapes it but what it is for. The
 * inputs beside this class are replayed by the normal build; {@code JAZZER_FUZZ=1} looks for more.
 */
class IcapRequestDecoderFuzzTest {
    private static final IcapLimits LIMITS = new IcapLimits(200, 400, 10, 300, 40, 64, 2, 100_000);

    @FuzzTest(maxDuration = "5m")
    void anyBytesAreDecodedTheSameInPiecesAsAtOnce(byte[] wire) {
        String whole = events(wire, Math.max(1, wire.length));
        assertThat(events(wire, 1)).isEqualTo(whole);
        assertThat(events(wire, 7)).isEqualTo(whole);
    }

    private static String events(byte[] wire, int step) {
        try (DecoderDriver driver = new DecoderDriver(LIMITS, true)) {
            for (int at = 0; at < wire.length; at += step) {
                driver.feed(wire, at, Math.min(wire.length, at + step));
            }
            return driver.events();
        }
    }
}
