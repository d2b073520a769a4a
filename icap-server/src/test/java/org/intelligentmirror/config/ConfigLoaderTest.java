package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.BASE;
import static org.intelligentmirror.config.Configs.MINIMAL;
import static org.intelligentmirror.config.Configs.lines;
import static org.intelligentmirror.config.Configs.problems;
import static org.intelligentmirror.config.Configs.problemsOf;
import static org.intelligentmirror.config.Configs.valid;
import static org.intelligentmirror.config.Configs.validWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.FsyncPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path directory;

    @Test
    void threeKeysMakeAWorkingConfiguration() {
        ServerConfig config = valid(MINIMAL);

        assertThat(config.icap().listen()).isEqualTo(new ListenAddress("127.0.0.1", 1344));
        assertThat(config.icap().allow()).hasToString("[127.0.0.0/8, ::1/128]");
        assertThat(config.icap().previewBytes()).isEqualTo(16384);
        assertThat(config.icap().maxConnections()).isEqualTo(4000);
        assertThat(config.icap().idleTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.icap().bodyTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.store()).isEqualTo(new StoreConfig(BASE.resolve("store"), 0, 1L << 30, FsyncPolicy.OFF));
        assertThat(config.types().keySet()).containsExactly("rpm", "deb", "index");
        assertThat(config.types().get("rpm")).isEqualTo(new TypeSettings(true, 0, 0, 0));
        assertThat(config.identity().mode()).isEqualTo(IdentityMode.CONFIRM);
        assertThat(config.join()).isEqualTo(new JoinConfig(true, Duration.ofSeconds(5), 1000));
        assertThat(config.admin().tokenFile()).isEqualTo(BASE.resolve("store/admin.token"));
        assertThat(config.log()).isEqualTo(new LogConfig(BASE.resolve("store/log"), 100_000_000, 10));
    }

    @Test
    void theStoresDirectoryAloneIsEnoughAndOnlyItIsRequired() {
        assertThat(valid("store.directory = \"store\"")).isEqualTo(valid(MINIMAL));
        assertThat(problems("")).singleElement().asString().startsWith("store.directory: is missing");
    }

    @Test
    void tenMistakesAreReportedAtOnce() {
        String toml = lines(
                "extra = 1",
                "[icap]",
                "listen = \"nowhere\"",
                "preview = 65536",
                "allow = [\"127.0.0.1\", \"10.0.0.1/8\", \"example.org\"]",
                "max-conections = 5",
                "[http]",
                "advertise = \"https://cache.example/\"",
                "[store]",
                "max-size = \"10 gigs\"",
                "fsync = true",
                "[identity]",
                "revalidate-after = 7",
                "[types.deb]",
                "min-package-size = \"2MB\"",
                "max-package-size = \"1MB\"");

        assertThat(problems(toml))
                .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
                .containsExactly(
                        "extra",
                        "icap.listen",
                        "icap.preview",
                        "icap.allow[1]",
                        "icap.allow[2]",
                        "icap.max-conections",
                        "http.advertise",
                        "store.max-size",
                        "store.fsync",
                        "identity.revalidate-after",
                        "store.directory",
                        "types.deb.min-package-size");
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPathAndANearOneOffered() {
        assertThat(problemsOf("types.rpm.enable=true"))
                .containsExactly("types.rpm.enable: unknown key; did you mean types.rpm.enabled?");
        assertThat(problemsOf("icap.max_connections=5"))
                .containsExactly("icap.max_connections: unknown key; did you mean icap.max-connections?");
        assertThat(problemsOf("min-free=5")).containsExactly("min-free: unknown key; did you mean store.min-free?");
        assertThat(problemsOf("wholly.different=5")).containsExactly("wholly: unknown key");
        assertThat(problems(MINIMAL + "\"icap.preview\" = 5"))
                .singleElement()
                .asString()
                .startsWith("\"icap.preview\": unknown key");
    }

    @Test
    void aValueWhereATableBelongsIsRefused() {
        assertThat(problemsOf("types=3")).containsExactly("types: must be a table, not 3");
        assertThat(problemsOf("join=3", "join.enabled=false")).containsExactly("join: must be a table, not 3");
    }

    @Test
    void brokenTomlIsReportedWithItsLine() {
        assertThat(problems("icap.listen = \"127.0.0.1:1344\"\nhttp.listen = = 3\n"))
                .singleElement()
                .asString()
                .startsWith("line 2, column ")
                .contains("is not TOML");
        assertThat(problems("store.directory = \"a\"\nstore.directory = \"b\"\n"))
                .singleElement()
                .asString()
                .contains("is not TOML");
    }

    @Test
    void aMistypedOverrideIsReportedBesideBrokenToml() {
        assertThat(problems("= 1", "icap.preview")).hasSize(2);
    }

    @Test
    void listenersMustNotCollide() {
        assertThat(problemsOf("http.listen=127.0.0.1:1344"))
                .singleElement()
                .asString()
                .startsWith("http.listen: ");
        assertThat(problemsOf("http.listen=0.0.0.0:1344"))
                .singleElement()
                .asString()
                .startsWith("http.listen: ");
        assertThat(validWith("http.listen=127.0.0.1:0", "icap.listen=127.0.0.1:0"))
                .isNotNull();
        assertThat(validWith("http.listen=127.0.0.2:1344")).isNotNull();
    }

    @Test
    void anEmptyStringLeavesAnOptionalKeyUnset() {
        assertThat(valid(MINIMAL + "http.advertise = \"\"\nicap.key-file = \"\""))
                .isEqualTo(valid(MINIMAL));
        assertThat(problemsOf("store.directory=")).singleElement().asString().startsWith("store.directory: ");
    }

    @Test
    void aFileCannotFillTheReportOrForgeItsLines() {
        StringBuilder toml = new StringBuilder(MINIMAL);
        for (int i = 0; i < Findings.MAX_TOLD + 5; i++) {
            toml.append("unknown-").append(i).append(" = 1\n");
        }
        assertThat(problems(toml.toString()))
                .hasSize(Findings.MAX_TOLD + 1)
                .last()
                .isEqualTo("configuration: and 5 more problems");
        assertThat(problems(MINIMAL + "\"a\\nb\\u001b[31m\" = 1")).containsExactly("a?b?[31m: unknown key");
    }

    @Test
    void aFileIsReadUpToItsLargestSizeAndNotPastIt() throws IOException {
        Path file = directory.resolve("im.toml");
        String padding = "#".repeat(ConfigLoader.MAX_FILE_BYTES - MINIMAL.length());
        Files.writeString(file, MINIMAL + padding);
        assertThat(ConfigLoader.load(file, List.of())).isInstanceOfSatisfying(ConfigResult.Valid.class, valid -> {
            assertThat(valid.config().store().directory()).isEqualTo(directory.resolve("store"));
            assertThat(valid.warnings()).isEmpty();
        });

        Files.writeString(file, MINIMAL + padding + "#");
        assertThat(told(file)).containsExactly(file + ": is larger than 1MiB");
    }

    @Test
    void filesThatCannotBeReadAreProblems() throws IOException {
        assertThat(told(directory.resolve("none.toml")))
                .containsExactly(directory.resolve("none.toml") + ": there is no such file");
        assertThat(told(directory)).singleElement().asString().startsWith(directory + ": cannot be read");

        Path latin = directory.resolve("latin.toml");
        Files.write(latin, "# \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(told(latin)).containsExactly(latin + ": is not UTF-8");
    }

    private static List<String> told(Path file) {
        ConfigResult result = ConfigLoader.load(file, List.of());
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result)
                .problems().stream().map(ConfigProblem::toString).toList();
    }
}
