package org.intelligentmirror.config;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How values of one type are written in TOML. Stateless. */
interface KeyType<T> {
    /** What a value looks like and its bounds, for the sample: {@code 0 to 65535 bytes}. */
    String describe();

    /** The value, or empty after the problem was noted in {@code at}. */
    Optional<T> read(JsonNode node, ValueContext at);

    /** {@code value} as TOML; what could be a secret is masked. */
    String render(T value);

    /** {@code text} as a TOML basic string. */
    static String string(String text) {
        StringBuilder toml = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                toml.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.getType(c) == Character.FORMAT) {
                toml.append(String.format("\\u%04X", (int) c));
            } else {
                toml.append(c);
            }
        }
        return toml.append('"').toString();
    }

    /** {@code node} as it may be shown in a message. */
    static String shown(JsonNode node) {
        if (node.isString()) {
            return '"' + Findings.quote(node.asString()) + '"';
        }
        return node.isContainer() ? "a " + (node.isArray() ? "list" : "table") : Findings.quote(node.toString());
    }
}
