package org.intelligentmirror.cli;

import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where a command's result goes: columns for people, or one JSON document. */
final class Output {
    /** Escapes all but ASCII, so that no name can steer a terminal. */
    static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;

    Output(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    boolean isJson() {
        return json;
    }

    /** A line for people; nothing in JSON mode. */
    void line(String text) {
        if (!json) {
            out.println(Text.printable(text));
        }
    }

    /** A labelled fact for people. */
    void fact(String label, String value) {
        line(String.format(Locale.ROOT, "%-16s %s", label, value));
    }

    /** A remark for people that is no part of the result. */
    void note(String text) {
        if (!json) {
            err.println("imctl: " + Text.printable(text));
        }
    }

    /** The result in JSON mode. */
    void document(JsonNode document) {
        if (json) {
            out.println(write(document));
        }
    }

    /** A part of a document that is printed as it comes. */
    void part(String text) {
        if (json) {
            out.print(text);
        }
    }

    void failure(CliFailure failure) {
        if (json) {
            document(errorOf(failure));
        } else {
            err.println("imctl: " + Text.printable(failure.detail()));
        }
    }

    static ObjectNode errorOf(CliFailure failure) {
        return JSON.createObjectNode().put("error", failure.error()).put("detail", failure.detail());
    }

    static String write(JsonNode node) {
        return JSON.writeValueAsString(node);
    }

    /** The head of a listing of packages. */
    void packageHeader() {
        line(String.format(
                Locale.ROOT, "%-64s %10s  %-16s  %-6s  %s", "SHA-256", "SIZE", "CAPTURED (UTC)", "TYPE", "NAME"));
    }

    /** One package of a listing. */
    void packageLine(JsonNode entry) {
        line(String.format(
                Locale.ROOT,
                "%-64s %10s  %-16s  %-6s  %s",
                entry.path("sha256").asString(),
                Text.size(entry.path("length").asLong()),
                Text.time(entry.path("committedAt").asString()),
                entry.path("type").asString(),
                entry.path("name").asString()));
    }
}
