package org.intelligentmirror.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The query parameters of a request: only those the route knows, each at most once, each bounded. */
final class Parameters {
    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    static Parameters of(ClientRequest request, Set<String> known) throws HttpProblem {
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, List<String>> given : decode(request.rawQuery()).entrySet()) {
            if (!known.contains(given.getKey())) {
                throw HttpProblem.badRequest("unknown query parameter; known are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
            String value = given.getValue().get(0);
            if (given.getValue().size() > 1) {
                throw HttpProblem.badRequest("the query parameter " + given.getKey() + " is given twice");
            }
            if (value.length() > HttpLimits.MAX_PARAMETER) {
                throw HttpProblem.badRequest("the query parameter " + given.getKey() + " is too long");
            }
            if (!value.isEmpty()) {
                values.put(given.getKey(), value);
            }
        }
        return new Parameters(values);
    }

    /** The value of {@code name}; absent and empty are the same. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The value of {@code name} as a number from {@code min} to {@code max}. */
    long number(String name, long min, long max, long otherwise) throws HttpProblem {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal.
        }
        throw HttpProblem.badRequest(name + " must be a number from " + min + " to " + max);
    }

    int size() {
        return values.size();
    }

    private static Map<String, List<String>> decode(String rawQuery) throws HttpProblem {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(
                    rawQuery, StandardCharsets.UTF_8, false, HttpLimits.MAX_PARAMETERS + 1, true);
            Map<String, List<String>> decoded = decoder.parameters();
            int count = decoded.values().stream().mapToInt(List::size).sum();
            if (count > HttpLimits.MAX_PARAMETERS) {
                throw HttpProblem.badRequest("too many query parameters");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("the query holds a malformed escape");
        }
    }
}
