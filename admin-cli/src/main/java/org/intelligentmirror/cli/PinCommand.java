package org.intelligentmirror.cli;

import java.util.concurrent.Callable;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "pin",
        description = "Keeps packages from being evicted, those that arrive later too.",
        footer = "A SHA-256 pins one package, a URL that ends in / what comes from there, anything else file names.")
final class PinCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(paramLabel = "SHA256|URL|PATTERN", description = "What to keep; * and ? are wildcards in names.")
    private String what = "";

    @Option(names = "--host", description = "The pattern is a host's name.")
    private boolean host;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        ObjectNode body = Output.JSON.createObjectNode().put("kind", kind()).put("pattern", what);
        JsonNode answer = root.client().post("pins", body);
        Output output = root.output();
        output.document(answer);
        output.line("Pin " + answer.at("/pin/id").asString() + " keeps "
                + answer.path("packages").asString() + " packages, "
                + Text.size(answer.path("bytes").asLong()) + ", and what matches later.");
        return 0;
    }

    private String kind() {
        if (host || what.contains("://")) {
            return "repository";
        }
        return Sha256.parse(what).isPresent() ? "digest" : "name";
    }
}
