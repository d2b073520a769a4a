package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Short ways to read configurations in tests. */
final class Configs {
    static final Path BASE = Path.of("/srv/im");

    /** The smallest file that works. */
    static final String MINIMAL = """
            icap.listen = "127.0.0.1:1344"
            http.listen = "127.0.0.1:8344"
            store.directory = "store"
            """;

    private Configs() {}

    static ServerConfig valid(String toml, String... overrides) {
        return validResult(toml, overrides).config();
    }

    static List<String> warnings(String toml, String... overrides) {
        return validResult(toml, overrides).warnings();
    }

    private static ConfigResult.Valid validResult(String toml, String... overrides) {
        ConfigResult result = ConfigLoader.parse(toml, BASE, List.of(overrides));
        if (result instanceof ConfigResult.Valid valid) {
            return valid;
        }
        throw new AssertionError("not valid: " + result);
    }

    static List<String> problems(String toml, String... overrides) {
        ConfigResult result = ConfigLoader.parse(toml, BASE, List.of(overrides));
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result)
                .problems().stream().map(ConfigProblem::toString).toList();
    }

    /** The problems of the minimal file with each of {@code lines} laid over it. */
    static List<String> problemsOf(String... overrides) {
        return problems(MINIMAL, overrides);
    }

    static ServerConfig validWith(String... overrides) {
        return valid(MINIMAL, overrides);
    }

    static String lines(String... lines) {
        return String.join("\n", Arrays.asList(lines)) + "\n";
    }
}
