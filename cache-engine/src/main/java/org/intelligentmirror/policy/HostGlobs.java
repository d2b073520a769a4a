package org.intelligentmirror.policy;

import java.util.List;
import java.util.Locale;

/** Host names with {@code *} for any run of characters, case ignored. Matching takes time linear in the host. */
final class HostGlobs {
    private final List<String> globs;

    HostGlobs(List<String> globs) {
        this.globs = globs.stream().map(glob -> glob.toLowerCase(Locale.ROOT)).toList();
    }

    boolean matches(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return globs.stream().anyMatch(glob -> matches(glob, lower));
    }

    /** Greedy matching with one point of return: the last star seen. */
    private static boolean matches(String glob, String host) {
        int g = 0;
        int h = 0;
        int star = -1;
        int resume = 0;
        while (h < host.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = h;
            } else if (g < glob.length() && glob.charAt(g) == host.charAt(h)) {
                g++;
                h++;
            } else if (star >= 0) {
                g = star + 1;
                h = ++resume;
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
