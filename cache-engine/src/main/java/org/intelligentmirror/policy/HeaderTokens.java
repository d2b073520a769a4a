package org.intelligentmirror.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Comma-separated header fields as their members (RFC 9110 section 5.6.1), quoted strings respected. */
final class HeaderTokens {
    private HeaderTokens() {}

    /** Every member of every line of {@code field}, trimmed; empty members are skipped. */
    static List<String> members(HeaderView headers, String field) {
        List<String> members = new ArrayList<>();
        headers.all(field).forEach(line -> split(line, members));
        return members;
    }

    /** The names of the directives of {@code field}, lower case, their arguments cut off. */
    static Stream<String> directives(HeaderView headers, String field) {
        return members(headers, field).stream().map(member -> {
            int equals = member.indexOf('=');
            return (equals < 0 ? member : member.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        });
    }

    static boolean hasDirective(HeaderView headers, String field, String name) {
        return directives(headers, field).anyMatch(name::equals);
    }

    private static void split(String line, List<String> members) {
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (c == ',' && !quoted) {
                add(line.substring(start, i), members);
                start = i + 1;
            }
        }
        add(line.substring(start), members);
    }

    private static void add(String member, List<String> members) {
        String trimmed = member.strip();
        if (!trimmed.isEmpty()) {
            members.add(trimmed);
        }
    }
}
