package org.intelligentmirror.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(
        name = "roots",
        description = {
            "Lists the repositories whose indexes have passed, those in trouble first.",
            "current: packages are served on its word. lapsed: nobody has asked its origin for long.",
            "stale: clients may have a newer index than the one read. unread: no index of it could be read."
        })
final class RootsCommand implements Callable<Integer> {
    private static final String LINE = "%-8s  %5s  %-16s  %s%s";

    @ParentCommand
    private @Nullable Imctl imctl;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        JsonNode answer = root.client().get("roots");
        Output output = root.output();
        output.document(answer);
        output.line(String.format(Locale.ROOT, LINE, "STATE", "LISTS", "CONFIRMED (UTC)", "INDEX", ""));
        for (JsonNode each : answer.path("roots")) {
            output.line(String.format(
                    Locale.ROOT,
                    LINE,
                    each.path("state").asString(),
                    each.path("lists").asString(),
                    Text.time(each.path("confirmedAt").asString()),
                    each.path("index").asString(),
                    remarks(each)));
        }
        return 0;
    }

    private static String remarks(JsonNode root) {
        String doubted = root.has("doubtedSince")
                ? " (since " + Text.time(root.path("doubtedSince").asString()) + ", "
                        + root.path("tries").asString() + " times not readable)"
                : "";
        return doubted + (root.path("distrusted").asBoolean() ? " (sent other bytes, not trusted)" : "");
    }
}
