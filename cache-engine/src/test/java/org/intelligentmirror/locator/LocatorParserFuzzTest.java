package org.intelligentmirror.locator;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class LocatorParserFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void whateverIsAcceptedIsItsOwnNormalForm(byte[] input) {
        String url = new String(input, StandardCharsets.UTF_8);
        LocatorParser.hasUserInfo(url);
        LocatorParser.parse(url).ifPresent(locator -> {
            assertThat(LocatorParser.parse(locator.url())).contains(locator);
            assertThat(locator.decodedFileName()).isNotNull();
        });
    }
}
