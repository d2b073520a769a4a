package org.intelligentmirror.locator;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class LocatorParserFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void whateverIsAcceptedIsItsOwnNormalForm(FuzzedDataProvider input) {
        String url = input.consumeRemainingAsString();
        LocatorParser.hasUserInfo(url);
        LocatorParser.parse(url).ifPresent(locator -> {
            assertThat(LocatorParser.parse(locator.url())).contains(locator);
            assertThat(locator.decodedFileName()).isNotNull();
        });
    }
}
