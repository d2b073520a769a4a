package org.intelligentmirror.policy;

import java.util.List;

/** Host names with {@code *} for any run of characters, case ignored. */
final class HostGlobs {
    private final List<Glob> globs;

    HostGlobs(List<String> globs) {
        this.globs = globs.stream().map(Glob::new).toList();
    }

    boolean matches(String host) {
        return globs.stream().anyMatch(glob -> glob.matches(host));
    }
}
