package org.intelligentmirror.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.intelligentmirror.evidence.IdentityMode;

/**
 * {@code [identity]}: how much evidence a hit needs.
 *
 * @param revalidateAfter how long a capture answers for its own URL; zero is forever
 * @param indexMaxAge how long a repository index vouches; zero is forever
 * @param privateHosts host globs that are never cached
 */
public record IdentityConfig(
        IdentityMode mode,
        Duration revalidateAfter,
        Duration indexMaxAge,
        List<String> privateHosts,
        List<MirrorGroup> mirrorGroups) {
    /** Roots the operator declares to carry the same repository; every root ends in a slash. */
    public record MirrorGroup(String name, List<URI> roots) {}
}
