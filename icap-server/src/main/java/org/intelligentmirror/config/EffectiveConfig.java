package org.intelligentmirror.config;

import java.util.List;
import java.util.Optional;

/** A configuration as an operator reads it: what holds, defaults included, without secrets. */
public final class EffectiveConfig {
    private EffectiveConfig() {}

    /**
     * Every key in the order of the sample, each {@code key.path = value} in TOML; {@code ""} stands for what is not
     * set. Credentials in URLs are replaced by {@code ***}; secrets in files are named by their file only.
     */
    public static List<String> render(ServerConfig config) {
        return ConfigKeys.ALL.stream().map(key -> line(key, config)).toList();
    }

    private static <T> String line(ConfigKey<T> key, ServerConfig config) {
        Optional<T> value = key.current().apply(config);
        return key.path() + " = " + value.map(key.type()::render).orElse("\"\"");
    }
}
