package org.intelligentmirror.policy;

import java.util.ArrayList;
import java.util.List;

/** Header fields given as name, value, name, value, … */
public final class TestHeaders implements HeaderView {
    private final List<String> fields;

    private TestHeaders(List<String> fields) {
        this.fields = fields;
    }

    public static HeaderView of(String... fields) {
        return new TestHeaders(List.of(fields));
    }

    @Override
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                values.add(fields.get(i + 1));
            }
        }
        return values;
    }
}
