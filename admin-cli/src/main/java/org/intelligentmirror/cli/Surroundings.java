package org.intelligentmirror.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.intelligentmirror.config.ConfigLoader;
import org.intelligentmirror.config.ConfigResult;

/**
 * What a command finds around it.
 *
 * @param environment the process's variables
 * @param defaultConfig used when it exists and {@code --config} is not given
 * @param configuration reads a configuration file as the server does
 * @param ask puts a question to the person at the terminal; empty if there is none, or no answer
 */
record Surroundings(
        Map<String, String> environment,
        Path defaultConfig,
        Function<Path, ConfigResult> configuration,
        Function<String, Optional<String>> ask) {
    /** Those of this process. */
    static Surroundings real() {
        return new Surroundings(
                System.getenv(),
                Path.of("/etc/intelligentmirror/intelligentmirror.toml"),
                file -> ConfigLoader.load(file, List.of()),
                Surroundings::askConsole);
    }

    // A newer Java has a console even without a terminal; its end of input is no answer.
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<String> askConsole(String question) {
        Console console = System.console();
        return console == null ? Optional.empty() : Optional.ofNullable(console.readLine("%s", question));
    }
}
