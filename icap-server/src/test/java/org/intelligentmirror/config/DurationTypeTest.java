package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.problemsOf;
import static org.intelligentmirror.config.Configs.validWith;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTypeTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "7d, PT168H", "0, PT0S", "0s, PT0S"})
    void aDurationHasAUnitAndOnlyZeroNeedsNone(String text, Duration duration) {
        assertThat(validWith("identity.revalidate-after=" + text).identity().revalidateAfter())
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7.5d", "-7d", "7 d", "7w", "P7D", "7D", "999999999999d", "999999999999999999d"})
    void anythingElseIsRefused(String text) {
        assertThat(problemsOf("identity.revalidate-after=" + text))
                .singleElement()
                .asString()
                .startsWith("identity.revalidate-after: ");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.0015S, 1ms", "PT1.5S, 1500ms", "PT90S, 90s", "PT3M, 3m", "PT36H, 36h", "PT48H, 2d"})
    void aDurationIsWrittenInTheUnitThatSaysItExactly(Duration duration, String text) {
        assertThat(DurationType.written(duration)).isEqualTo(text);
    }
}
