package org.intelligentmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whatever a client asks for, it is given bytes there are, and no more of them than there are. The inputs beside this
 * class are replayed by the normal build; {@code JAZZER_FUZZ=1} looks for more.
 */
class RangeFieldFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyRangeIsAnsweredFromTheBodyOrIgnored(byte[] input) {
        ByteBuffer data = ByteBuffer.wrap(Arrays.copyOf(input, Math.max(Long.BYTES, input.length)));
        long length = Math.floorMod(data.getLong(), 1L << 40);
        String field = StandardCharsets.ISO_8859_1.decode(data).toString();
        Optional<List<ByteRange>> parts = RangeField.parse(TestHeaders.of("Range", field), length);
        parts.ifPresent(asked -> {
            assertThat(asked).hasSizeLessThanOrEqualTo(RangeField.MAX_RANGES);
            assertThat(asked).allSatisfy(part -> assertThat(part.last()).isLessThan(length));
            assertThat(asked.stream().mapToLong(ByteRange::length).sum()).isLessThanOrEqualTo(length);
        });
    }
}
