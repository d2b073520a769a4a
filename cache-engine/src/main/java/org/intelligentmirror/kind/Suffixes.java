package org.intelligentmirror.kind;

import java.util.List;

/** Endings of file names, in any case of their letters. */
record Suffixes(List<String> endings) {
    static Suffixes of(String... endings) {
        return new Suffixes(List.of(endings));
    }

    /** Whether {@code fileName} has one of them. */
    boolean end(String fileName) {
        for (String ending : endings) {
            if (fileName.regionMatches(true, fileName.length() - ending.length(), ending, 0, ending.length())) {
                return true;
            }
        }
        return false;
    }
}
