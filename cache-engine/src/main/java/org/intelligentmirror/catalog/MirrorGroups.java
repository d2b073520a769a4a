package org.intelligentmirror.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;

/** The configured mirror groups, asked by locator. Immutable. */
final class MirrorGroups {
    /** Other members looked at for one locator. */
    static final int MAX_TWINS = 64;

    private final List<MirrorGroup> groups;

    /** Roots are brought into the form of locators; those that have none never match. */
    MirrorGroups(List<MirrorGroup> groups) {
        this.groups = groups.stream()
                .map(group -> new MirrorGroup(
                        group.name(),
                        group.roots().stream()
                                .flatMap(root -> LocatorParser.parse(root).map(Locator::url).stream())
                                .filter(root -> root.endsWith("/"))
                                .toList()))
                .toList();
    }

    /**
     * The same path at another member of a mirror group.
     *
     * @param group tells groups apart
     * @param root the member's
     */
    record Twin(Locator locator, String group, String root) {}

    /** What a URL below a member stands for in its group: the same for all members. */
    record Place(String group, String root) {}

    /** The group {@code url} lies in; the longest root counts. */
    Optional<Place> placeOf(String url) {
        Place found = null;
        for (int i = 0; i < groups.size(); i++) {
            for (String root : groups.get(i).roots()) {
                if (url.startsWith(root)
                        && (found == null || root.length() > found.root().length())) {
                    found = new Place("group " + i + ": ", root);
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /** The same path at every other member of the group {@code locator} lies in. */
    List<Twin> twins(Locator locator) {
        List<Twin> twins = new ArrayList<>();
        String url = locator.url();
        Optional<Place> place = locator.query().isPresent() ? Optional.empty() : placeOf(url);
        if (place.isEmpty()) {
            return twins;
        }
        String group = place.get().group();
        String path = url.substring(place.get().root().length());
        for (MirrorGroup each : groups) {
            boolean same = each.roots().contains(place.get().root());
            for (String root : same ? each.roots() : List.<String>of()) {
                if (!root.equals(place.get().root()) && twins.size() < MAX_TWINS) {
                    LocatorParser.parse(root + path).ifPresent(twin -> twins.add(new Twin(twin, group, root)));
                }
            }
        }
        return twins;
    }
}
