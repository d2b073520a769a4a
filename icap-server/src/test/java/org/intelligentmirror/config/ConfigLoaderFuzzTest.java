package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The first line is an override, the rest is the file. */
class ConfigLoaderFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyTextIsAnAnswerAndABoundedOne(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        int line = text.indexOf('\n') + 1;
        ConfigResult result = ConfigLoader.parse(text.substring(line), Configs.BASE, List.of(text.substring(0, line)));

        if (result instanceof ConfigResult.Invalid invalid) {
            assertThat(invalid.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(Findings.MAX_TOLD + 1);
            assertThat(invalid.problems())
                    .allSatisfy(problem -> assertThat(problem.toString()).hasLineCount(1));
        }
    }
}
