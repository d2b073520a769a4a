package org.intelligentmirror.cli;

import java.nio.file.Path;
import java.util.List;
import org.intelligentmirror.config.ServerConfig;

/** Reads and checks a server configuration file. */
@FunctionalInterface
interface ConfigSource {
    /** What {@code file} holds; a file that cannot be read is {@link Invalid}. */
    Reading read(Path file);

    /** The result of reading a configuration. */
    sealed interface Reading {}

    /** A configuration a server would start with. */
    record Valid(ServerConfig config, List<String> warnings) implements Reading {}

    /** A configuration no server would start with; each problem is {@code key.path: reason}. */
    record Invalid(List<String> problems) implements Reading {}
}
