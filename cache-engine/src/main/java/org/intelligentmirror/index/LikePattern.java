package org.intelligentmirror.index;

import java.util.Locale;

/** A person's search text as a LIKE pattern: any part matches, {@code *} and {@code ?} are the only wildcards. */
final class LikePattern {
    /** The escape character the pattern uses. */
    static final char ESCAPE = '!';

    private LikePattern() {}

    static String of(String text) {
        StringBuilder pattern = new StringBuilder("%");
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            switch (c) {
                case '*' -> pattern.append('%');
                case '?' -> pattern.append('_');
                case '%', '_', ESCAPE -> pattern.append(ESCAPE).append(c);
                default -> pattern.append(c);
            }
        }
        return pattern.append('%').toString();
    }
}
