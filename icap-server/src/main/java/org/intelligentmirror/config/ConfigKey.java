package org.intelligentmirror.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * One key of the configuration: a row of {@link ConfigKeys}.
 *
 * @param path section and name, such as {@code icap.preview}
 * @param doc what it does, for the sample
 * @param current its value in a complete configuration; empty for an optional key that is not set
 * @param fallback its value when it is not set; empty if that depends on other keys, or if it may stay unset
 * @param example what the sample shows for a key without a fallback
 * @param use how the sample treats it
 */
record ConfigKey<T>(
        String path,
        KeyType<T> type,
        String doc,
        Function<ServerConfig, Optional<T>> current,
        Optional<T> fallback,
        Optional<T> example,
        Use use) {
    /** How a key stands in the sample. */
    enum Use {
        /** Must be set; written out. */
        REQUIRED,
        /** Has a default, and is written out all the same. */
        SHOWN,
        /** Has a default, which stands in a comment. */
        DEFAULTED
    }

    /** A key that always has a value. */
    static <T> ConfigKey<T> of(String path, KeyType<T> type, Function<ServerConfig, T> current, String doc) {
        return optional(path, type, config -> Optional.of(current.apply(config)), doc);
    }

    /** A key that may stay unset: an empty string leaves it so. */
    static <T> ConfigKey<T> optional(
            String path, KeyType<T> type, Function<ServerConfig, Optional<T>> current, String doc) {
        return new ConfigKey<>(path, type, doc.strip(), current, Optional.empty(), Optional.empty(), Use.DEFAULTED);
    }

    ConfigKey<T> or(T value) {
        return new ConfigKey<>(path, type, doc, current, Optional.of(value), example, use);
    }

    ConfigKey<T> example(T value) {
        return new ConfigKey<>(path, type, doc, current, fallback, Optional.of(value), use);
    }

    ConfigKey<T> required() {
        return new ConfigKey<>(path, type, doc, current, fallback, example, Use.REQUIRED);
    }

    ConfigKey<T> shown() {
        return new ConfigKey<>(path, type, doc, current, fallback, example, Use.SHOWN);
    }

    /** The part of {@link #path} before its last dot. */
    String section() {
        return path.substring(0, path.lastIndexOf('.'));
    }

    /** The part of {@link #path} after its last dot. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
