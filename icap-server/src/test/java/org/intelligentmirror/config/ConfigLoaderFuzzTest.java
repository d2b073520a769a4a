package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class ConfigLoaderFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyTextIsAnAnswerAndABoundedOne(FuzzedDataProvider data) {
        String override = data.consumeString(200);
        ConfigResult result = ConfigLoader.parse(data.consumeRemainingAsString(), Configs.BASE, List.of(override));

        if (result instanceof ConfigResult.Invalid invalid) {
            assertThat(invalid.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(Findings.MAX_TOLD + 1);
            assertThat(invalid.problems())
                    .allSatisfy(problem -> assertThat(problem.toString()).hasLineCount(1));
        }
    }
}
