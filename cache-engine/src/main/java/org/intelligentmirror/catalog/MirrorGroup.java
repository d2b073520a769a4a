package org.intelligentmirror.catalog;

import java.util.List;

/**
 * Roots the operator says carry the same repository.
 *
 * @param name for the operator
 * @param roots URL prefixes, each ending in a slash
 */
public record MirrorGroup(String name, List<String> roots) {
    public MirrorGroup {
        roots = List.copyOf(roots);
    }
}
