package org.intelligentmirror.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Path segments, escaped and not. */
final class PathText {
    private PathText() {}

    /** The segment without its escapes; a plus sign stays one. */
    static String decode(String segment) throws HttpProblem {
        try {
            return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("the path holds a malformed escape");
        }
    }

    /** The text as one path segment or query value: everything but unreserved characters escaped. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
