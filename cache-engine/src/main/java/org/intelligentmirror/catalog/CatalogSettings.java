package org.intelligentmirror.catalog;

import java.time.Duration;
import java.util.List;

/**
 * How the operator wants indexes to count.
 *
 * @param indexMaxAge how long a top index vouches after its origin last confirmed it; zero is forever
 * @param mirrorGroups roots that carry the same repository
 */
public record CatalogSettings(Duration indexMaxAge, List<MirrorGroup> mirrorGroups) {
    public CatalogSettings {
        mirrorGroups = List.copyOf(mirrorGroups);
    }
}
