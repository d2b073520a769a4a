package org.intelligentmirror.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A list of {@code min} to {@code max} values of one type; every bad item is a problem of its own. */
record ListType<T>(KeyType<T> items, int min, int max) implements KeyType<List<T>> {
    @Override
    public String describe() {
        return "a list, each item " + items.describe();
    }

    @Override
    public Optional<List<T>> read(JsonNode node, ValueContext at) {
        if (!node.isArray()) {
            return at.refuse("must be a list, not " + KeyType.shown(node));
        }
        if (node.size() < min || node.size() > max) {
            return at.refuse("must have " + min + " to " + max + " items, not " + node.size());
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.read(node.get(i), at.item(i)).ifPresent(values::add);
        }
        return values.size() == node.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    @Override
    public String render(List<T> value) {
        return value.stream().map(items::render).collect(Collectors.joining(", ", "[", "]"));
    }
}
