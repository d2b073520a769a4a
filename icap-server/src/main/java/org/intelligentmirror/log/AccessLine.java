package org.intelligentmirror.log;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of a line of the access log: one JSON object with every key always there, {@code null} where there is
 * nothing to say. ASCII only, so that no foreign text can steer the terminal it is read on.
 */
final class AccessLine {
    /** Characters of a URL that are kept. */
    static final int MAX_URL = 8192;

    /** Characters of any other text that are kept. */
    static final int MAX_TEXT = 256;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .build();

    private AccessLine() {}

    /** The line with its line feed. */
    static byte[] of(AccessEntry entry) {
        ObjectNode line = JSON.createObjectNode();
        line.put("time", TIME.format(entry.time()));
        line.put("service", cut(entry.service(), MAX_TEXT));
        line.put("client", cut(entry.client(), MAX_TEXT));
        putText(line, "user", entry.user());
        line.put("method", cut(entry.method(), MAX_TEXT));
        line.put("url", cut(LogRedaction.url(entry.url()), MAX_URL));
        line.put("verdict", entry.verdict().name());
        line.put("reason", entry.reason().token());
        line.put("bytes", entry.bytes());
        line.put("ms", entry.millis());
        putText(line, "sha256", entry.sha256().map(Sha256::toString));
        putText(line, "stored", entry.stored());
        return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void putText(ObjectNode line, String key, Optional<String> text) {
        if (text.isPresent()) {
            line.put(key, cut(text.get(), MAX_TEXT));
        } else {
            line.putNull(key);
        }
    }

    private static String cut(String text, int max) {
        String kept = text.length() <= max ? text : text.substring(0, max);
        return kept.replace('\u007f', '?');
    }
}
