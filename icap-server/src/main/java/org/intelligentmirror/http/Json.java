package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON bodies, in and out. */
final class Json {
    private static final int MAX_DEPTH = 8;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(HttpLimits.MAX_BODY)
                            .maxDocumentLength(HttpLimits.MAX_BODY)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The one object {@code bytes} hold. */
    static ObjectNode read(byte[] bytes) throws HttpProblem {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (tools.jackson.core.JacksonException e) {
            throw HttpProblem.badRequest("the body is not valid JSON");
        }
        throw HttpProblem.badRequest("the body must be a JSON object");
    }

    static Answer answer(HttpResponseStatus status, ObjectNode body, Map<String, String> headers) {
        Map<String, String> fields = new HashMap<>(headers);
        fields.put("Cache-Control", "no-store");
        return Answer.Content.of(status, "application/json", MAPPER.writeValueAsString(body) + "\n", fields);
    }

    static Answer ok(ObjectNode body) {
        return answer(HttpResponseStatus.OK, body, Map.of());
    }
}
