package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.catalog.MirrorGroup;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.FsyncPolicy;

/**
 * How the operator wants the engine to behave. Sealed once the engine is open. A size of 0 is unlimited.
 *
 * @param directory the store; created if it is missing
 * @param maxSizeBytes allocated bytes all packages may take
 * @param minFreeBytes bytes of the file system captures must leave free
 * @param revalidateAfter how long a capture answers for its own URL; zero is forever
 * @param indexMaxAge how long a repository's index vouches after its origin last confirmed it; zero is forever
 * @param mirrorGroups roots that carry the same repository
 * @param privateHosts host globs ({@code *} matches any run of characters, case ignored) that are never cached
 * @param types by {@link org.intelligentmirror.kind.PackageKind#type}; a type that is missing is off
 * @param arrivals how bodies on their way are shared and finished
 */
public record EngineSettings(
        Path directory,
        long maxSizeBytes,
        long minFreeBytes,
        FsyncPolicy fsync,
        IdentityMode mode,
        Duration revalidateAfter,
        Duration indexMaxAge,
        List<MirrorGroup> mirrorGroups,
        List<String> privateHosts,
        Map<String, TypeSettings> types,
        ArrivalSettings arrivals) {}
