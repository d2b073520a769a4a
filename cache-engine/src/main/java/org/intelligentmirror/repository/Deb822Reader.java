package org.intelligentmirror.repository;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of one deb822 stanza after another from lines, keeping only those asked for.
 *
 * <p>Field names are the same in any case. A folded value keeps its lines, joined by LF, without the blanks around
 * them.
 */
final class Deb822Reader {
    private final Set<String> wanted;
    private final long maxValueBytes;
    private final Map<String, StringBuilder> values = new HashMap<>();
    private final Set<String> repeated = new HashSet<>();
    private @Nullable StringBuilder current;
    private boolean inField;

    /**
     * A reader before its first line.
     *
     * @param wanted names of the fields to keep, in lower case
     * @param maxValueBytes length of the longest value kept, folds included
     */
    Deb822Reader(Collection<String> wanted, long maxValueBytes) {
        this.wanted = Set.copyOf(wanted);
        this.maxValueBytes = maxValueBytes;
    }

    /**
     * Takes a line that is not empty.
     *
     * @throws IndexFormatException if it is neither a field nor the continuation of one, or makes a value too long
     */
    void take(String line, LineReader place) throws IOException {
        char first = line.charAt(0);
        if (first == ' ' || first == '\t') {
            if (!inField) {
                throw place.malformed("a continuation of nothing");
            }
            if (current != null) {
                current.append('\n').append(withoutBlanks(line, 0));
                if (current.length() > maxValueBytes) {
                    throw new IndexFormatException(
                            Kind.LINE_TOO_LONG, place.place(), "a value of more than " + maxValueBytes + " bytes");
                }
            }
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 1 || !isName(line, colon)) {
            throw place.malformed("neither field nor continuation");
        }
        inField = true;
        current = null;
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        if (wanted.contains(name)) {
            StringBuilder value = new StringBuilder(withoutBlanks(line, colon + 1));
            current = value;
            if (values.putIfAbsent(name, value) != null) {
                repeated.add(name);
            }
        }
    }

    /** Only blanks: other control characters must be seen, not lost. */
    private static String withoutBlanks(String text, int from) {
        int start = from;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n';
    }

    private static boolean isName(String line, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = line.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Whether a field was seen since the stanza began. */
    boolean isInStanza() {
        return inField;
    }

    /** The value of a field without the blanks around it; null if the stanza has none so far. */
    @Nullable
    String value(String name) {
        StringBuilder value = values.get(name);
        return value == null ? null : withoutBlanks(value.toString(), 0);
    }

    /** Whether a field that was asked for came more than once. */
    boolean isRepeated() {
        return !repeated.isEmpty();
    }

    /** Begins the next stanza. */
    void clear() {
        values.clear();
        repeated.clear();
        current = null;
        inField = false;
    }
}
