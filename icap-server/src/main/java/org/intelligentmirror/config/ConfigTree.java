package org.intelligentmirror.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlFactory;
import tools.jackson.dataformat.toml.TomlMapper;

/** TOML text and overrides as one tree, before anything in it means something. */
final class ConfigTree {
    /** Tables and lists inside each other; the sample needs 4. */
    static final int MAX_DEPTH = 16;

    /** Characters of the key of an override. */
    static final int MAX_OVERRIDE_KEY = 200;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){0,15}");
    private static final TomlMapper TOML = TomlMapper.builder(TomlFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .build();

    private ConfigTree() {}

    /** The tree, or empty after the problem was noted. */
    static Optional<ObjectNode> of(String toml, List<String> overrides, Findings findings) {
        Optional<ObjectNode> tree = parse(toml, findings);
        for (String override : overrides) {
            int equals = override.indexOf('=');
            String key = equals < 0 ? override : override.substring(0, equals).strip();
            if (equals < 0
                    || key.length() > MAX_OVERRIDE_KEY
                    || !KEY.matcher(key).matches()) {
                findings.refuse("--set " + key, "must be key.path=value");
            } else {
                tree.ifPresent(root -> set(root, key, value(override.substring(equals + 1))));
            }
        }
        return tree;
    }

    private static Optional<ObjectNode> parse(String toml, Findings findings) {
        try {
            JsonNode tree = TOML.readTree(toml);
            if (tree instanceof ObjectNode root) {
                return Optional.of(root);
            }
            return Optional.of(TOML.createObjectNode());
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String where = at == null || at.getLineNr() < 1
                    ? "configuration"
                    : "line " + at.getLineNr() + ", column " + at.getColumnNr();
            findings.refuse(where, "is not TOML: " + Findings.quote(String.valueOf(e.getOriginalMessage())));
            return Optional.empty();
        }
    }

    /** {@code text} as TOML if it is a TOML value, else as a string. */
    private static JsonNode value(String text) {
        Findings ignored = new Findings();
        Optional<JsonNode> value = parse("value = " + text, ignored)
                .filter(tree -> tree.size() == 1)
                .map(tree -> tree.get("value"));
        return value.orElseGet(() -> TOML.getNodeFactory().stringNode(text));
    }

    private static void set(ObjectNode root, String key, JsonNode value) {
        String[] names = key.split("\\.", -1);
        ObjectNode table = root;
        for (int i = 0; i < names.length - 1; i++) {
            JsonNode inner = table.get(names[i]);
            if (inner == null) {
                table = table.putObject(names[i]);
            } else if (inner instanceof ObjectNode there) {
                table = there;
            } else {
                // A value where a table belongs: reading the tree reports it.
                return;
            }
        }
        table.set(names[names.length - 1], value);
    }
}
