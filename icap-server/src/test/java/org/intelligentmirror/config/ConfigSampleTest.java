package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.valid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigSampleTest {
    private static final Path SAMPLE = Path.of("src/main/dist/intelligentmirror.toml");
    private static final String DEFAULTS = "store.directory = \"/var/lib/intelligentmirror\"";

    @Test
    void theSampleIsWhatTheTableOfKeysSays() throws IOException {
        Path fresh = Files.createDirectories(Path.of("target")).resolve("intelligentmirror.toml");
        Files.writeString(fresh, ConfigSample.render());

        assertThat(Files.readAllBytes(SAMPLE))
                .as("%s is what %s should be: copy it", fresh, SAMPLE)
                .isEqualTo(ConfigSample.render().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSampleAsItStandsIsTheDefaultConfigurationWithoutWarnings() throws IOException {
        String sample = Files.readString(SAMPLE);

        assertThat(valid(sample)).isEqualTo(valid(DEFAULTS));
        assertThat(Configs.warnings(sample)).isEmpty();
    }

    @Test
    void theValuesInItsCommentsAreTheDefaults() throws IOException {
        List<String> withoutDefault = ConfigKeys.ALL.stream()
                .filter(key -> key.fallback().isEmpty()
                        && key.current().apply(valid(DEFAULTS)).isEmpty())
                .map(ConfigKey::name)
                .toList();
        assertThat(withoutDefault)
                .containsExactly("key-file", "advertise", "proxy", "proxy-username", "proxy-password-file");

        String uncommented = Files.readString(SAMPLE)
                .lines()
                .map(line -> line.matches("#[a-z-]+ = .*") ? line.substring(1) : line)
                .filter(line -> !line.startsWith("roots = ") && !line.startsWith("name = "))
                .filter(line -> withoutDefault.stream().noneMatch(name -> line.startsWith(name + " = ")))
                .collect(Collectors.joining("\n"));

        assertThat(valid(uncommented)).isEqualTo(valid(DEFAULTS));
        assertThat(uncommented.lines().filter(line -> line.contains(" = ") && !line.startsWith("#")))
                .hasSize(ConfigKeys.ALL.size() - withoutDefault.size() - 1);
    }

    @Test
    void theExampleOfAMirrorGroupCanBeUsed() throws IOException {
        String uncommented = Files.readString(SAMPLE)
                .lines()
                .map(line -> line.matches("#(\\[\\[.*|name = .*|roots = .*)") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));

        assertThat(valid(uncommented).identity().mirrorGroups())
                .isEqualTo(ConfigKeys.IDENTITY_MIRROR_GROUP.example().orElseThrow());
    }

    @Test
    void everyKeyBelongsToADocumentedSectionAndSaysWhatItDoes() {
        assertThat(ConfigKeys.ALL).allSatisfy(key -> {
            assertThat(ConfigKeys.SECTIONS).containsKey(key.section());
            assertThat(key.doc()).isNotBlank();
        });
        assertThat(ConfigKeys.ALL.stream().map(ConfigKey::path)).doesNotHaveDuplicates();
    }
}
