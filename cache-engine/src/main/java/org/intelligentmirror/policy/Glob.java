package org.intelligentmirror.policy;

import java.util.Locale;

/**
 * A text with {@code *} for any run of characters and {@code ?} for any one, case ignored. Matching takes time linear
 * in what is matched, times the length of the glob at worst.
 */
public final class Glob {
    private final String glob;

    /** Any text is a glob. */
    public Glob(String text) {
        this.glob = text.toLowerCase(Locale.ROOT);
    }

    /** Greedy matching with one point of return: the last star seen. */
    public boolean matches(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int g = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < lower.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == lower.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
