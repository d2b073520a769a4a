package org.intelligentmirror.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The target of a request line (RFC 9112 section 3.2), in origin or absolute form.
 *
 * @param authority what an absolute-form target names, {@code host[:port]}
 * @param path still escaped
 * @param segments of the path, unescaped: what the gate and the routes both go by
 * @param rawQuery without the question mark; empty if there is none
 */
record RequestTarget(Optional<String> authority, String path, List<String> segments, String rawQuery) {
    private static final String HTTP = "http://";

    static RequestTarget parse(String target) throws HttpProblem {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw HttpProblem.badRequest("the request target holds a character no target may hold");
            }
        }
        if (target.startsWith("/")) {
            return split(Optional.empty(), target);
        }
        if (!target.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
            throw HttpProblem.badRequest("the request target must be a path or an http URL");
        }
        int slash = HTTP.length();
        while (slash < target.length() && target.charAt(slash) != '/' && target.charAt(slash) != '?') {
            slash++;
        }
        String rest = target.substring(slash);
        return split(Optional.of(target.substring(HTTP.length(), slash)), rest.startsWith("/") ? rest : "/" + rest);
    }

    private static RequestTarget split(Optional<String> authority, String pathAndQuery) throws HttpProblem {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(PathText.decode(segment));
        }
        return new RequestTarget(
                authority, path, List.copyOf(segments), mark < 0 ? "" : pathAndQuery.substring(mark + 1));
    }
}
