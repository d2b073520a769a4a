package org.intelligentmirror.cli;

import java.nio.file.Path;
import java.util.List;

/** The server's own configuration loader as a {@link ConfigSource}. */
final class ConfigFile implements ConfigSource {
    @Override
    public Reading read(Path file) {
        return new Invalid(List.of(file + ": the configuration loader is not bound"));
    }
}
