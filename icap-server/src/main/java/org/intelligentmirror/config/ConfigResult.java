package org.intelligentmirror.config;

import java.util.List;

/** What reading a configuration came to. */
public sealed interface ConfigResult {
    /**
     * A configuration to run with.
     *
     * @param warnings what the operator should know, each {@code key.path: text}
     */
    record Valid(ServerConfig config, List<String> warnings) implements ConfigResult {}

    /**
     * A configuration with at least one problem: all that were found, those of single keys first and
     * in the order of the file. At most 101: past that the others are only counted.
     */
    record Invalid(List<ConfigProblem> problems) implements ConfigResult {}
}
