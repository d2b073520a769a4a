package org.intelligentmirror.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "show", description = "Shows what is known of a package.")
final class ShowCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(paramLabel = "SHA256|URL|NAME", description = "The package.")
    private String what = "";

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        List<JsonNode> found = Finder.find(root.client(), what);
        Output output = root.output();
        ObjectNode document = Output.JSON.createObjectNode();
        ArrayNode packages = document.putArray("packages");
        found.forEach(packages::add);
        output.document(document);
        String gap = null;
        for (JsonNode entry : found) {
            if (gap != null) {
                output.line(gap);
            }
            gap = "";
            describe(output, entry);
        }
        return 0;
    }

    private static void describe(Output output, JsonNode entry) {
        output.fact("Name", entry.path("name").asString());
        output.fact("SHA-256", entry.path("sha256").asString());
        output.fact("Type", entry.path("type").asString());
        output.fact(
                "Size",
                Text.size(entry.path("length").asLong()) + " ("
                        + entry.path("length").asString() + " bytes)");
        output.fact("Captured (UTC)", Text.time(entry.path("committedAt").asString()));
        output.fact("Last used (UTC)", Text.time(entry.path("lastUsedAt").asString()));
        output.fact("Hits", entry.path("hits").asString());
        for (JsonNode source : entry.path("sources")) {
            output.fact(
                    "Source",
                    Text.time(source.path("capturedAt").asString()) + "  "
                            + source.path("url").asString());
        }
    }
}
