package org.intelligentmirror.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Walks a tree along {@link ConfigKeys}: every key there is read, everything else is refused. */
final class ConfigReader {
    /** Edits between an unknown key and the one it is taken for; fewer for short ones. */
    private static final int MAX_EDITS = 3;

    private static final Map<String, ConfigKey<?>> KEYS = new HashMap<>();
    private static final Set<String> TABLES = new HashSet<>();

    static {
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            KEYS.put(key.path(), key);
            String table = key.path();
            while (table.indexOf('.') >= 0) {
                table = table.substring(0, table.lastIndexOf('.'));
                TABLES.add(table);
            }
        }
    }

    private final Path base;
    private final Findings findings;
    private final ConfigValues values = new ConfigValues();

    private ConfigReader(Path base, Findings findings) {
        this.base = base;
        this.findings = findings;
    }

    static ConfigValues read(ObjectNode tree, Path base, Findings findings) {
        ConfigReader reader = new ConfigReader(base, findings);
        reader.walk(tree, "");
        return reader.values;
    }

    private void walk(JsonNode table, String prefix) {
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            String name = entry.getKey();
            // A quoted name with a dot in it is one name, not a path.
            String path = prefix + (name.indexOf('.') < 0 ? name : '"' + name + '"');
            ConfigKey<?> key = KEYS.get(path);
            if (key != null) {
                read(key, entry.getValue());
            } else if (!TABLES.contains(path)) {
                findings.refuse(path, "unknown key" + (findings.isFull() ? "" : suggestion(path)));
            } else if (entry.getValue().isObject()) {
                walk(entry.getValue(), path + ".");
            } else {
                findings.refuse(path, "must be a table, not " + KeyType.shown(entry.getValue()));
            }
        }
    }

    private <T> void read(ConfigKey<T> key, JsonNode node) {
        boolean mayStayUnset = key.fallback().isEmpty() && key.use() != ConfigKey.Use.REQUIRED;
        if (mayStayUnset && node.isString() && node.asString().isEmpty()) {
            return;
        }
        Optional<T> value = key.type().read(node, new ValueContext(key.path(), base, findings));
        values.set(key, value);
    }

    private static String suggestion(String path) {
        if (path.length() > Findings.MAX_QUOTED) {
            return "";
        }
        String meant = path.toLowerCase(Locale.ROOT).replace('_', '-');
        int edits = Math.min(MAX_EDITS, meant.length() / 3);
        Set<String> known = new HashSet<>(KEYS.keySet());
        known.addAll(TABLES);
        return known.stream()
                .filter(candidate -> distance(meant, candidate) <= edits
                        || candidate.endsWith("." + meant.substring(meant.lastIndexOf('.') + 1)))
                .min(Comparator.comparingInt((String candidate) -> distance(meant, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
