package org.intelligentmirror.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a value stands while it is read.
 *
 * @param path full path of the key, with an index for an item of a list
 * @param base directory relative paths start from
 */
record ValueContext(String path, Path base, Findings findings) {
    /** Notes a problem here; the empty answer is for the caller to return. */
    <T> Optional<T> refuse(String reason) {
        findings.refuse(path, reason);
        return Optional.empty();
    }

    /** The place of a list's item, counted from 0. */
    ValueContext item(int index) {
        return new ValueContext(path + "[" + index + "]", base, findings);
    }

    /** The place of a key inside a table of this value. */
    ValueContext member(String name) {
        return new ValueContext(path + "." + name, base, findings);
    }
}
