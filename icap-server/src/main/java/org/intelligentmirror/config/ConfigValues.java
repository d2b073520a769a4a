package org.intelligentmirror.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a configuration file set, key by key. For one thread. */
final class ConfigValues {
    private final Map<ConfigKey<?>, Object> values = new HashMap<>();
    private final Set<ConfigKey<?>> wrong = new HashSet<>();

    <T> void set(ConfigKey<T> key, Optional<T> value) {
        if (value.isPresent()) {
            values.put(key, value.get());
        } else {
            wrong.add(key);
        }
    }

    /** What was set, and right. */
    @SuppressWarnings("unchecked") // set() is the only way in, and it pairs a key with a value of its type
    <T> Optional<T> explicit(ConfigKey<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** What was set, else the key's default; empty if it was set wrongly or has no default of its own. */
    <T> Optional<T> find(ConfigKey<T> key) {
        Optional<T> explicit = explicit(key);
        return explicit.isPresent() || wrong.contains(key) ? explicit : key.fallback();
    }

    /** Whether the file says anything about {@code key}. */
    boolean mentions(ConfigKey<?> key) {
        return values.containsKey(key) || wrong.contains(key);
    }

    /** The value of a key that has a default, in a configuration without problems. */
    <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no value for " + key.path()));
    }
}
