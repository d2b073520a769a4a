package org.intelligentmirror.log;

import java.util.regex.Pattern;

/** Takes out of foreign text what may be a credential. Stateless. */
public final class LogRedaction {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.%]*]|[^:\\[\\]\\s]*)(:\\d*)?");

    private LogRedaction() {}

    /**
     * {@code url} without user-info, query and fragment; a query leaves its question mark behind. An authority that is
     * no host and port becomes {@code -}, since it may be a piece of a mistyped password. Takes any text and never
     * fails; doing it twice changes nothing.
     */
    public static String url(String url) {
        int end = firstOf(url, 0, '?', '#');
        boolean hasQuery = end < url.length() && url.charAt(end) == '?';
        String kept = url.substring(0, end);
        int scheme = kept.indexOf("://");
        int start = scheme < 0 ? 0 : scheme + 3;
        int slash = firstOf(kept, start, '/', '\\');
        String authority = kept.substring(start, slash);
        // In "http://user:pa/ss@host/" the at sign stands in what a parser takes for the path.
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        boolean isPath = scheme < 0 && authority.isEmpty();
        if (!isPath && !HOST.matcher(host).matches()) {
            return kept.substring(0, start) + "-" + (hasQuery ? "?" : "");
        }
        return kept.substring(0, start) + host + kept.substring(slash) + (hasQuery ? "?" : "");
    }

    private static int firstOf(String text, int from, char one, char other) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == one || text.charAt(i) == other) {
                return i;
            }
        }
        return text.length();
    }
}
