package org.intelligentmirror.policy;

import java.util.List;
import java.util.Optional;

/** Read access to the header fields of one HTTP message, names compared without regard to case. */
public interface HeaderView {
    /** Every value of {@code name} in order of appearance, each trimmed; empty if the field is absent. */
    List<String> all(String name);

    /** The first value of {@code name}. */
    default Optional<String> first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Whether the field is present, even with an empty value. */
    default boolean has(String name) {
        return !all(name).isEmpty();
    }
}
