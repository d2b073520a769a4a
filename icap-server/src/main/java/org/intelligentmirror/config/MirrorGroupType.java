package org.intelligentmirror.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.intelligentmirror.config.IdentityConfig.MirrorGroup;
import tools.jackson.databind.JsonNode;

/** One {@code [[identity.mirror-group]]} table. */
final class MirrorGroupType implements KeyType<MirrorGroup> {
    /** Groups in a configuration. */
    static final int MAX_GROUPS = 100;

    /** Roots in a group. */
    static final int MAX_ROOTS = 100;

    private static final KeyType<String> NAME = PlainTypes.text(
            "a name of 1 to 64 letters, digits, dots, dashes and underscores", Pattern.compile("[A-Za-z0-9._-]{1,64}"));
    private static final KeyType<List<URI>> ROOTS = new ListType<>(NetworkTypes.ROOT, 1, MAX_ROOTS);
    private static final Set<String> MEMBERS = Set.of("name", "roots");

    @Override
    public String describe() {
        return "a table with name and roots";
    }

    @Override
    public Optional<MirrorGroup> read(JsonNode node, ValueContext at) {
        if (!node.isObject()) {
            return at.refuse("must be " + describe() + ", not " + KeyType.shown(node));
        }
        for (String name : node.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                at.member(name).refuse("unknown key; a mirror group has name and roots");
            }
        }
        Optional<String> name = member(node, "name", NAME, at);
        Optional<List<URI>> roots = member(node, "roots", ROOTS, at);
        return name.isPresent() && roots.isPresent()
                ? Optional.of(new MirrorGroup(name.get(), roots.get()))
                : Optional.empty();
    }

    private static <T> Optional<T> member(JsonNode table, String name, KeyType<T> type, ValueContext at) {
        JsonNode value = table.get(name);
        return value == null
                ? at.member(name).refuse("is missing; must be " + type.describe())
                : type.read(value, at.member(name));
    }

    @Override
    public String render(MirrorGroup value) {
        return "{ name = " + NAME.render(value.name()) + ", roots = " + ROOTS.render(value.roots()) + " }";
    }
}
